import { setImmediate } from 'node:timers';
import { describeResponse, describeResult, Trace, traceLine } from './tracer';
import { AccessDenied } from '../../../lambda/redshift/errors';
import { Invariants, TAG_OF_OTHERS, Violation } from '../checks/invariants';
import { ANOTHER_FAILS, CloudFormation, Question } from '../model/cloudformation';
import { faults } from '../model/faults';
import { FUNCTION_TIMEOUT, Invocation, Step } from '../model/invocation';
import { Lambda, MAX_EVENT_AGE } from '../model/lambda';
import { Option, Stage } from '../model/option';
import { isOfSameResource } from '../model/owner';
import { Call, carryOut, describeCall } from '../model/redshift';
import { Request, State, Timer } from '../model/state';
import { operationsOfUser } from '../model/user';

/** A user, or a pipeline, needs so long from the end of an operation to the beginning of the next. */
export const BETWEEN_OPERATIONS = 15_000;

/** Times of an invocation at which the handler ends something: what it asks for then can differ from what it has asked before. */
const LIMITS = [15_000, 60_000, 90_000, 105_000, 240_000];

/** Says which of several options happens; undefined to end here. */
export type Choose = (options: readonly Option[]) => number | undefined;

/** Where a schedule has come to. */
export type End = 'at rest' | 'over' | 'violated' | 'left';

/**
 * Lets a state go on, from rest to rest: between two things that a user does, when nothing is in progress. Whenever there is more than
 * one thing that can happen next, somebody else chooses.
 */
export class Scheduler implements Stage {
  invocations: Invocation[] = [];
  violation?: Violation;
  readonly cloudFormation: CloudFormation;
  readonly invariants: Invariants;
  private readonly lambda: Lambda;

  constructor(
    readonly state: State, private readonly choose: Choose, private readonly trace?: Trace, private readonly operationsOf = operationsOfUser,
  ) {
    this.lambda = new Lambda(this, (invocation, error) => this.ended(invocation, error));
    this.cloudFormation = new CloudFormation({ state, tell: (words) => this.tell(words), invoke: (request) => this.lambda.invoke(request) });
    this.invariants = new Invariants(state, (violation) => { this.violation ??= violation; });
  }

  async go(): Promise<End> {
    for (let begun = false; ; begun = true) {
      await this.everythingGoesOn();
      if (this.violation) return 'violated';
      if (this.isAtRest() && begun) return this.rest();
      const end = this.turn();
      if (end) return end;
    }
  }

  /** All promises that can go on do so. */
  async everythingGoesOn(): Promise<void> {
    await new Promise(setImmediate);
    this.invocations = this.invocations.filter(({ isOver }) => !isOver);
  }

  isAtRest(): boolean {
    return !this.invocations.length && !this.cloudFormation.operations.length && !this.lambda.due();
  }

  /** One thing happens. */
  turn(): 'over' | 'left' | undefined {
    const options = this.isAtRest() ? this.optionsAtRest() : this.options();
    if (!options.length) return 'over';
    const chosen = options.length === 1 ? 0 : this.choose(options);
    if (chosen === undefined) return 'left';
    const { isFault, happens, words } = options[chosen];
    if (isFault) {
      this.somethingChanges();
      this.state.budget.faults--;
      this.tell(() => `* ${words()}`);
    }
    happens();
    return undefined;
  }

  tell(words: () => string): void {
    this.trace?.(traceLine(this.state.now, words()));
  }

  somethingChanges(): void {
    this.invocations.forEach(({ looks }) => looks.clear());
  }

  start(invocation: Invocation): void {
    this.somethingChanges();
    const others = this.invocations.filter((one) => !one.isOver && isOfSameResource(one.request, invocation.request));
    for (const one of others.length ? [invocation, ...others] : []) one.wasNotAlone = true;
    this.invocations.push(invocation);
    invocation.start();
  }

  kill(invocation: Invocation): void {
    this.somethingChanges();
    invocation.kill();
    this.lambda.retry(invocation);
  }

  /** Nothing goes on any more. */
  end(): void {
    this.invocations.forEach((invocation) => invocation.kill());
  }

  rest(): End {
    const { state } = this;
    if (!state.timers.length) {
      this.invariants.quiet();
      if (this.violation) return 'violated';
      state.deniedUntil = 0;
      state.inUseUntil.clear();
    }
    for (const { publicKey, tags } of state.redshift.certificates.values()) {
      const origin = state.origins.get(publicKey)!;
      if (!origin.creator || origin.hasTagOfOthers) continue;
      origin.hasTagOfOthers = true;
      tags.set(TAG_OF_OTHERS, '7');
    }
    state.requests = state.requests.filter((request) => this.isNeeded(request));
    return 'at rest';
  }

  private optionsAtRest(): Option[] {
    const { state, lambda } = this;
    const [next] = state.timers.map(({ at }) => at).sort((one, other) => one - other);
    if (next < state.idleSince + BETWEEN_OPERATIONS) return [this.timePasses(), ...lambda.oldDeliveries()];
    state.now = Math.max(state.now, state.idleSince + BETWEEN_OPERATIONS);
    const options = this.operationsOf(state, this.cloudFormation);
    if (next !== undefined) options.push(this.timePasses());
    options.push(...lambda.oldDeliveries());
    return options;
  }

  /** What can happen next; the first option is that everything takes its course. */
  private options(): Option[] {
    const { state, lambda, cloudFormation: { operations } } = this;
    const urgent = operations.find(({ question }) => question?.isUrgent);
    if (urgent) return this.answers(urgent.question!);
    const due = lambda.due();
    if (due) return lambda.deliveries(due);
    const ready = this.invocations.filter(({ step }) => step && step.readyAt <= state.now);
    const settled = ready.find(({ step }) => step!.fate);
    if (settled) return [{ words: () => 'what had to come', happens: () => this.settle(settled) }];
    const endings = operations.flatMap(({ question }) => (question ? this.answers(question) : []));
    if (!ready.length) {
      const courses = endings.length ? endings : [this.timePasses()];
      const isLongPause = this.invocations.every(({ step }) => step);
      return isLongPause ? [...courses, ...this.failures(), ...lambda.oldDeliveries()] : courses;
    }
    const fresh = ready.filter((invocation) => !this.isRepeated(invocation));
    if (!fresh.length && !endings.length) return [this.course(ready[0])]; // looks that find what they found before: their order does not matter
    const options = [...ready.map((invocation) => this.course(invocation)), ...endings];
    if (state.budget.faults > 0) for (const invocation of fresh) options.push(...faults(this, invocation));
    options.push(...this.failures());
    if (fresh.some(({ step }) => 'call' in step!.work)) {
      options.push(...lambda.oldDeliveries());
      const isUserReady = !operations.length && state.now >= state.idleSince + BETWEEN_OPERATIONS;
      if (isUserReady && state.budget.operations > 0) options.push(...this.operationsOf(state, this.cloudFormation));
    }
    return options;
  }

  /** What can neither come again nor matter to anybody is forgotten. */
  private isNeeded({ id, sentAt }: Request): boolean {
    const { now, budget, timers } = this.state;
    if (budget.faults > 0 && now - sentAt <= MAX_EVENT_AGE) return true;
    return timers.some((timer) => (timer.does === 'deliver' && timer.delivery.requestId === id)
      || (timer.does === 'carry out' && timer.call.caller.requestId === id));
  }

  private course(invocation: Invocation): Option {
    return { words: () => `${invocation.request.id} goes on`, happens: () => this.work(invocation) };
  }

  private timePasses(): Option {
    return { words: () => 'time passes', happens: () => this.leap() };
  }

  private failures(): Option[] {
    return this.cloudFormation.operations.filter(({ hasFailed, cancellable }) => !hasFailed && cancellable.size).map((operation) => ({
      words: () => ANOTHER_FAILS,
      happens: () => {
        this.tell(() => ANOTHER_FAILS);
        this.somethingChanges();
        this.cloudFormation.anotherResourceFails(operation);
      },
    }));
  }

  private answers({ answers, answer }: Question): Option[] {
    return answers.map((text, index) => ({
      words: () => text,
      happens: () => {
        this.somethingChanges();
        answer(index);
      },
    }));
  }

  private ended(invocation: Invocation, error: unknown): void {
    this.somethingChanges();
    this.invariants.ended(invocation, error);
    if (error !== undefined) this.lambda.retry(invocation);
  }

  private settle(invocation: Invocation): void {
    const step = invocation.step!;
    this.somethingChanges();
    step.fate!();
    this.remember(invocation, 'as it had to');
  }

  /** The work of a call is done, or a response taken. */
  private work(invocation: Invocation): void {
    const step = invocation.step!;
    if ('response' in step.work) this.take(invocation, step, step.work.response);
    else this.call(invocation, step, step.work.call);
  }

  private call(invocation: Invocation, step: Step, call: Call): void {
    const { state } = this;
    const { request: { id }, caller } = invocation;
    const tell = this.tellingCall(invocation, call);
    if (state.deniedUntil > state.now) {
      invocation.befallen.add('denied');
      tell(() => `${id}: ${describeCall(call)} is denied`);
      this.remember(invocation, 'denied');
      return step.reject(new AccessDenied('User: f is not authorized', true));
    }
    try {
      const result = carryOut(state, call, caller, this.invariants);
      if (!isRead(call)) this.somethingChanges();
      if (call.action === 'describe') this.invariants.seen(invocation, call.identifier);
      tell(() => `${id}: ${describeCall(call)}${describeResult(call, result)}`);
      this.remember(invocation, result === undefined ? 'nothing' : JSON.stringify(result, sorted));
      step.resolve(result);
    } catch (error) {
      const { constructor: { name }, message } = error as Error;
      if (name === 'InUse') invocation.befallen.add('in use');
      if (name === 'AlreadyExists' && !state.redshift.find(call.identifier)) invocation.befallen.add('taken');
      tell(() => `${id}: ${describeCall(call)} fails: ${message}`);
      this.remember(invocation, message);
      step.reject(error as Error);
    }
  }

  /** What is asked for again and again, and comes to the same, is told twice. */
  private tellingCall({ looks, request: { id } }: Invocation, call: Call): (words: () => string) => void {
    const look = this.look(call);
    const times = (looks.get(look) ?? 0) + 1;
    looks.set(look, times);
    if (times === 3) this.tell(() => `${id}: ${describeCall(call)}, and so on`);
    return (words) => (times < 3 ? this.tell(words) : undefined);
  }

  private take(invocation: Invocation, step: Step, body: string): void {
    const { request, cannotRespond, responses } = invocation;
    this.remember(invocation, 'responded');
    this.somethingChanges();
    if (cannotRespond === 'is not delivered') return step.reject(new Error('connection refused'));
    this.tell(() => `the response to ${request.id} is ${describeResponse(body)}`);
    if (cannotRespond === undefined || !responses.length) {
      responses.push(body);
      this.invariants.responded(invocation, body);
      this.cloudFormation.receive(request, body);
    }
    if (cannotRespond) step.reject(new Error('connection lost'));
    else step.resolve(200);
  }

  /** All that an invocation learns is part of its history. */
  private remember(invocation: Invocation, learned: string): void {
    const { work } = invocation.step ?? {};
    const what = work && 'call' in work ? `${work.call.action} ${work.call.identifier}` : 'put';
    invocation.history = `${invocation.history}|${invocation.elapsed()} ${what} ${learned}`;
  }

  /** Whether it asks for something for the third time since anything changed: then nothing can befall it that could not before. */
  private isRepeated(invocation: Invocation): boolean {
    const { work } = invocation.step!;
    return 'call' in work && (invocation.looks.get(this.look(work.call)) ?? 0) >= 2
      && !LIMITS.some((limit) => Math.abs(invocation.elapsed() - limit) < 2);
  }

  private look({ action, identifier }: Call): string {
    return `${action} ${identifier} ${this.state.deniedUntil > this.state.now}`;
  }

  /** Nothing is left to do now. */
  private leap(): void {
    const { state } = this;
    const { now } = state;
    let next = Infinity;
    for (const { at } of state.timers) next = Math.min(next, at);
    for (const { step, startedAt, clock } of this.invocations) {
      const ready = step && step.readyAt > now ? step.readyAt : Infinity;
      next = Math.min(next, clock.nextAlarm(), startedAt + FUNCTION_TIMEOUT, ready);
    }
    state.now = next;
    for (const invocation of this.invocations) {
      invocation.clock.ringUntil(next);
      if (next < invocation.startedAt + FUNCTION_TIMEOUT) continue;
      this.invariants.outOfTime(invocation);
      this.kill(invocation);
    }
    const dueNow = state.timers.filter((timer) => timer.at <= next && timer.does !== 'deliver');
    state.timers = state.timers.filter((timer) => !dueNow.includes(timer));
    if (dueNow.length) this.somethingChanges();
    dueNow.forEach((timer) => this.happen(timer));
  }

  private happen(timer: Timer): void {
    const { state } = this;
    switch (timer.does) {
      case 'release':
        state.redshift.removeCluster(timer.cluster);
        return this.tell(() => `${timer.cluster} does not use its certificate any more`);
      case 'disappear':
        state.redshift.certificates.delete(timer.stranger.toLowerCase());
        return this.tell(() => `somebody deletes ${timer.stranger}, which is his own`);
      case 'time out':
        return this.cloudFormation.timeOut(state.requests.find(({ id }) => id === timer.requestId)!);
      case 'carry out': {
        const { action, identifier, tags, caller, isRetried } = timer.call;
        this.tell(() => `Redshift carries out the ${action} of ${identifier} by ${caller.requestId}, which was abandoned`);
        const late: Call = action === 'create' ? { action, identifier, tags: new Map(tags) } : { action, identifier };
        try {
          carryOut(state, late, caller, this.invariants, isRetried ? 'retried' : 'abandoned');
        } catch {
          // nobody learns of it
        }
        return undefined;
      }
      case 'deliver': return undefined;
    }
  }
}

function isRead({ action }: Call): boolean {
  return action === 'describe' || action === 'clustersThatUse';
}

/** For JSON: maps as lists that do not depend on the order in which they were filled. */
function sorted(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value as Map<string, string>].sort() : value;
}
