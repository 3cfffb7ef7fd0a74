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

const CREATED_LATE = ['creates the stack with alpha', "the event of request1 waits in Lambda's queue", 'another resource of the deployment fails', 'rollback is disabled'];

const GOING = { ...USUAL, stranger: { name: 'alpha', hasOwner: true, goesAfter: 60_000 } };

const GONE = { ...USUAL, gone: 'alpha' };

/** A few seconds: part of the tests. Every case of what is not closed is found. */
export const SHORT: readonly Task[] = [
  task(1, 1, USUAL),
  task(1, 1, USUAL, GIVEN),
  task(1, 1, UNUSUAL, GIVEN),
  task(1, 1, USUAL, REMOVED),
  task(0, 2, USUAL, RETAINED),
  task(0, 1, UNUSUAL, CREATED_LATE),
  task(1, 1, GOING),
  task(1, 1, GONE, GIVEN),
  ...STRANGERS.map((stranger) => task(0, 3, { ...USUAL, stranger })),
];

/** Some minutes; the longest first, so that several workers end at about the same time. */
export const WHOLE: readonly Task[] = [
  task(2, 1, withoutVariants(USUAL), GIVEN),
  task(1, 1, UNUSUAL, CREATED_LATE),
  task(2, 1, withoutVariants(USUAL)),
  task(1, 2, withoutVariants(UNUSUAL), GIVEN),
  task(1, 2, USUAL),
  task(1, 2, UNUSUAL, RETAINED),
  task(0, 4, UNUSUAL),
  task(1, 1, USUAL, GIVEN),
  task(1, 1, USUAL, GENERATED),
  task(1, 1, UNUSUAL, GENERATED),
  task(1, 1, GOING),
  task(1, 1, GONE, GIVEN),
  task(1, 1, USUAL, REMOVED),
  task(0, 5, USUAL),
  ...STRANGERS.flatMap((stranger) => [task(1, 1, { ...USUAL, stranger }), task(0, 3, { ...UNUSUAL, stranger })]),
  ...STRANGERS.filter(({ name }) => name !== 'alpha').map((stranger) => task(1, 1, { ...USUAL, stranger }, GIVEN)),
];

function withoutVariants(circumstances: Circumstances): Circumstances {
  return { ...circumstances, withoutVariants: true };
}

function task(faults: number, operations: number, circumstances: Circumstances, before?: readonly string[]): Task {
  return { circumstances: { ...circumstances, ...(before && { before }) }, budget: { faults, operations } };
}

export function describeTask({ circumstances, budget: { faults, operations } }: Task): string {
  const { before, gone, stranger, deleteCarries, failedCreatesAreDeleted, withoutVariants: isWithoutVariants } = circumstances;
  return [
    `${faults} faults${isWithoutVariants ? ' (without variants)' : ''}, ${operations} operations`,
    before && `after: ${before.join('; ')}`,
    gone && `somebody has deleted ${gone} since`,
    stranger && `${stranger.name} is a stranger's, ${stranger.hasOwner ? 'of another stack' : 'without an owner tag'}${stranger.goesAfter ? ', and goes' : ''}`,
    deleteCarries === 'the latest properties' && `a Delete after a replacement carries ${deleteCarries}`,
    failedCreatesAreDeleted === 'last' && 'failed Creates are deleted last',
  ].filter(Boolean).join('; ');
}
