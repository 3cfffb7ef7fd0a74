import { Run } from './run';
import { Simulation } from './simulation';
import { Maker, Origin, Properties, Request, Stack, Timer, World } from './world';

/**
 * What a world and all that goes on in it come to: two schedules that lead to the same have the same future, and only one of them needs
 * to be followed. Times are relative, and numbers of requests, keys and lives are given anew, in the order in which they occur.
 */
export function stateKey({ world, runs, cloudFormation }: Simulation): number {
  const going = [...cloudFormation.operations.map(({ log, hasFailed, question }) => `${log} ${hasFailed} ${question?.answers.length}`), ...runs.map((run) => ofRun(run, world))];
  return hash(renumbered(`${ofWorld(world)}\n${going.join('\n')}`));
}

export function restKey(world: World): number {
  return hash(renumbered(ofWorld(world)));
}

function ofWorld(world: World): string {
  const { now, redshift, budget } = world;
  const certificates = [...redshift.certificates].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { publicKey, tags }]) => `${name} ${publicKey} ${[...tags].map((tag) => tag.join('=')).sort().join()} ${ofOrigin(world.origins.get(publicKey)!)}`);
  const latest = world.stacks.slice(-1).map(({ uuid, status, resources, leftovers, ...names }) => `${uuid} ${status} ${ofNames(names)} ${leftovers.map(({ physicalId, properties }) => `${physicalId} ${ofProperties(properties)}`).join()} ${resources.map(({ logicalId, physicalId, properties, publicKey, status: one, before, claims }) =>
    `${logicalId} ${physicalId} ${ofProperties(properties)} ${publicKey} ${one} ${claims.join()} ${typeof before === 'object' ? `${before.physicalId} ${ofProperties(before.properties)} ${before.publicKey}` : before}`).join()}`);
  return [
    ...certificates,
    [...redshift.clusters.values()].map(({ hsmClientCertificateIdentifier: name }) => `used ${name}`).join(),
    // Of stacks that are gone only the names matter, for what may still appear.
    ...world.stacks.slice(0, -1).map((stack) => `${stack.uuid} ${ofNames(stack)}`),
    ...latest,
    ...world.requests.map((request) => ofRequest(request, now, budget.faults)),
    ...world.timers.map((timer) => ofTimer(timer, now)).sort(),
    `idle for ${Math.min(15_000, now - world.idleSince)}`,
    world.deniedUntil > now ? `denied ${world.deniedUntil - now}` : '',
    [...world.takenUntil].filter(([, until]) => until > now).map(([name, until]) => `taken ${name} ${until - now}`).join(),
    [...world.removedByHand].filter((key) => world.stacks.some(({ resources }) => resources.some(({ publicKey }) => publicKey === key))).join(),
  ].join('\n');
}

function ofOrigin(origin: Origin): string {
  const { maker, request, madeAfter, wasBeingUndone, wasCalledLate, kept, lostItsOwner, wasLeftWithoutOwner, hasTagOfOthers } = origin;
  return `${maker && ofMaker(maker)} ${request && `${request.type} ${request.status} ${request.physicalId} ${request.wasDeliveredAgain} ${request.purpose} ${madeAfter! >= 20_000}`} ${wasBeingUndone} ${wasCalledLate} ${kept && `${kept.as} request${kept.before}`} ${lostItsOwner} ${wasLeftWithoutOwner} ${hasTagOfOthers}`;
}

function ofMaker({ requestId, stack, delivery, statusAtStart }: Maker): string {
  return `${requestId} ${stack} ${delivery.attempt} ${delivery.isRepeated} ${delivery.isLate} ${statusAtStart}`;
}

function ofSeen({ seen }: Maker): string {
  return [...seen].map(([name, sight]) => `${name} ${sight?.publicKey} ${sight?.isOwn}`).join();
}

type NamesOfStack = Pick<Stack, 'namesOfFailedRollbacks' | 'namesOfSkippedRollbacks' | 'namesKept' | 'namesMadeLate' | 'leftByRollbacks' | 'leftToOthers' | 'retained'>;

function ofNames(stack: NamesOfStack): string {
  const { namesOfFailedRollbacks, namesOfSkippedRollbacks, namesKept, namesMadeLate, leftByRollbacks, leftToOthers, retained } = stack;
  const left = leftByRollbacks.map(({ name, before }) => `${name} request${before}`);
  return [left, namesOfFailedRollbacks, namesOfSkippedRollbacks, namesKept, namesMadeLate, leftToOthers, retained].map((names) => names.join()).join(' ');
}

function ofRequest(request: Request, now: number, faults: number): string {
  const { id, stack, type, physicalId, properties, oldProperties, sentAt, purpose, status, answer, wasDeliveredAgain } = request;
  const old = oldProperties && ofProperties(oldProperties);
  return `${id} ${stack} ${type} ${physicalId} ${ofProperties(properties)} ${old} ${faults > 0 ? now - sentAt : ''} ${purpose} ${status} ${answer} ${wasDeliveredAgain}`;
}

function ofTimer(timer: Timer, now: number): string {
  const at = timer.at - now;
  switch (timer.does) {
    case 'deliver': return `deliver ${at} ${timer.delivery.requestId} ${timer.delivery.attempt} ${timer.delivery.isRepeated} ${timer.delivery.isLate}`;
    case 'carry out': return `carry out ${at} ${timer.call.action} ${timer.call.identifier} ${timer.call.tags.join()} ${ofMaker(timer.call.maker)} ${ofSeen(timer.call.maker)} ${timer.call.wasMadeAgain}`;
    case 'let go': return `let go ${at}`;
    case 'go': return `go ${at}`;
    case 'time out': return `time out ${at} ${timer.requestId}`;
  }
}

function ofRun(run: Run, { now }: World): string {
  const { request, delivery, maker, startedAt, history, step, cannotAnswer, mishaps, wasNotAlone, answers, looks, foundOfOthers } = run;
  const waits = step && `${'call' in step.work ? `${step.work.call.action} ${step.work.call.identifier}` : 'put'} ${Math.max(0, step.readyAt - now)} ${!!step.fate}`;
  const seen = [...looks].map(([what, times]) => `${what} ${Math.min(times, 3)}`).join();
  return `${request.id} ${delivery.attempt} ${delivery.isRepeated} ${delivery.isLate} ${maker.statusAtStart} ${now - startedAt} ${history} ${waits} ${cannotAnswer} ${[...mishaps].join()} ${wasNotAlone} ${answers.length} ${[...foundOfOthers].join()} ${seen}`;
}

function ofProperties({ Identifier, Tags }: Properties): string {
  return `${Identifier}/${Tags.length}`;
}

function renumbered(text: string): string {
  const numbers = new Map<string, string>();
  return text.replace(/(request|key|life)\d+/g, (found, kind: string) => {
    let number = numbers.get(found);
    if (number === undefined) numbers.set(found, number = `${kind}#${numbers.size}`);
    return number;
  });
}

/** 53 bits: of some millions of states no two will have the same by chance. */
/* eslint-disable no-bitwise */
export function hash(text: string): number {
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
