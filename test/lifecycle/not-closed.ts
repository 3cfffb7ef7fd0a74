import { isInvented } from './cloudformation';
import { Violation } from './invariants';
import { isAmong, isSame, number } from './redshift';
import { isBelated, Origin, Stack, World } from './world';
import { OWNER_TAG } from '../../src/private/contract';

/** A case that is documented as not closed, and how it is recognised. Whatever is not recognised is a violation. */
interface Case {
  readonly name: string;
  readonly is: (violation: Violation, world: World) => boolean | undefined;
}

/** Milliseconds; without an obstacle a run takes less. */
const HELD_UP = 20_000;

/** Lambda runs it late, again or once more: CloudFormation has gone on. */
function isStale({ maker, request }: Violation): boolean {
  return !!maker && !!request && request.status !== 'open' && (isBelated(maker.delivery) || request.wasDeliveredAgain);
}

function hasInventedId({ request }: Violation): boolean {
  return request?.type === 'Delete' && isInvented(request.physicalId!);
}

/** Which certificate a request was sent to delete. */
function nameToBeDeleted({ request }: Violation): string | undefined {
  const { type, physicalId, properties, oldProperties } = request!;
  if (type !== 'Delete') return oldProperties?.Identifier;
  return isInvented(physicalId!) ? properties.Identifier : physicalId;
}

function isOfFailedRollback({ namesOfFailedRollbacks, namesOfSkippedRollbacks }: Stack, identifier: string): boolean {
  return isAmong([...namesOfFailedRollbacks, ...namesOfSkippedRollbacks], identifier);
}

/** By an Update for which CloudFormation does not wait any more. */
function isMadeForNothing({ request }: Origin): boolean {
  return request?.type === 'Update' && request.status !== 'open';
}

function wasMadeSince({ request, origin }: Violation): boolean {
  return number(origin!.maker!.requestId) > number(request!.id);
}

/** A name of a certificate, that no construct has generated. */
function hasGivenId({ request }: Violation): boolean {
  return !isInvented(request!.physicalId!) && !/:|-life\d+$/.test(request!.physicalId!);
}

function isOfProperties({ certificate, request }: Violation): boolean {
  return isSame(certificate!.identifier, request!.properties.Identifier) && !isSame(certificate!.identifier, request!.physicalId);
}

export const NOT_CLOSED: readonly Case[] = [
  {
    name: 'kept earlier, added again by a deployment that gives its Create up',
    is: (violation) => violation.invariant === 'kept' && hasInventedId(violation) && isOfProperties(violation),
  },
  {
    name: 'kept earlier, and renamed back to by a deployment that fails',
    is: ({ invariant, certificate, origin, request, stack }) => {
      // A rollback that took the kept one for half-made leaves what the deployment makes in its place.
      if (invariant === 'leak') return isMadeForNothing(origin!) && isAmong(stack!.namesKept, certificate!.identifier);
      if (invariant !== 'kept') return false;
      const { type, purpose, physicalId, oldProperties } = request!;
      const isHalfMade = type === 'Update' && purpose === 'rollback' && isSame(certificate!.identifier, oldProperties?.Identifier);
      const isNewOne = type === 'Delete' && purpose === 'clean-up after rollback' && isSame(certificate!.identifier, physicalId);
      const isDeletedNext = type === 'Delete' && purpose === 'removal' && isOfFailedRollback(stack!, certificate!.identifier);
      return isHalfMade || isNewOne || isDeletedNext;
    },
  },
  {
    name: 'a Delete after a replacement carries the new properties, and finds the old certificate, whose name the user gave, gone',
    is: (violation, { circumstances }) => violation.invariant === 'wanted' && violation.request!.type === 'Delete' && violation.request!.purpose.startsWith('clean-up')
      && circumstances.deleteCarries === 'the latest properties' && hasGivenId(violation) && isOfProperties(violation),
  },
  {
    name: 'a Create gave no answer, with rollback disabled, and its clean-up comes after the Create that was tried again',
    is: (violation, { circumstances }) => violation.invariant === 'wanted' && violation.request!.type === 'Delete' && violation.request!.purpose === 'clean-up'
      && circumstances.failedCreatesAreDeleted === 'last' && hasInventedId(violation) && isOfProperties(violation) && violation.request!.status === 'open',
  },
  {
    name: 'a rollback could not delete what a replacement that failed half-way had made, and said so',
    is: ({ invariant, certificate, origin, stack }) => invariant === 'leak'
      && stack!.leftByRollbacks.some(({ name, before }) => isSame(name, certificate!.identifier) && number(origin!.maker!.requestId) < before),
  },
  {
    name: 'an event that Lambda runs late, again or once more makes a certificate after CloudFormation has gone on',
    is: ({ invariant, certificate, origin, stack }) => {
      // A rollback that deleted what such an event made, or a call that was carried out late, leaves what the deployment makes in its place.
      if (invariant === 'leak' && isMadeForNothing(origin!) && !origin!.wasCalledLate && isAmong(stack!.namesMadeLate, certificate!.identifier)) return true;
      if (invariant !== 'leak' || !origin?.request || origin.wasBeingUndone || origin.wasCalledLate === 'made again') return false;
      const { maker: { delivery } = {}, request: { status, wasDeliveredAgain } } = origin;
      return status !== 'open' && (isBelated(delivery!) || wasDeliveredAgain);
    },
  },
  {
    name: 'a Delete, or a rollback, that Lambda runs late, again or once more deletes what was made under the same name since',
    is: (violation) => ['wanted', 'kept'].includes(violation.invariant) && isStale(violation) && wasMadeSince(violation) && isSame(violation.certificate!.identifier, nameToBeDeleted(violation)),
  },
  {
    name: 'an Update that Redshift holds up, and that is given up meanwhile, makes again what the stack has deleted since',
    is: ({ invariant, origin, certificate }) => invariant === 'leak' && origin?.request?.type === 'Update' && isSame(origin.request.physicalId, certificate!.identifier)
      && origin.wasCalledLate !== 'made again' && origin.request.status !== 'open' && origin.madeAfter! >= HELD_UP,
  },
  {
    name: 'a rename whose rollback failed too, when the stack is deleted next',
    is: ({ invariant, certificate, stack }) => invariant === 'leak' && isOfFailedRollback(stack!, certificate!.identifier),
  },
  {
    name: 'the owner tag was removed by hand, and who deletes the certificate knows it by its id or its properties alone',
    is: ({ invariant, origin }) => invariant === 'leak' && !!origin?.wasLeftWithoutOwner,
  },
  {
    name: "somebody else's certificate has the name while a Create or a replacement is undone, and goes before Redshift carries out what was given up",
    is: ({ invariant, certificate, origin, stack }) => invariant === 'leak' && (origin!.wasCalledLate === 'given up' || origin!.request!.status !== 'open')
      && isAmong(stack!.leftToOthers, certificate!.identifier),
  },
  {
    name: 'a call that the SDK made again is carried out after the certificate was deleted',
    is: ({ invariant, origin }) => invariant === 'leak' && origin?.wasCalledLate === 'made again',
  },
  {
    name: 'another certificate takes the name between a look and the moment in which Redshift does what follows from it',
    is: ({ invariant, certificate, maker, isLate }) => {
      const sight = maker?.seen.get(certificate?.identifier.toLowerCase() ?? '');
      return (invariant === 'stranger' || (invariant === 'wanted' && isLate)) && !!sight?.isOwn && sight.publicKey !== certificate!.publicKey;
    },
  },
  {
    name: 'made by hand in the place of a certificate, without an owner tag, and taken for it by an Update',
    is: ({ invariant, certificate, request }) => invariant === 'stranger' && request!.type === 'Update' && !certificate!.tags.has(OWNER_TAG)
      && isSame(request!.physicalId, certificate!.identifier) && isSame(request!.properties.Identifier, certificate!.identifier),
  },
];

export function notClosed(violation: Violation, world: World): string | undefined {
  return NOT_CLOSED.find(({ is }) => is(violation, world))?.name;
}
