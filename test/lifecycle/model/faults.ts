import { Invocation, Step } from './invocation';
import { kindOf } from './kinds';
import { isInvented } from './names';
import { fault, Option, Stage, variant } from './option';
import { ANOTHER_OWNER, isAdopted } from './owner';
import { Call, carryOut, describeCall } from './redshift';
import { LateCall, Origin, State } from './state';
import { StoredHsmClientCertificate } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';

const SECONDS = 1_000;

/** A call is abandoned when it was tried for that long: a minute and a half, after which nothing comes of an attempt that is in progress. */
const TRIED_FOR = { failing: 90 * SECONDS, withoutResponse: 100 * SECONDS };

/** One attempt of a call ends after this time. */
const ONE_ATTEMPT = 10 * SECONDS;

/** A call that was abandoned is carried out within 15 seconds, if at all. */
const CARRIED_OUT_AFTER = 14 * SECONDS;

/** What may happen to one call of an invocation, and is no reason for it to fail. */
const RESPONSE_LOST = 'is carried out, and its response is lost: the SDK retries it';
const RETRIED = 'has no response in time, is retried by the SDK, and carried out some seconds after that';
const SLOW = 'takes a minute';
export const HARMLESS: readonly string[] = [RESPONSE_LOST, RETRIED, SLOW];

/**
 * What may befall an invocation at what it is about to do. A crash after a call is one before the next, and a read whose response is lost
 * is just retried; things that people do by hand matter only before a call that is about the same certificate.
 */
export function faults(stage: Stage, invocation: Invocation): Option[] {
  const { step, request } = invocation;
  const { work } = step!;
  const crash = fault(`the process of ${request.id} is killed`, () => stage.kill(invocation));
  const others = 'call' in work
    ? [...new FaultsOfCall(stage, invocation, work.call).options(), ...byHand(stage, work.call, request.type === 'Update')]
    : ofResponse(invocation);
  return [crash, ...others].filter(({ isVariant }) => !isVariant || !stage.state.circumstances.withoutVariants);
}

function ofResponse(invocation: Invocation): Option[] {
  if (invocation.cannotRespond) return [];
  return (['is not delivered', 'is delivered, which the function does not learn'] as const).map((how) =>
    fault(`the response to ${invocation.request.id} ${how}`, () => { invocation.cannotRespond = how; }));
}

class FaultsOfCall {
  private readonly state: State;
  private readonly step: Step;

  constructor(private readonly stage: Stage, private readonly invocation: Invocation, private readonly call: Call) {
    this.state = stage.state;
    this.step = invocation.step!;
  }

  options(): Option[] {
    const { state, call } = this;
    const options = [
      this.befalls('fails until the SDK gives up', () => this.endsIn(TRIED_FOR.failing, 'the service is not available')),
      variant(this.befalls('is throttled for as long as it is tried', () => { this.step.readyAt = Infinity; })),
      this.befalls(SLOW, () => { this.step.readyAt = state.now + 60 * SECONDS; }),
    ];
    if (state.deniedUntil <= state.now) options.push(variant(this.denied(20)), this.denied(100));
    if (call.action === 'createTags' || call.action === 'deleteTags') options.push(this.responsesLost());
    if (call.action === 'create' || call.action === 'delete') options.push(...this.ofCreateOrDelete(call));
    if (call.action === 'create' && !state.redshift.find(call.identifier)) {
      options.push(this.inUse(call.identifier, 60), variant(this.inUse(call.identifier, 8)));
    }
    return options;
  }

  private ofCreateOrDelete(call: Call & { action: 'create' | 'delete' }): Option[] {
    const { state, step, stage, invocation } = this;
    return [
      this.befalls(RESPONSE_LOST, () => this.carryOut()),
      this.responsesLost(),
      variant(this.befalls('has no response until it is abandoned', () => this.endsIn(TRIED_FOR.withoutResponse, 'no response'))),
      this.befalls('has no response until it is abandoned, and is carried out some seconds later', () => {
        step.abandoned = () => this.carryOutLater(call, CARRIED_OUT_AFTER, false);
        step.readyAt = state.now + TRIED_FOR.withoutResponse;
        step.fate = () => {
          step.abandoned!();
          step.reject(new Error('no response'));
        };
      }),
      this.befalls(RETRIED, () => {
        step.readyAt = state.now + ONE_ATTEMPT;
        this.carryOutLater(call, ONE_ATTEMPT + CARRIED_OUT_AFTER, true);
      }),
      fault(`the process of ${invocation.request.id} is killed during ${describeCall(call)}, which is carried out some seconds later`, () => {
        this.carryOutLater(call, CARRIED_OUT_AFTER, false);
        stage.kill(invocation);
      }),
    ];
  }

  private responsesLost(): Option {
    return this.befalls('is carried out, but its responses are lost until the SDK gives up', () => {
      this.carryOut();
      this.endsIn(TRIED_FOR.failing, 'no response');
    });
  }

  private denied(seconds: number): Option {
    return fault(`IAM denies every call for ${seconds} seconds`, () => { this.state.deniedUntil = this.state.now + seconds * SECONDS; });
  }

  private inUse(identifier: string, seconds: number): Option {
    return this.befalls(`finds the name in use for ${seconds} seconds, by what Describe does not show`, () => {
      this.state.inUseUntil.set(identifier.toLowerCase(), this.state.now + seconds * SECONDS);
    });
  }

  private befalls(what: string, happens: () => void): Option {
    const { request, befallen } = this.invocation;
    return fault(`${request.id}: ${describeCall(this.call)} ${what}`, () => {
      befallen.add(befallen.has(what) ? `${what}, again` : what);
      happens();
    });
  }

  private endsIn(milliseconds: number, error: string): void {
    this.step.readyAt = this.state.now + milliseconds;
    this.step.fate = () => this.step.reject(new Error(error));
  }

  private carryOut(): void {
    try {
      carryOut(this.state, this.call, this.invocation.caller, this.stage.invariants);
    } catch {
      // nobody learns of it
    }
  }

  private carryOutLater(call: Call & { action: 'create' | 'delete' }, milliseconds: number, isRetried: boolean): void {
    const { action, identifier } = call;
    const caller = { ...this.invocation.caller, seen: new Map(this.invocation.caller.seen) }; // it follows from what was seen before
    const late: LateCall = { action, identifier, tags: call.action === 'create' ? [...call.tags] : [], caller, isRetried };
    this.state.timers.push({ at: this.state.now + milliseconds, does: 'carry out', call: late });
  }
}

/** What people do outside of CloudFormation. */
function byHand(stage: Stage, { action, identifier }: Call, isOfUpdate: boolean): Option[] {
  const { state } = stage;
  if (action === 'clustersThatUse' || isInvented(identifier)) return [];
  const found = state.redshift.find(identifier);
  const origin = state.origins.get(found?.publicKey ?? '');
  const hand = (what: string, happens: () => void): Option => fault(`somebody ${what}`, () => {
    stage.invocations.forEach(({ befallen }) => befallen.add('by hand'));
    happens();
  });
  const creates = (whose: string, hasOwner: boolean): Option => {
    const what = `creates a certificate ${identifier} ${whose}`;
    if (!found) return hand(what, () => createStrangers(state, identifier, hasOwner));
    return hand(`deletes ${identifier}, and somebody ${what}`, () => {
      removeByHand(state, found);
      createStrangers(state, identifier, hasOwner);
    });
  };
  const secret = kindOf(state.circumstances).hasSecret && !state.secretIsGone
    ? [hand('deletes the secret', () => { state.secretIsGone = true; })] : [];
  if (found && !origin?.creator && !isAdopted(found)) return secret;
  // One of a generated name of this stack without an owner tag counts as the stack's: nobody else has such a name.
  const isGenerated = state.stacks.some(({ uuid }) => identifier.endsWith(`-${uuid}`));
  const options = [...secret, creates('of another stack', true), ...(isGenerated ? [] : [creates('without an owner tag', false)])];
  if (!found || !origin) return options;
  options.push(hand(`deletes ${identifier}`, () => removeByHand(state, found)), ...tagsRemoved(found, origin, isOfUpdate, hand));
  if (action === 'delete' && !state.redshift.clusters.size) {
    options.push(usedByCluster(state, identifier, 'an hour', 3600), variant(usedByCluster(state, identifier, 'a minute', 60)));
  }
  return options;
}

function tagsRemoved(
  { identifier, tags }: StoredHsmClientCertificate, origin: Origin, isOfUpdate: boolean, hand: (what: string, happens: () => void) => Option,
): Option[] {
  if (!tags.has(OWNER_TAG)) return [];
  const options = [hand(`removes the owner tag of ${identifier}`, () => {
    tags.delete(OWNER_TAG);
    origin.lostItsOwner = true;
  })];
  if (tags.size === 1 || !isOfUpdate) return options; // only an Update looks at the other tags
  return [...options, variant(hand(`removes all tags of ${identifier}`, () => {
    tags.clear();
    origin.lostItsOwner = true;
  }))];
}

function usedByCluster(state: State, identifier: string, duration: string, seconds: number): Option {
  return fault(`a cluster uses ${identifier} for ${duration}`, () => {
    const cluster = `cluster-${++state.counted.clusters}`;
    state.redshift.addCluster({ identifier: cluster, hsmClientCertificateIdentifier: identifier });
    state.timers.push({ at: state.now + seconds * SECONDS, does: 'release', cluster });
  });
}

export function removeByHand(state: State, { identifier, publicKey }: StoredHsmClientCertificate): void {
  state.redshift.certificates.delete(identifier.toLowerCase());
  state.origins.delete(publicKey);
  state.removedByHand.add(publicKey);
}

export function createStrangers(state: State, identifier: string, hasOwner: boolean): void {
  const publicKey = `key${++state.counted.keys}`;
  state.redshift.seed(identifier, { publicKey, tags: hasOwner ? { [OWNER_TAG]: ANOTHER_OWNER } : {} });
  state.origins.set(publicKey, {});
}
