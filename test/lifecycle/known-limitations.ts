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

export const KNOWN_LIMITATIONS: readonly Case[] = [
  {
    name: 'a retained certificate is added again, and its Create is cancelled or never responds',
    is: (violation) => violation.invariant === 'kept' && hasInventedId(violation) && isOfProperties(violation),
  },
  {
    name: 'a rename back to a retained certificate fails',
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
    name: 'the Delete after a replacement carries the new properties, and the old certificate, whose name the user chose, is gone',
    is: (violation, { circumstances }) => violation.invariant === 'wanted' && violation.request!.type === 'Delete' && violation.request!.purpose.startsWith('clean-up')
      && circumstances.deleteCarries === 'the latest properties' && hasGivenId(violation) && isOfProperties(violation),
  },
  {
    name: 'a Create times out with rollback disabled, and its clean-up follows the retried Create',
    is: (violation, { circumstances }) => violation.invariant === 'wanted' && violation.request!.type === 'Delete' && violation.request!.purpose === 'clean-up'
      && circumstances.failedCreatesAreDeleted === 'last' && hasInventedId(violation) && isOfProperties(violation) && violation.request!.status === 'open',
  },
  {
    name: 'a rollback cannot delete a partial replacement, and warns',
    is: ({ invariant, certificate, origin, stack }) => invariant === 'leak'
      && stack!.leftByRollbacks.some(({ name, before }) => isSame(name, certificate!.identifier) && number(origin!.maker!.requestId) < before),
  },
  {
    name: 'a late or duplicate event creates a certificate after CloudFormation has moved on',
    is: ({ invariant, certificate, origin, stack }) => {
      // A rollback that deleted what such an event made, or a call that was carried out late, leaves what the deployment makes in its place.
      if (invariant === 'leak' && isMadeForNothing(origin!) && !origin!.wasCalledLate && isAmong(stack!.namesMadeLate, certificate!.identifier)) return true;
      if (invariant !== 'leak' || !origin?.request || origin.wasBeingUndone || origin.wasCalledLate === 'made again') return false;
      const { maker: { delivery } = {}, request: { status, wasDeliveredAgain } } = origin;
      return status !== 'open' && (isBelated(delivery!) || wasDeliveredAgain);
    },
  },
  {
    name: 'a late or duplicate Delete or rollback deletes a successor of the same name',
    is: (violation) => ['wanted', 'kept'].includes(violation.invariant) && isStale(violation) && wasMadeSince(violation) && isSame(violation.certificate!.identifier, nameToBeDeleted(violation)),
  },
  {
    name: 'a slow Update recreates a certificate that the stack has deleted meanwhile',
    is: ({ invariant, origin, certificate }) => invariant === 'leak' && origin?.request?.type === 'Update' && isSame(origin.request.physicalId, certificate!.identifier)
      && origin.wasCalledLate !== 'made again' && origin.request.status !== 'open' && origin.madeAfter! >= HELD_UP,
  },
  {
    name: 'a stack is deleted after the rollback of a rename failed',
    is: ({ invariant, certificate, stack }) => invariant === 'leak' && isOfFailedRollback(stack!, certificate!.identifier),
  },
  {
    name: 'the owner tag was removed by hand, and a clean-up finds the certificate without an owner',
    is: ({ invariant, origin }) => invariant === 'leak' && !!origin?.wasLeftWithoutOwner,
  },
  {
    name: "another owner\'s certificate holds the name during an undo, and disappears before an abandoned call is carried out",
    is: ({ invariant, certificate, origin, stack }) => invariant === 'leak' && (origin!.wasCalledLate === 'given up' || origin!.request!.status !== 'open')
      && isAmong(stack!.leftToOthers, certificate!.identifier),
  },
  {
    name: 'a retried call is carried out after the certificate was deleted',
    is: ({ invariant, origin }) => invariant === 'leak' && origin?.wasCalledLate === 'made again',
  },
  {
    name: 'a certificate is exchanged between Describe and the next call',
    is: ({ invariant, certificate, maker, isLate }) => {
      const sight = maker?.seen.get(certificate?.identifier.toLowerCase() ?? '');
      return (invariant === 'stranger' || (invariant === 'wanted' && isLate)) && !!sight?.isOwn && sight.publicKey !== certificate!.publicKey;
    },
  },
  {
    name: 'a certificate is recreated by hand without an owner tag, and an Update adopts it',
    is: ({ invariant, certificate, request }) => invariant === 'stranger' && request!.type === 'Update' && !certificate!.tags.has(OWNER_TAG)
      && isSame(request!.physicalId, certificate!.identifier) && isSame(request!.properties.Identifier, certificate!.identifier),
  },
];

export function notClosed(violation: Violation, world: World): string | undefined {
  return KNOWN_LIMITATIONS.find(({ is }) => is(violation, world))?.name;
}
