import { Bounds } from './exploration';
import { Circumstances } from '../model/state';

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

const CREATED_LATE = [
  ...GIVEN, "the event of request1 waits in Lambda's queue", 'another resource of the deployment fails', 'rollback is disabled',
];

const DISAPPEARING = { ...USUAL, stranger: { name: 'alpha', hasOwner: true, disappearsAfter: 60_000 } };

/** A certificate was made by hand, and the template asks to adopt it. */
const ADOPTED = { ...USUAL, stranger: { name: 'alpha', hasOwner: false }, adopts: 'alpha' };

/** The same where it is one that the stack has retained. */
const ADOPTS = { ...USUAL, adopts: 'alpha' };

/** Of its own everything but names, tags and owners is like a certificate's. */
const CONFIGURATION: Circumstances = { ...USUAL, kind: 'configuration' };

/** The fingerprint that was registered is stated, right or wrong, and a cluster depends on that. */
const REGISTERS: Circumstances = { ...USUAL, registers: true };
const STATED = [...GIVEN, 'states the fingerprint of its certificate'];

const DELETED_BY_HAND = { ...USUAL, deletedByHand: 'alpha' };

/** What happens to a certificate that is adopted. */
export const ADOPTION: readonly Bounds[] = [
  bounds(0, 3, ADOPTS, RETAINED),
  bounds(1, 1, ADOPTED),
  bounds(1, 1, ADOPTED, GIVEN),
  bounds(0, 4, ADOPTED),
];

export const CONFIGURATIONS: readonly Bounds[] = [
  bounds(1, 1, CONFIGURATION, GIVEN),
  bounds(1, 1, CONFIGURATION, GENERATED),
  bounds(0, 3, CONFIGURATION),
];

export const REGISTRATIONS: readonly Bounds[] = [
  bounds(1, 1, REGISTERS, STATED),
  bounds(0, 2, { ...ADOPTED, registers: true }),
];

/** Without adoption, and with it. */
export const RETAINED_IS_ADDED_AGAIN: readonly Bounds[] = [bounds(0, 1, USUAL, RETAINED), bounds(1, 1, ADOPTS, RETAINED)];

/** Small enough to go on from every state, new or not. */
export const BEGINNING = bounds(0, 2, USUAL);
export const DELETION = bounds(1, 0, USUAL, GIVEN);

/** Some seconds: part of `npm test`. Every known limitation is found. */
export const QUICK: readonly Bounds[] = [
  bounds(1, 1, { ...UNUSUAL, deletedByHand: 'alpha' }, GIVEN),
  bounds(1, 1, DISAPPEARING),
  bounds(1, 1, USUAL, REMOVED),
  bounds(1, 1, ADOPTED),
  bounds(0, 1, UNUSUAL, CREATED_LATE),
  bounds(0, 2, USUAL, RETAINED),
  bounds(0, 3, CONFIGURATION),
  bounds(0, 3, ADOPTS, RETAINED),
  ...STRANGERS.map((stranger) => bounds(0, 3, { ...USUAL, stranger })),
];

/** Half a minute: part of CI, and what deliberate mistakes are given to. */
export const SHORT: readonly Bounds[] = [
  bounds(1, 1, USUAL),
  bounds(1, 1, USUAL, GIVEN),
  bounds(1, 1, UNUSUAL, GIVEN),
  bounds(1, 1, USUAL, REMOVED),
  bounds(0, 2, USUAL, RETAINED),
  bounds(0, 1, UNUSUAL, CREATED_LATE),
  bounds(1, 1, DISAPPEARING),
  bounds(1, 1, DELETED_BY_HAND, GIVEN),
  ...STRANGERS.map((stranger) => bounds(0, 3, { ...USUAL, stranger })),
  ...ADOPTION,
  ...CONFIGURATIONS,
  ...REGISTRATIONS,
];

/** Some minutes; the longest first, so that several workers end at about the same time. */
export const WHOLE: readonly Bounds[] = [
  bounds(2, 1, withoutVariants(USUAL), GIVEN),
  bounds(1, 1, UNUSUAL, CREATED_LATE),
  bounds(2, 1, withoutVariants(USUAL)),
  bounds(1, 2, withoutVariants(UNUSUAL), GIVEN),
  bounds(1, 2, USUAL),
  bounds(1, 2, UNUSUAL, RETAINED),
  bounds(0, 4, UNUSUAL),
  bounds(1, 1, USUAL, GIVEN),
  bounds(1, 1, USUAL, GENERATED),
  bounds(1, 1, UNUSUAL, GENERATED),
  bounds(1, 1, DISAPPEARING),
  bounds(1, 1, DELETED_BY_HAND, GIVEN),
  bounds(1, 1, USUAL, REMOVED),
  bounds(1, 2, ADOPTS, RETAINED),
  bounds(1, 1, { ...ADOPTED, deleteCarries: 'the latest properties' }),
  ...CONFIGURATIONS,
  bounds(1, 1, { ...CONFIGURATION, deleteCarries: 'the latest properties' }, GENERATED),
  bounds(1, 1, CONFIGURATION),
  bounds(1, 1, CONFIGURATION, RETAINED),
  bounds(0, 4, CONFIGURATION),
  ...REGISTRATIONS,
  bounds(1, 1, REGISTERS),
  bounds(0, 4, REGISTERS, STATED),
  bounds(1, 1, { ...REGISTERS, deletedByHand: 'alpha' }, STATED),
  bounds(1, 1, { ...ADOPTED, registers: true }),
  bounds(0, 5, ADOPTED),
  ...ADOPTION,
  bounds(0, 5, USUAL),
  ...STRANGERS.flatMap((stranger) => [bounds(1, 1, { ...USUAL, stranger }), bounds(0, 3, { ...UNUSUAL, stranger })]),
  ...STRANGERS.filter(({ name }) => name !== 'alpha').map((stranger) => bounds(1, 1, { ...USUAL, stranger }, GIVEN)),
];

function withoutVariants(circumstances: Circumstances): Circumstances {
  return { ...circumstances, withoutVariants: true };
}

function bounds(faults: number, operations: number, circumstances: Circumstances, before?: readonly string[]): Bounds {
  return { circumstances: { ...circumstances, ...(before && { before }) }, budget: { faults, operations } };
}

export function describeBounds({ circumstances, budget: { faults, operations } }: Bounds): string {
  const { kind, before, deletedByHand, stranger, adopts, registers, deleteCarries, failedCreatesAreDeleted } = circumstances;
  return [
    `${faults} faults${circumstances.withoutVariants ? ' (without variants)' : ''}, ${operations} operations`,
    kind === 'configuration' && 'configurations',
    registers && 'fingerprints are stated',
    before && `after: ${before.join('; ')}`,
    deletedByHand && `somebody has deleted ${deletedByHand} since`,
    stranger && `${stranger.name} is another owner's, ${stranger.hasOwner ? 'of another stack' : 'without an owner tag'}`,
    adopts && `the template adopts ${adopts}`,
    stranger?.disappearsAfter && 'it disappears',
    deleteCarries === 'the latest properties' && `a Delete after a replacement carries ${deleteCarries}`,
    failedCreatesAreDeleted === 'last' && 'failed Creates are deleted last',
  ].filter(Boolean).join('; ');
}
