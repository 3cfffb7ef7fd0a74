import type { Scheduler } from './scheduler';
import type { Operation } from '../model/cloudformation';
import type { Invocation } from '../model/invocation';
import { HELD_UP } from '../model/redshift';
import { Caller, Delivery, Origin, Properties, Registration, Request, Resource, Stack, State, Timer } from '../model/state';

/*
 * What a state and all that is in progress in it come to: two schedules that lead to the same key have the same future, and only one of
 * them is followed. Times are relative, and the numbers of requests, public keys and stacks are given anew, in the order in which they occur.
 * A field that is missing here would merge states that differ in it, in silence: `state-key.test.ts` changes each and looks whether the key changes.
 */

export function stateKey({ state, invocations, cloudFormation }: Scheduler): number {
  return hash(renumbered([
    ...ofState(state),
    ...cloudFormation.operations.map(ofOperation),
    ...invocations.map((invocation) => ofInvocation(invocation, state)),
  ].join('\n')));
}

/** Of a state that has come to rest. It is another key than that of the same state when it goes on, since both are looked up. */
export function restKey(state: State): number {
  return hash(renumbered([...ofState(state), 'at rest'].join('\n')));
}

function ofState(state: State): string[] {
  const { now, redshift, budget, origins, stacks, requests, timers, events, idleSince, deniedUntil, inUseUntil, removedByHand, secretIsGone } = state;
  return [
    ...[...redshift.certificates].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, { publicKey, tags }]) =>
      key(name, publicKey, sortedList([...tags].map((tag) => tag.join('='))), ofOrigin(origins.get(publicKey) ?? {}))),
    list([...redshift.clusters.values()].map(({ identifier, hsmClientCertificateIdentifier: name }) => key(identifier, 'uses', name))),
    ...stacks.map(ofStack),
    ...requests.map((request) => ofRequest(request, now, budget.faults)),
    sortedList(timers.map((timer) => ofTimer(timer, now))),
    sortedList(events.map((event) => Object.values(event).join(' '))),
    key('idle', Math.min(15_000, now - idleSince)),
    key('secret', secretIsGone),
    key('denied', Math.max(0, deniedUntil - now)),
    list([...inUseUntil].filter(([, until]) => until > now).map(([name, until]) => key('in use', name, until - now))),
    // Of others nobody asks any more.
    list([...removedByHand].filter((one) => stacks.some(({ resources }) => resources.some(({ publicKey }) => publicKey === one)))),
  ];
}

function ofOrigin({ creator, request, createdAfter, carriedOutLate, kept, lostItsOwner, wasReleased, hasTagOfOthers, partition }: Origin): string {
  return key(
    creator && ofCaller(creator),
    request && key(request.type, request.status, request.physicalId, request.wasDeliveredAgain, request.purpose),
    (createdAfter ?? 0) >= HELD_UP, carriedOutLate, kept && key(kept.as, kept.before), lostItsOwner, wasReleased, hasTagOfOthers, partition,
  );
}

/** Without what it has seen, which matters only for a late call. */
function ofCaller({ requestId, stack, logicalId, delivery, statusAtStart }: Caller): string {
  return key(requestId, stack, logicalId, ofDelivery(delivery), statusAtStart);
}

function ofSeen({ seen }: Caller): string {
  return list([...seen].map(([name, sight]) => key(name, sight?.publicKey, sight?.isOwn, sight?.isAdopted)));
}

function ofDelivery({ requestId, attempt, isDuplicate, isLate }: Delivery): string {
  return key(requestId, attempt, isDuplicate, isLate);
}

function ofStack({ name, uuid, status, resources, registrations, replacedByRollback }: Stack): string {
  return key(name, uuid, status, list(resources.map(ofResource)), list(registrations.map(ofRegistration)),
    list(replacedByRollback.map(({ resource, physicalId, properties }) => key(resource.logicalId, physicalId, ofProperties(properties)))));
}

function ofResource({ logicalId, physicalId, properties, publicKey, status, before, claims }: Resource): string {
  return key(logicalId, physicalId, ofProperties(properties), publicKey, status, list(claims),
    typeof before === 'object' ? key(before.physicalId, ofProperties(before.properties), before.publicKey) : before);
}

function ofRegistration({ stated, identifier, publicKey, before }: Registration): string {
  return key(stated, identifier, publicKey, typeof before === 'object' ? before.publicKey : before);
}

function ofRequest(request: Request, now: number, faults: number): string {
  const { id, stack, logicalId, type, physicalId, properties, oldProperties, registration, sentAt, purpose, status, response } = request;
  const age = faults > 0 && now - sentAt; // without faults no event comes again
  return key(id, stack, logicalId, type, physicalId, ofProperties(properties), oldProperties && ofProperties(oldProperties), age,
    purpose, status, response, request.wasDeliveredAgain,
    registration && key(registration.stated, registration.publicKey, registration.oldPublicKey));
}

function ofTimer(timer: Timer, now: number): string {
  const at = timer.at - now;
  switch (timer.does) {
    case 'deliver': return key(timer.does, at, ofDelivery(timer.delivery));
    case 'carry out': {
      const { action, identifier, tags, caller, isRetried } = timer.call;
      return key(timer.does, at, action, identifier, list(tags), ofCaller(caller), timer.at - caller.startedAt >= HELD_UP, ofSeen(caller), isRetried);
    }
    case 'release': return key(timer.does, at, timer.cluster);
    case 'disappear': return key(timer.does, at, timer.stranger);
    case 'time out': return key(timer.does, at, timer.requestId);
  }
}

function ofOperation({ stack, log, hasFailed, rollback, question, cancellable }: Operation): string {
  return key(stack.uuid, log, hasFailed, rollback, question && list(question.answers), list([...cancellable].map(({ id }) => id)));
}

function ofInvocation(invocation: Invocation, { now }: State): string {
  const { request, delivery, caller, startedAt, history, step, cannotRespond, befallen, wasNotAlone, responses, looks, foundOfOthers } = invocation;
  const waits = step && key('call' in step.work ? `${step.work.call.action} ${step.work.call.identifier}` : 'put', Math.max(0, step.readyAt - now), !!step.fate);
  const seen = list([...looks].map(([what, times]) => key(what, Math.min(times, 3)))); // from the third time on it is a repetition
  return key(request.id, ofDelivery(delivery), caller.statusAtStart, now - startedAt, history, waits, cannotRespond, list([...befallen]),
    wasNotAlone, responses.length, list([...foundOfOthers]), seen);
}

function ofProperties({ Identifier, Tags, AdoptExisting, Partition }: Properties): string {
  return key(Identifier, AdoptExisting, Partition, list(Tags.map(({ Key, Value }) => `${Key}=${Value}`)));
}

function key(...parts: readonly unknown[]): string {
  return parts.join(' ');
}

function list(parts: readonly unknown[]): string {
  return parts.join(',');
}

function sortedList(parts: string[]): string {
  return list(parts.sort());
}

function renumbered(text: string): string {
  const numbers = new Map<string, string>();
  return text.replace(/(request|key|life|cluster-)\d+/g, (found, kind: string) => {
    let number = numbers.get(found);
    if (number === undefined) numbers.set(found, number = `${kind}#${numbers.size}`);
    return number;
  });
}

/** 53 bits: of some millions of states no two will have the same by chance. */
/* eslint-disable no-bitwise */
function hash(text: string): number {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & other) + (one >>> 0);
}
