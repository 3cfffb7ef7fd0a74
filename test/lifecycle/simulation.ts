import { setImmediate } from 'node:timers';
import { ANOTHER_FAILS, CloudFormation, Question } from './cloudformation';
import { disturbances } from './disturbances';
import { Invariants, TAG_OF_OTHERS, Violation } from './invariants';
import { Call, carryOut, isOfSameResource } from './redshift';
import { FUNCTION_TIMEOUT, Run, Step } from './run';
import { intentions as intentionsOfOne } from './user';
import { Delivery, Request, Timer, World } from './world';
import { AccessDenied } from '../../lambda/redshift/errors';

/** Lambda runs an event again after these times. */
const RETRIES_AFTER = [60_000, 120_000];

/** A user, or a pipeline, needs so long from the end of an operation to the beginning of the next. */
export const BETWEEN_OPERATIONS = 15_000;

/** An event that is older is not run any more. */
export const EVENT_AGE = 14 * 60_000;

/** Times of a run at which the handler ends something: what it asks for at such a time can differ from what it has asked before. */
const LIMITS = [15_000, 60_000, 90_000, 105_000, 240_000];

/** Something that may happen next. */
export interface Option {
  readonly words: () => string;
  /** It costs one of the faults. */
  readonly isFault?: boolean;
  /** It differs from another one only in how long it takes, or in what nobody reads. */
  readonly isVariant?: boolean;
  readonly happens: () => void;
}

/** Says which of several options happens; undefined to end here. */
export type Choose = (options: readonly Option[], simulation: Simulation) => number | undefined;

/** Where the time of a world has come to. */
export type End = 'at rest' | 'over' | 'violated' | 'left';

/**
 * Lets a world go on, from rest to rest: between two things that a user does, when nothing runs. Whenever there is more than one thing
 * that can happen next, somebody else chooses.
 */
export class Simulation {
  runs: Run[] = [];
  violation?: Violation;
  readonly cloudFormation: CloudFormation;
  readonly invariants: Invariants;

  /** When the deliveries of events that are old were offered last. */
  private readonly offered = new Map<string, number>();

  constructor(
    readonly world: World, private readonly choose: Choose, private readonly trace?: (line: string) => void,
    private readonly intentions: (world: World, cloudFormation: CloudFormation) => Option[] = intentionsOfOne,
  ) {
    this.cloudFormation = new CloudFormation({ world, tell: (inWords) => this.tell(inWords), invoke: (request) => this.invoke(request) });
    this.invariants = new Invariants(world, (violation) => { this.violation ??= violation; });
  }

  async go(): Promise<End> {
    for (let begun = false; ; begun = true) {
      await this.everythingGoesOn();
      if (this.violation) return 'violated';
      if (this.isAtRest() && begun) return this.rest();
      const end = this.turn(this.isAtRest() ? this.optionsAtRest() : this.options());
      if (end) return end;
    }
  }

  /** All promises that can go on do so. */
  async everythingGoesOn(): Promise<void> {
    await new Promise(setImmediate);
    this.runs = this.runs.filter(({ isOver }) => !isOver);
  }

  isAtRest(): boolean {
    return !this.runs.length && !this.cloudFormation.operations.length && !this.due();
  }

  /** One thing happens. */
  turn(options: readonly Option[]): 'over' | 'left' | undefined {
    if (!options.length) return 'over';
    const chosen = options.length === 1 ? 0 : this.choose(options, this);
    if (chosen === undefined) return 'left';
    const { isFault, happens, words: what } = options[chosen];
    if (isFault) {
      this.somethingChanges();
      this.world.budget.faults--;
      this.tell(() => `* ${what()}`);
    }
    happens();
    return undefined;
  }

  tell(inWords: () => string): void {
    if (!this.trace) return;
    const seconds = this.world.now / 1000;
    this.trace(`${`${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(0).padStart(2, '0')}`.padStart(6)}  ${inWords()}`);
  }

  /** What was asked before may have another answer now. */
  private somethingChanges(): void {
    this.runs.forEach(({ looks }) => looks.clear());
  }

  /** Nothing goes on any more. */
  end(): void {
    this.runs.forEach((run) => run.kill());
  }

  kill(run: Run): void {
    this.somethingChanges();
    run.kill();
    this.runAgain(run);
  }

  addTimer(timer: Timer): void {
    this.world.timers.push(timer);
  }

  rest(): End {
    const { world } = this;
    if (!world.timers.length) {
      this.invariants.quiet();
      if (this.violation) return 'violated';
      world.deniedUntil = 0;
      world.takenUntil.clear();
    }
    for (const { publicKey, tags } of world.redshift.certificates.values()) {
      const origin = world.origins.get(publicKey)!;
      if (!origin.maker || origin.hasTagOfOthers) continue;
      origin.hasTagOfOthers = true;
      tags.set(TAG_OF_OTHERS, '7');
    }
    // What can neither come again nor matter to anybody is forgotten.
    const isNeeded = ({ id, sentAt }: Request): boolean => (world.budget.faults > 0 && world.now - sentAt <= EVENT_AGE)
      || world.timers.some((timer) => (timer.does === 'deliver' && timer.delivery.requestId === id) || (timer.does === 'carry out' && timer.call.maker.requestId === id));
    world.requests = world.requests.filter(isNeeded);
    return 'at rest';
  }

  optionsAtRest(): Option[] {
    const { world } = this;
    const [next] = world.timers.map(({ at }) => at).sort((one, other) => one - other);
    if (next < world.idleSince + BETWEEN_OPERATIONS) return [this.timePasses(), ...this.deliveriesOfOld()];
    world.now = Math.max(world.now, world.idleSince + BETWEEN_OPERATIONS);
    const options = this.intentions(world, this.cloudFormation);
    if (next !== undefined) options.push(this.timePasses());
    options.push(...this.deliveriesOfOld());
    return options;
  }

  /** What can happen next; the first option is that everything takes its course. */
  options(): Option[] {
    const { world } = this;
    const { operations } = this.cloudFormation;
    const urgent = operations.find(({ question }) => question?.isUrgent);
    if (urgent) return this.answers(urgent.question!);
    const due = this.due();
    if (due) return this.deliver(due);
    const ready = this.runs.filter(({ step }) => step && step.readyAt <= world.now);
    const settled = ready.find(({ step }) => step!.fate);
    if (settled) return [{ words: () => 'what had to come', happens: () => this.settle(settled) }];
    const endings = operations.flatMap(({ question }) => (question ? this.answers(question) : []));
    if (!ready.length) {
      const courses = endings.length ? endings : [this.timePasses()];
      const isLongPause = this.runs.every(({ step }) => step);
      return isLongPause ? [...courses, ...this.failures(), ...this.deliveriesOfOld()] : courses;
    }
    const fresh = ready.filter((run) => !this.isRepeated(run));
    if (!fresh.length && !endings.length) return [this.course(ready[0])]; // looks that find what they found before: in which order does not matter
    const options = [...ready.map((run) => this.course(run)), ...endings];
    if (world.budget.faults > 0) for (const run of fresh) options.push(...disturbances(this, run));
    options.push(...this.failures());
    if (fresh.some(({ step }) => 'call' in step!.work)) {
      options.push(...this.deliveriesOfOld());
      const isUserReady = !this.cloudFormation.operations.length && world.now >= world.idleSince + BETWEEN_OPERATIONS;
      if (isUserReady && world.budget.operations > 0) options.push(...this.intentions(world, this.cloudFormation));
    }
    return options;
  }

  private course(run: Run): Option {
    return { words: () => `${run.request.id} goes on`, happens: () => this.work(run) };
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

  /**
   * Events that were delivered before, and events that wait in Lambda's queue: each once at a time, since what a run does first can
   * still come after everything else that happens at that time.
   */
  private deliveriesOfOld(): Option[] {
    const { world } = this;
    const isOffered = (event: string): boolean => {
      if (this.offered.get(event) === world.now) return true;
      this.offered.set(event, world.now);
      return false;
    };
    const options: Option[] = [];
    for (const timer of world.timers) {
      if (timer.does !== 'deliver' || !timer.delivery.isLate || timer.at <= world.now || isOffered(`late ${timer.delivery.requestId}`)) continue;
      options.push({
        words: () => `Lambda delivers ${timer.delivery.requestId}, which has waited`,
        happens: () => { world.timers = world.timers.map((one) => one === timer ? { ...timer, at: world.now } : one); },
      });
    }
    if (!world.budget.faults) return options;
    for (const request of world.requests) {
      if (request.wasDeliveredAgain || world.now - request.sentAt > EVENT_AGE || this.isWaiting(request) || isOffered(request.id)) continue;
      options.push({
        isFault: true,
        words: () => `Lambda delivers the event of ${request.id} once more`,
        happens: () => {
          request.wasDeliveredAgain = true;
          this.addTimer({ at: world.now, does: 'deliver', delivery: { requestId: request.id, attempt: 1, isRepeated: true, isLate: false } });
        },
      });
    }
    return options;
  }

  /** Its first delivery has not begun. */
  private isWaiting({ id }: Request): boolean {
    return this.world.timers.some((timer) => timer.does === 'deliver' && timer.delivery.requestId === id && timer.delivery.attempt === 1);
  }

  private due(): Timer & { does: 'deliver' } | undefined {
    return this.world.timers.find((timer): timer is Timer & { does: 'deliver' } => timer.does === 'deliver' && timer.at <= this.world.now);
  }

  private deliver(timer: Timer & { does: 'deliver' }): Option[] {
    const { world } = this;
    const { delivery } = timer;
    const request = world.requests.find(({ id }) => id === delivery.requestId)!;
    const remove = (): void => { world.timers = world.timers.filter((one) => one !== timer); };
    const options: Option[] = [{
      words: () => `${request.id} is delivered`,
      happens: () => {
        remove();
        this.start(request, delivery);
      },
    }];
    if (world.budget.faults > 0 && !delivery.isLate && !delivery.isRepeated) {
      options.push({
        isFault: true,
        words: () => `the event of ${request.id} waits in Lambda's queue`,
        happens: () => {
          remove();
          this.addTimer({ ...timer, at: request.sentAt + EVENT_AGE, delivery: { ...delivery, isLate: true } });
        },
      });
    }
    return options;
  }

  private invoke(request: Request): void {
    this.addTimer({ at: this.world.now, does: 'deliver', delivery: { requestId: request.id, attempt: 1, isRepeated: false, isLate: false } });
  }

  private start(request: Request, delivery: Delivery): void {
    const { world } = this;
    if (world.now - request.sentAt > EVENT_AGE) return this.tell(() => `Lambda drops the event of ${request.id}, which is too old`);
    const stack = world.stacks.find(({ uuid }) => uuid === request.stack)!;
    const maker = {
      requestId: request.id,
      stack: stack.uuid,
      logicalId: request.logicalId,
      delivery,
      startedAt: world.now,
      statusAtStart: request.status,
      seen: new Map(),
    };
    const run = new Run(request, delivery, maker, stack.name, { now: () => world.now, ended: (one, error) => this.ended(one, error) });
    this.somethingChanges();
    const others = this.runs.filter((one) => !one.isOver && isOfSameResource(one.request, request));
    for (const one of others.length ? [run, ...others] : []) one.wasNotAlone = true;
    this.runs.push(run);
    const which = `${delivery.isRepeated ? ', delivered once more' : ''}${delivery.attempt > 1 ? `, try ${delivery.attempt}` : ''}`;
    this.tell(() => `the function runs for ${request.id}${which}`);
    run.start();
  }

  private ended(run: Run, error: unknown): void {
    this.somethingChanges();
    this.invariants.ended(run, error);
    if (error !== undefined) this.runAgain(run);
  }

  private runAgain({ request, delivery }: Run): void {
    const pause = RETRIES_AFTER[delivery.attempt - 1];
    const { now } = this.world;
    if (pause === undefined || now + pause - request.sentAt > EVENT_AGE) return;
    this.addTimer({ at: now + pause, does: 'deliver', delivery: { ...delivery, attempt: delivery.attempt + 1, isLate: false } });
  }

  private settle(run: Run): void {
    const step = run.step!;
    this.somethingChanges();
    step.fate!();
    this.remember(run, 'as it had to');
  }

  /** The work of a call is done, or an answer taken. */
  private work(run: Run): void {
    const step = run.step!;
    if ('answer' in step.work) this.take(run, step, step.work.answer);
    else this.call(run, step, step.work.call);
  }

  private call(run: Run, step: Step, call: Call): void {
    const { world } = this;
    const look = this.look(call);
    const times = (run.looks.get(look) ?? 0) + 1;
    run.looks.set(look, times);
    // What is done again and again, and comes to the same, is told twice.
    const tell = (inWords: () => string): void => (times < 3 ? this.tell(inWords) : undefined);
    if (times === 3) this.tell(() => `${run.request.id}: ${words(call)}, and so on`);
    if (world.deniedUntil > world.now) {
      run.mishaps.add('denied');
      tell(() => `${run.request.id}: ${words(call)} is denied`);
      this.remember(run, 'denied');
      return step.reject(new AccessDenied('User: f is not authorized', true));
    }
    try {
      const result = carryOut(world, call, run.maker, this.invariants);
      if (call.action !== 'describe' && call.action !== 'clustersThatUse') this.somethingChanges();
      if (call.action === 'describe') this.invariants.seen(run, call.identifier);
      tell(() => `${run.request.id}: ${words(call)}${call.action === 'describe' ? found(result) : ''}`);
      this.remember(run, result === undefined ? 'nothing' : JSON.stringify(result, (_, value) => (value instanceof Map ? [...value as Map<string, string>].sort() : value as unknown)));
      step.resolve(result);
    } catch (error) {
      const refusal = error as Error;
      if (refusal.constructor.name === 'InUse') run.mishaps.add('in use');
      if (refusal.constructor.name === 'AlreadyExists' && !world.redshift.find(call.identifier)) run.mishaps.add('taken');
      tell(() => `${run.request.id}: ${words(call)} is refused: ${refusal.message}`);
      this.remember(run, refusal.message);
      step.reject(refusal);
    }
  }

  private take(run: Run, step: Step, body: string): void {
    this.remember(run, 'answered');
    this.somethingChanges();
    if (run.cannotAnswer === 'is not delivered') return step.reject(new Error('connection refused'));
    this.tell(() => `${run.request.id} is answered: ${inShort(body)}`);
    if (run.cannotAnswer === undefined || !run.answers.length) {
      run.answers.push(body);
      this.invariants.answered(run, body);
      this.cloudFormation.receive(run.request, body);
    }
    if (run.cannotAnswer) step.reject(new Error('connection lost'));
    else step.resolve(200);
  }

  /** All that a run learns is part of its history. */
  private remember(run: Run, learned: string): void {
    const { work } = run.step ?? {};
    const what = work && 'call' in work ? `${work.call.action} ${work.call.identifier}` : 'put';
    run.history = `${run.history}|${run.elapsed()} ${what} ${learned}`;
  }

  /** Whether a run asks for something for the third time since anything changed: then nothing can befall it that could not before. */
  private isRepeated(run: Run): boolean {
    const { work } = run.step!;
    return 'call' in work && (run.looks.get(this.look(work.call)) ?? 0) >= 2 && !LIMITS.some((limit) => Math.abs(run.elapsed() - limit) < 2);
  }

  private look({ action, identifier }: Call): string {
    return `${action} ${identifier} ${this.world.deniedUntil > this.world.now}`;
  }

  /** Nothing is left to do now. */
  private leap(): void {
    const { world } = this;
    const { now } = world;
    let next = Infinity;
    for (const { at } of world.timers) next = Math.min(next, at);
    for (const run of this.runs) {
      const ready = run.step && run.step.readyAt > now ? run.step.readyAt : Infinity;
      next = Math.min(next, run.nextAlarm(), run.startedAt + FUNCTION_TIMEOUT, ready);
    }
    world.now = next;
    for (const run of this.runs) {
      run.ringUntil(next);
      if (next < run.startedAt + FUNCTION_TIMEOUT) continue;
      this.invariants.outOfTime(run);
      this.kill(run);
    }
    const dueNow = world.timers.filter((timer) => timer.at <= next && timer.does !== 'deliver');
    world.timers = world.timers.filter((timer) => !dueNow.includes(timer));
    if (dueNow.length) this.somethingChanges();
    dueNow.forEach((timer) => this.happen(timer));
  }

  private happen(timer: Timer): void {
    const { world } = this;
    switch (timer.does) {
      case 'let go':
        world.redshift.removeCluster(timer.cluster);
        return this.tell(() => `${timer.cluster} does not use its certificate any more`);
      case 'go':
        world.redshift.certificates.delete(timer.stranger.toLowerCase());
        return this.tell(() => `somebody deletes ${timer.stranger}, which is his own`);
      case 'time out':
        return this.cloudFormation.timeOut(world.requests.find(({ id }) => id === timer.requestId)!);
      case 'carry out': {
        const { call } = timer;
        this.tell(() => `Redshift carries out the ${call.action} of ${call.identifier} by ${call.maker.requestId}, which was given up`);
        const late: Call = call.action === 'create' ? { action: 'create', identifier: call.identifier, tags: new Map(call.tags) } : { action: 'delete', identifier: call.identifier };
        try {
          carryOut(world, late, call.maker, this.invariants, call.wasMadeAgain ? 'made again' : 'given up');
        } catch {
          // nobody learns of it
        }
        return undefined;
      }
      case 'deliver': return undefined;
    }
  }
}

export function words(call: Call): string {
  switch (call.action) {
    case 'create': return `CreateHsmClientCertificate ${call.identifier}`;
    case 'describe': return `DescribeHsmClientCertificates ${call.identifier}`;
    case 'delete': return `DeleteHsmClientCertificate ${call.identifier}`;
    case 'createTags': return `CreateTags ${call.identifier} ${[...call.tags].map(([key, value]) => `${key}=${value}`).join(' ')}`;
    case 'deleteTags': return `DeleteTags ${call.identifier} ${call.keys.join(' ')}`;
    case 'clustersThatUse': return 'DescribeClusters';
  }
}

function found(result: unknown): string {
  const { publicKey, tags } = (result ?? {}) as { publicKey?: string; tags?: Map<string, string> };
  return publicKey ? `: ${publicKey}, ${[...tags!].map(([key, value]) => `${key}=${value}`).join(' ') || 'no tags'}` : ': none';
}

function inShort(body: string): string {
  const { Status, PhysicalResourceId, Reason, Data } = JSON.parse(body) as Record<string, string> & { Data?: Record<string, string> };
  return `${Status} ${PhysicalResourceId}${Reason ? `: ${Reason}` : ''}${Data ? ` (${Data.PublicKey})` : ''}`;
}
