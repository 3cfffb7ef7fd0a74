import { Task } from './exploration';
import { Circumstances } from './world';

/* What is explored: the bounds are numbers of faults, and of things that the user does besides deleting the stack in the end. */

const USUAL: Circumstances = { redshift: {}, deleteCarries: 'the properties of its own time', failedCreatesAreDeleted: 'first' };

/** What AWS does not publish, the other way round. */
const UNUSUAL: Circumstances = { ...USUAL, deleteCarries: 'the latest properties', failedCreatesAreDeleted: 'last' };

const GIVEN = ['creates the stack with alpha'];
const GENERATED = ['creates the stack with a generated name'];
const REMOVED = [...GIVEN, 'removes it'];
const RETAINED = [...GIVEN, 'removes it, and retains it'];

const STRANGERS = [
  { name: 'alpha', hasOwner: true }, { name: 'alpha', hasOwner: false },
  { name: 'beta', hasOwner: true }, { name: 'beta', hasOwner: false },
  { name: 'app-certificate-life1', hasOwner: true },
];

const GOING = { ...USUAL, stranger: { name: 'alpha', hasOwner: true, goesAfter: 60_000 } };

/** A few seconds: part of the tests. Every case of what is not closed is found. */
export const SHORT: readonly Task[] = [
  task(1, 1, USUAL),
  task(1, 1, USUAL, GIVEN),
  task(1, 1, UNUSUAL, GIVEN),
  task(1, 1, USUAL, REMOVED),
  task(0, 2, USUAL, RETAINED),
  task(0, 2, UNUSUAL),
  task(1, 1, GOING),
  ...STRANGERS.map((stranger) => task(0, 3, { ...USUAL, stranger })),
];

/** Some minutes. */
export const WHOLE: readonly Task[] = [
  task(2, 1, USUAL, GIVEN),
  task(2, 1, USUAL),
  task(1, 2, USUAL, GENERATED),
  task(1, 2, UNUSUAL, GIVEN),
  task(1, 2, USUAL),
  task(1, 2, UNUSUAL, RETAINED),
  task(1, 1, USUAL, REMOVED),
  task(0, 5, USUAL),
  task(0, 5, UNUSUAL),
  task(1, 1, GOING),
  ...STRANGERS.flatMap((stranger) => [task(1, 1, { ...USUAL, stranger }), task(0, 4, { ...UNUSUAL, stranger })]),
  ...STRANGERS.filter(({ name }) => name !== 'alpha').map((stranger) => task(1, 1, { ...USUAL, stranger }, GIVEN)),
];

function task(faults: number, operations: number, circumstances: Circumstances, before?: readonly string[]): Task {
  return { circumstances: { ...circumstances, ...(before && { before }) }, budget: { faults, operations } };
}

export function describeTask({ circumstances, budget: { faults, operations } }: Task): string {
  const { before, stranger, deleteCarries, failedCreatesAreDeleted } = circumstances;
  return [
    `${faults} faults, ${operations} operations`,
    before && `after: ${before.join('; ')}`,
    stranger && `${stranger.name} is a stranger's, ${stranger.hasOwner ? 'of another stack' : 'without an owner tag'}${stranger.goesAfter ? ', and goes' : ''}`,
    deleteCarries === 'the latest properties' && `a Delete after a replacement carries ${deleteCarries}`,
    failedCreatesAreDeleted === 'last' && 'failed Creates are deleted last',
  ].filter(Boolean).join('; ');
}
