import type { Violation } from './invariants';
import { OWNER_TAG } from '../../../src/private/contract';
import { isInvented, isSame, number } from '../model/names';
import { isAdopted } from '../model/owner';
import { EventName, isRecorded, recorded } from '../model/record';
import { HELD_UP } from '../model/redshift';
import { isLateOrDuplicate, Origin, State } from '../model/state';

/** A case that docs/known-limitations.md describes, and how it is recognised. Whatever is not recognised is a violation. */
interface KnownLimitation {
  readonly name: string;
  readonly is: (violation: Violation, state: State) => boolean | undefined;
}

/** Whether the schedule has one of these events about the violation's certificate. */
function happened({ certificate, stack }: Violation, state: State, ...what: EventName[]): boolean {
  return isRecorded(state, stack!.uuid, certificate!.identifier, ...what);
}

function happenedToThisVery({ certificate }: Violation, state: State, what: EventName): boolean {
  return state.events.some((event) => event.what === what && 'publicKey' in event && event.publicKey === certificate!.publicKey);
}

/** Lambda's event is late, retried or a duplicate: CloudFormation has moved on. */
function isStale({ caller, request }: Violation): boolean {
  return !!caller && !!request && request.status !== 'open' && (isLateOrDuplicate(caller.delivery) || request.wasDeliveredAgain);
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

function isOfFailedRollback(violation: Violation, state: State): boolean {
  return happened(violation, state, 'a rollback did not take back its rename', 'its rollback was skipped');
}

/** By an Update for which CloudFormation does not wait any more. */
function isCreatedInVain({ request }: Origin): boolean {
  return request?.type === 'Update' && request.status !== 'open';
}

function wasCreatedSince({ request, origin }: Violation): boolean {
  return number(origin!.creator!.requestId) > number(request!.id);
}

/** A name of a certificate that no construct has generated. */
function hasGivenId({ request }: Violation): boolean {
  return !isInvented(request!.physicalId!) && !/:|-life\d+$/.test(request!.physicalId!);
}

function isOfProperties({ certificate, request }: Violation): boolean {
  return isSame(certificate!.identifier, request!.properties.Identifier) && !isSame(certificate!.identifier, request!.physicalId);
}

export const KNOWN_LIMITATIONS: readonly KnownLimitation[] = [
  {
    name: 'a retained certificate is added again, and its Create is cancelled or never responds',
    is: (violation) => violation.invariant === 'retained' && hasInventedId(violation) && isOfProperties(violation),
  },
  {
    name: 'a rename back to a retained certificate fails',
    is: (violation, state) => {
      const { invariant, certificate, origin, request } = violation;
      // What was adopted and retained is adopted once more after the rollback has released it.
      if (invariant === 'released') return happened(violation, state, 'CloudFormation gave it up, or the user retained it');
      // A rollback that took the retained one for a partial replacement leaves what the deployment creates in its place.
      if (invariant === 'orphaned') {
        return isCreatedInVain(origin!) && happened(violation, state, 'CloudFormation gave it up, or the user retained it');
      }
      if (invariant !== 'retained') return false;
      const { type, purpose, physicalId, oldProperties } = request!;
      const isPartial = type === 'Update' && purpose === 'rollback' && isSame(certificate!.identifier, oldProperties?.Identifier);
      const isNewOne = type === 'Delete' && purpose === 'clean-up after rollback' && isSame(certificate!.identifier, physicalId);
      const isDeletedNext = type === 'Delete' && purpose === 'removal' && isOfFailedRollback(violation, state);
      return isPartial || isNewOne || isDeletedNext;
    },
  },
  {
    name: 'the Delete after a replacement carries the new properties, and the old certificate, whose name the user chose, is gone',
    is: (violation, { circumstances }) => violation.invariant === 'needed' && violation.request!.type === 'Delete'
      && violation.request!.purpose.startsWith('clean-up') && circumstances.deleteCarries === 'the latest properties'
      && hasGivenId(violation) && isOfProperties(violation),
  },
  {
    name: 'a Create times out with rollback disabled, and its clean-up follows the retried Create',
    is: (violation, { circumstances }) => violation.invariant === 'needed' && violation.request!.type === 'Delete'
      && violation.request!.purpose === 'clean-up' && circumstances.failedCreatesAreDeleted === 'last'
      && hasInventedId(violation) && isOfProperties(violation) && violation.request!.status === 'open',
  },
  {
    name: 'a rollback cannot delete a partial replacement, and warns',
    is: ({ invariant, certificate, origin, stack }, state) => {
      if (invariant !== 'released' && invariant !== 'orphaned') return false;
      const warnings = recorded(state, stack!.uuid, certificate!.identifier, 'a rollback warned that it left it');
      return invariant === 'released' ? warnings.length > 0 : warnings.some((event) => 'before' in event && number(origin!.creator!.requestId) < number(event.before));
    },
  },
  {
    name: 'a late or duplicate event creates a certificate after CloudFormation has moved on',
    is: (violation, state) => {
      const { invariant, origin } = violation;
      if (invariant !== 'orphaned' || !origin?.request) return false;
      // A rollback that deleted what such an event, or a late call, created leaves what the deployment creates in its place.
      const isInItsPlace = isCreatedInVain(origin) && !origin.carriedOutLate
        && happened(violation, state, 'a late or duplicate event, or a late call, created it');
      if (isInItsPlace) return true;
      if (happenedToThisVery(violation, state, 'created while an undo looked for it') || origin.carriedOutLate === 'retried') return false;
      const { creator, request: { status, wasDeliveredAgain } } = origin;
      return status !== 'open' && (isLateOrDuplicate(creator!.delivery) || wasDeliveredAgain);
    },
  },
  {
    name: 'a late or duplicate Delete or rollback deletes a successor of the same name',
    is: (violation, state) => {
      const { invariant, request } = violation;
      if (['needed', 'retained'].includes(invariant)) {
        return isStale(violation) && wasCreatedSince(violation) && isSame(violation.certificate!.identifier, nameToBeDeleted(violation));
      }
      // One that is adopted again meanwhile is released.
      if (invariant === 'reason') return isRecorded(state, request!.stack, request!.properties.Identifier, 'a late or duplicate event released it');
      return invariant === 'orphaned' && happened(violation, state, 'a late or duplicate event released it');
    },
  },
  {
    name: 'a slow Update recreates a certificate that the stack has deleted meanwhile',
    is: ({ invariant, origin, certificate }) => invariant === 'orphaned' && origin?.request?.type === 'Update'
      && isSame(origin.request.physicalId, certificate!.identifier) && origin.carriedOutLate !== 'retried'
      && origin.request.status !== 'open' && origin.createdAfter! >= HELD_UP,
  },
  {
    name: 'a late or duplicate event adopts a certificate after CloudFormation has moved on',
    is: (violation, state) => {
      const { invariant, request } = violation;
      if (invariant === 'released') return happened(violation, state, 'a late or duplicate event adopted it');
      // A Create of a stack of the same name finds that it is not its own a moment after it has adopted it.
      return invariant === 'reason' && state.events.some(({ what, name }) =>
        what === 'a late or duplicate event adopted it' && isSame(name, request!.properties.Identifier));
    },
  },
  {
    name: 'a stack is deleted after the rollback of a rename failed',
    is: (violation, state) => ['orphaned', 'released'].includes(violation.invariant) && isOfFailedRollback(violation, state),
  },
  {
    name: 'the owner tag was removed by hand, and a clean-up finds the certificate without an owner',
    is: (violation, state) => violation.invariant === 'orphaned' && happenedToThisVery(violation, state, 'left without an owner tag'),
  },
  {
    name: "another owner's certificate holds the name during an undo, and disappears before an abandoned call is carried out",
    is: (violation, state) => violation.invariant === 'orphaned' && happened(violation, state, 'left to another owner')
      && (violation.origin!.carriedOutLate === 'abandoned' || violation.origin!.request!.status !== 'open'),
  },
  {
    name: 'a retried call is carried out after the certificate was deleted',
    is: ({ invariant, origin }) => invariant === 'orphaned' && origin?.carriedOutLate === 'retried',
  },
  {
    name: 'a certificate is exchanged between Describe and the next call',
    is: ({ invariant, certificate, caller, isLate }) => {
      const sight = caller?.seen.get(certificate?.identifier.toLowerCase() ?? '');
      // Or somebody removes its owner tag, or makes another one without, which a cancelled request adopts.
      if (invariant === 'adopted') return sight?.isOwn && !sight.isAdopted;
      return (invariant === 'another owner' || (invariant === 'needed' && isLate)) && !!sight?.isOwn && sight.publicKey !== certificate!.publicKey;
    },
  },
  {
    name: 'a certificate is recreated by hand without an owner tag, and an Update adopts it',
    is: ({ invariant, certificate, request, origin }) => {
      const isNamed = [request?.physicalId, request?.properties.Identifier].every((name) => isSame(name, certificate?.identifier));
      if (!request || !isNamed) return false;
      // One that was adopted and has lost its owner tag counts as the stack's too, if the template does not adopt it any more.
      if (invariant === 'retained') return request.type === 'Delete' && origin!.lostItsOwner;
      // It may have got a tag since the Update looked, of a rollback that asks to adopt it.
      return invariant === 'another owner' && request.type === 'Update' && (!certificate!.tags.has(OWNER_TAG) || isAdopted(certificate!));
    },
  },
];

export function knownLimitation(violation: Violation, state: State): string | undefined {
  return KNOWN_LIMITATIONS.find(({ is }) => is(violation, state))?.name;
}
