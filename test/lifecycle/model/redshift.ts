import { DESCRIPTION, FoundOfAnyKind, IP_ADDRESS, kindOf } from './kinds';
import { isSame, number } from './names';
import { isAdopted, isOfSameResource, mayAdopt } from './owner';
import { record } from './record';
import { Caller, isLateOrDuplicate, Request, Sight, State } from './state';
import { AlreadyExists, InUse, NotFound, TooManyTags } from '../../../lambda/redshift/errors';
import { Tags } from '../../../lambda/redshift/resource-calls';
import { Fault } from '../../../local-redshift/fault';
import { StoredHsmClientCertificate } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';

/** A call of the handler's interface to Redshift. */
export type Call =
  | { readonly action: 'create'; readonly identifier: string; readonly tags: Tags }
  | { readonly action: 'delete'; readonly identifier: string }
  | { readonly action: 'describe' | 'clustersThatUse'; readonly identifier: string }
  | { readonly action: 'createTags'; readonly identifier: string; readonly tags: Tags }
  | { readonly action: 'deleteTags'; readonly identifier: string; readonly keys: readonly string[] };

/** Milliseconds; without an obstacle an invocation takes less. */
export const HELD_UP = 20_000;

export const SECRET_IS_GONE = 'the secret is gone';

/** Learns of what a call changes, before it does. */
export interface Witness {
  toBeCreated(identifier: string, caller: Caller): void;
  toBeDeleted(certificate: StoredHsmClientCertificate, caller: Caller, isLate: boolean): void;
  /** Only of tags that change: `added` has those with another value, `removedKeys` the keys of those that are there. */
  toBeTagged(certificate: StoredHsmClientCertificate, caller: Caller, added: Tags, removedKeys: readonly string[]): void;
}

/** Does the work of a call; throws what the layer over the SDK makes of an error. */
export function carryOut(state: State, call: Call, caller: Caller, witness: Witness, carriedOutLate?: 'abandoned' | 'retried'): unknown {
  try {
    return work(state, call, caller, witness, carriedOutLate);
  } catch (error) {
    throw error instanceof Fault ? readable(error) : error;
  }
}

function work(state: State, call: Call, caller: Caller, witness: Witness, carriedOutLate?: 'abandoned' | 'retried'): unknown {
  const { redshift } = state;
  const { identifier } = call;
  const found = redshift.find(identifier);
  switch (call.action) {
    case 'create': {
      witness.toBeCreated(identifier, caller);
      if (state.secretIsGone) throw new Error(SECRET_IS_GONE);
      if ((state.inUseUntil.get(identifier.toLowerCase()) ?? 0) > state.now) throw new AlreadyExists(`${identifier} already exists`);
      const publicKey = `key${state.counted.keys + 1}`;
      redshift.createHsmClientCertificate({ HsmClientCertificateIdentifier: identifier, Tags: tagList(call.tags) }, publicKey);
      state.counted.keys++;
      const { type, status, physicalId, wasDeliveredAgain, purpose } = state.requests.find(({ id }) => id === caller.requestId)!;
      const createdAfter = state.now - caller.startedAt;
      const ofResource = state.requests.filter((one) => isOfSameResource(one, caller));
      const isLookedFor = ofResource.some((one) => one.status === 'open' && isUndoneBy(one, identifier) && state.now - one.sentAt < looksFor(one)
        && ofResource.filter(({ purpose: why, id }) => why === 'deployment' && number(id) < number(one.id)).at(-1)?.id === caller.requestId);
      const about = { stack: caller.stack, name: identifier };
      if (isLookedFor) record(state, { ...about, what: 'created while an undo looked for it', publicKey });
      if (isLateOrDuplicate(caller.delivery) || carriedOutLate) record(state, { ...about, what: 'a late or duplicate event, or a late call, created it' });
      const request = { type, status, physicalId, wasDeliveredAgain, purpose };
      const partition = kindOf(state.circumstances).partitionOf(call.tags);
      state.origins.set(publicKey, { creator: caller, request, createdAfter, carriedOutLate, ...(partition !== undefined && { partition }) });
      return certificate(state, redshift.find(identifier)!);
    }
    case 'describe':
      caller.seen.set(identifier.toLowerCase(), found && sight(state, found, caller));
      return found && certificate(state, found);
    case 'delete':
      if (found && ![...redshift.clusters.values()].some((one) => isSame(one.hsmClientCertificateIdentifier, identifier))) {
        witness.toBeDeleted(found, caller, carriedOutLate !== undefined);
        state.origins.delete(found.publicKey);
        state.events = state.events.filter((event) => !('publicKey' in event) || event.publicKey !== found.publicKey);
      }
      return redshift.deleteHsmClientCertificate({ HsmClientCertificateIdentifier: identifier });
    case 'createTags':
      if (found) toBeTagged(found, caller, witness, new Map([...call.tags].filter(([key, value]) => found.tags.get(key) !== value)), []);
      if (found && isAdopted(call) && isStale(state, caller)) {
        record(state, { stack: caller.stack, name: identifier, what: 'a late or duplicate event adopted it' });
      }
      if (found && call.tags.has(OWNER_TAG)) state.origins.get(found.publicKey)!.wasReleased = undefined;
      return redshift.createTags({ ResourceName: redshift.hsmClientCertificateArn(identifier), Tags: tagList(call.tags) });
    case 'deleteTags':
      if (found) toBeTagged(found, caller, witness, new Map(), call.keys.filter((key) => found.tags.has(key)));
      if (found && isAdopted(found) && call.keys.includes(OWNER_TAG)) {
        state.origins.get(found.publicKey)!.wasReleased = true;
        if (isStale(state, caller)) record(state, { stack: caller.stack, name: identifier, what: 'a late or duplicate event released it' });
      }
      return redshift.deleteTags({ ResourceName: redshift.hsmClientCertificateArn(identifier), TagKeys: [...call.keys] });
    case 'clustersThatUse':
      return [...redshift.clusters.values()]
        .filter((one) => isSame(one.hsmClientCertificateIdentifier, identifier)).map((one) => one.identifier);
  }
}

function toBeTagged(found: StoredHsmClientCertificate, caller: Caller, witness: Witness, added: Tags, removedKeys: readonly string[]): void {
  if (added.size || removedKeys.length) witness.toBeTagged(found, caller, added, removedKeys);
}

/** Whether an invocation works on after CloudFormation has moved on, and not only in the seconds in which it does. */
function isStale({ requests, now }: State, { requestId, delivery, statusAtStart, startedAt }: Caller): boolean {
  if (isLateOrDuplicate(delivery) || statusAtStart !== 'open') return true;
  return requests.find(({ id }) => id === requestId)!.status !== 'open' && now - startedAt >= HELD_UP;
}

/** Whether a request undoes what another one has created under this name, and so is not the Delete that knows its certificate. */
function isUndoneBy({ type, physicalId, properties, oldProperties }: Request, name: string): boolean {
  return !isSame(physicalId, name) && isSame(type === 'Delete' ? properties.Identifier : oldProperties?.Identifier, name);
}

/** Milliseconds in which a request that undoes something looks for it: the design's times, counted from the first invocation. */
function looksFor({ physicalId }: Request): number {
  return physicalId!.includes(':') ? 15_000 : 105_000;
}

function sight({ origins, requests }: State, found: StoredHsmClientCertificate, caller: Caller): Sight {
  const { publicKey, tags } = found;
  const origin = origins.get(publicKey);
  const request = requests.find(({ id }) => id === caller.requestId)!;
  const isOwn = !tags.has(OWNER_TAG) || isOfSameResource(origin?.creator, caller) || mayAdopt(request, found, origin ?? {});
  return { publicKey, isOwn, isAdopted: isAdopted(found) };
}

function certificate({ origins }: State, { identifier, publicKey, tags }: StoredHsmClientCertificate): FoundOfAnyKind {
  const partitionName = origins.get(publicKey)?.partition ?? 'of somebody else';
  return { identifier, publicKey, tags: new Map(tags), description: DESCRIPTION, ipAddress: IP_ADDRESS, partitionName };
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function readable({ code, message }: Fault): Error {
  switch (code) {
    case 'HsmClientCertificateAlreadyExistsFault': return new AlreadyExists(message);
    case 'HsmClientCertificateNotFoundFault':
    case 'ResourceNotFoundFault': return new NotFound(message);
    case 'InvalidHsmClientCertificateStateFault': return new InUse(message);
    case 'TagLimitExceededFault': return new TooManyTags(message);
    default: return new Error(`${message} (${code})`);
  }
}

export function describeCall(call: Call): string {
  switch (call.action) {
    case 'create': return `CreateHsmClientCertificate ${call.identifier}`;
    case 'describe': return `DescribeHsmClientCertificates ${call.identifier}`;
    case 'delete': return `DeleteHsmClientCertificate ${call.identifier}`;
    case 'createTags': return `CreateTags ${call.identifier} ${[...call.tags].map(([key, value]) => `${key}=${value}`).join(' ')}`;
    case 'deleteTags': return `DeleteTags ${call.identifier} ${call.keys.join(' ')}`;
    case 'clustersThatUse': return 'DescribeClusters';
  }
}
