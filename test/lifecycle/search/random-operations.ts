import fc from 'fast-check';
import { BETWEEN_OPERATIONS, Scheduler } from './scheduler';
import { Trace } from './tracer';
import { Violation } from '../checks/invariants';
import { knownLimitation } from '../checks/known-limitations';
import { CloudFormation, Operation, Rollback } from '../model/cloudformation';
import { createStrangers } from '../model/faults';
import { Option } from '../model/option';
import { Circumstances, Properties, Stack, Template, State } from '../model/state';

/* Beyond the bound: several resources in a stack, several stacks with equal paths in one account, longer lives, more faults. */

/** Stacks of different names, whose constructs have equal paths. A stack that is deleted may be created again under its name. */
const STACK_NAMES = ['app', 'other'];
const LOGICAL_IDS = ['Certificate', 'Spare'];
const GIVEN = ['alpha', 'beta', 'Alpha', 'gamma'];
const TAGS = [[], [{ Key: 'team', Value: 'data' }, { Key: 'stage', Value: 'test' }], [{ Key: 'team', Value: 'security' }]];

/** A command ends after so many things have happened, whatever goes on still. */
const LONGEST_COMMAND = 5_000;

/** Which of several things happens, where otherwise everything takes its course. */
interface Diversion {
  /** So many choices after the one before. */
  readonly after: number;
  readonly which: number;
}

interface Wish {
  readonly isAbsent: boolean;
  readonly name: number;
  readonly tags: number;
}

/** The state, as long as no violation is found in it. */
export interface Scene {
  scheduler: Scheduler;
  diversions: Diversion[];
  until: number;
  end?: Violation;
}

export function beginning(circumstances: Circumstances, trace?: Trace): Scene {
  const state = new State(circumstances, { faults: Infinity, operations: Infinity });
  if (circumstances.stranger) createStrangers(state, circumstances.stranger.name, circumstances.stranger.hasOwner);
  const scene: Scene = { diversions: [], until: 0 } as unknown as Scene;
  scene.scheduler = new Scheduler(state, (options) => choose(scene, options), trace, () => []);
  return scene;
}

/** Everything takes its course, until the next diversion. */
function choose(scene: Scene, options: readonly Option[]): number {
  const [next] = scene.diversions;
  if (!next || scene.until-- > 0) return 0;
  scene.diversions = scene.diversions.slice(1);
  scene.until = scene.diversions[0]?.after ?? 0;
  return next.which % options.length;
}

abstract class Command implements fc.AsyncCommand<object, Scene, true> {
  constructor(protected readonly diversions: readonly Diversion[]) {}

  async check(): Promise<boolean> {
    return true;
  }

  async run(_: object, scene: Scene): Promise<void> {
    if (scene.end) return;
    scene.diversions = [...this.diversions];
    scene.until = this.diversions[0]?.after ?? 0;
    await this.happen(scene);
    const { violation, state } = scene.scheduler;
    if (!violation) return;
    scene.end = violation;
    if (knownLimitation(violation, state) === undefined) throw new Error(`${violation.invariant}: ${violation.words}`);
  }

  abstract toString(): string;

  protected abstract happen(scene: Scene): Promise<void>;

  /** The state goes on while the condition holds, or until nothing goes on in it. */
  protected async go(scene: Scene, isWanted: () => boolean): Promise<void> {
    const { scheduler } = scene;
    for (let turns = 0; turns < LONGEST_COMMAND; turns++) {
      await scheduler.everythingGoesOn();
      if (scheduler.violation || !isWanted()) return;
      if (scheduler.isAtRest()) {
        scheduler.rest();
        if (scheduler.violation || !scheduler.state.timers.length) return;
      }
      scheduler.turn();
    }
  }
}

/** The user deploys or deletes a stack, and waits for the end of it or not. */
class Operate extends Command {
  constructor(
    private readonly stack: number, private readonly what: 'deploy' | 'delete' | 'go on', private readonly wishes: readonly Wish[],
    private readonly rollback: Rollback, private readonly retained: boolean, private readonly isWaitedFor: boolean,
    diversions: readonly Diversion[],
  ) {
    super(diversions);
  }

  toString(): string {
    return `${this.what} ${STACK_NAMES[this.stack]}`;
  }

  protected async happen(scene: Scene): Promise<void> {
    const { scheduler } = scene;
    const { state, cloudFormation } = scheduler;
    const name = STACK_NAMES[this.stack];
    const isBusy = (): boolean => cloudFormation.operations.some(({ stack }) => stack.name === name);
    const isTooSoon = (): boolean => state.now < state.idleSince + BETWEEN_OPERATIONS;
    await this.go(scene, () => isBusy() || isTooSoon());
    if (scheduler.violation || isBusy()) return;
    if (isTooSoon()) state.now = state.idleSince + BETWEEN_OPERATIONS;
    this.begin(state, cloudFormation, name);
    if (this.isWaitedFor) await this.go(scene, isBusy);
  }

  private begin(state: State, cloudFormation: CloudFormation, name: string): void {
    const stack = state.stacks.filter((one) => one.name === name).at(-1);
    if (!stack || stack.status === 'DELETE_COMPLETE') {
      if (this.what !== 'deploy') return;
      const made = cloudFormation.newStack(name);
      const template = this.template(made);
      return cloudFormation.begin(made, `creates the stack ${name} (${made.uuid}) with ${inWords(template)}`, async (operation) => cloudFormation.create(operation, template), this.rollback);
    }
    const does = (words: string, work: (operation: Operation) => Promise<void>, rollback?: Rollback): void =>
      cloudFormation.begin(stack, `${words} (stack ${name}, ${stack.uuid})`, work, rollback);
    const deletes = (retained: boolean): void => does(`deletes the stack${retained ? ', and retains what is left' : ''}`, async (operation) => cloudFormation.delete(operation, retained));
    if (this.what === 'delete') return deletes(this.retained && ['DELETE_FAILED', 'ROLLBACK_FAILED'].includes(stack.status));
    switch (stack.status) {
      case 'COMPLETE': {
        const template = this.template(stack);
        const isReplacement = stack.resources.some(({ logicalId, properties }) =>
          template.has(logicalId) && template.get(logicalId)!.Identifier !== properties.Identifier);
        return does(`deploys ${inWords(template)}${this.retained ? ', and retains what is not in it any more' : ''}`,
          async (operation) => cloudFormation.update(operation, template, { retained: this.retained }), isReplacement ? 'enabled' : this.rollback);
      }
      case 'FAILED':
        if (this.what === 'go on') return does('rolls back', async (operation) => cloudFormation.rollBack(operation));
        return does('deploys the same again', async (operation) => cloudFormation.update(operation, new Map(stack.resources
          .filter(({ logicalId }) => LOGICAL_IDS.includes(logicalId)).map(({ logicalId, properties }) => [logicalId, properties]))), 'disabled');
      case 'UPDATE_ROLLBACK_FAILED': return does(`continues the rollback${this.retained ? ', and skips what fails' : ''}`, async (operation) => {
        if (this.retained) cloudFormation.skip(operation);
        await cloudFormation.rollBack(operation);
      });
      case 'ROLLBACK_FAILED':
      case 'DELETE_FAILED': return deletes(this.retained);
    }
  }

  /** No two certificates of a stack have the same name. */
  private template(stack: Stack): Template {
    const taken = new Set<string>();
    return new Map(LOGICAL_IDS.flatMap((logicalId, index): Array<[string, Properties]> => {
      const { isAbsent, name, tags } = this.wishes[index];
      const names = [...GIVEN, `${stack.name}-${logicalId.toLowerCase()}-${stack.uuid}`];
      const Identifier = names[name % names.length];
      if (isAbsent || taken.has(Identifier.toLowerCase())) return [];
      taken.add(Identifier.toLowerCase());
      return [[logicalId, { Identifier, Tags: TAGS[tags % TAGS.length] }]];
    }));
  }
}

/** Time passes. */
class Wait extends Command {
  constructor(private readonly minutes: number, diversions: readonly Diversion[]) {
    super(diversions);
  }

  toString(): string {
    return `wait ${this.minutes} minutes`;
  }

  protected async happen(scene: Scene): Promise<void> {
    const { state } = scene.scheduler;
    const until = state.now + this.minutes * 60_000;
    await this.go(scene, () => state.now < until);
    if (scene.scheduler.isAtRest() && !state.timers.length) state.now = Math.max(state.now, until);
  }
}

/** All stacks are deleted, and everything comes to its end. */
export class End extends Command {
  constructor() {
    super([]);
  }

  toString(): string {
    return 'the end';
  }

  protected async happen(scene: Scene): Promise<void> {
    const { state, cloudFormation } = scene.scheduler;
    await this.go(scene, () => true);
    for (const retained of [false, true]) {
      for (const stack of state.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')) {
        if (scene.scheduler.violation) return;
        if (!retained || ['DELETE_FAILED', 'ROLLBACK_FAILED'].includes(stack.status)) {
          cloudFormation.begin(stack, `deletes the stack ${stack.name}${retained ? ', and retains what is left' : ''}`, async (operation) => cloudFormation.delete(operation, retained));
        }
        await this.go(scene, () => true);
      }
    }
  }
}

const diversion = fc.record({ after: fc.nat(12), which: fc.nat(60) });
const diversions = fc.array(diversion, { maxLength: 4 });
const wish = fc.record({ isAbsent: fc.integer({ min: 0, max: 3 }).map((n) => n === 3), name: fc.nat(4), tags: fc.nat(2) });

export const commands = fc.commands<object, Scene, true>([
  fc.tuple(
    fc.nat(STACK_NAMES.length - 1), fc.constantFrom('deploy', 'deploy', 'deploy', 'delete', 'go on'), fc.tuple(wish, wish),
    fc.constantFrom<Rollback>('enabled', 'enabled', 'either'), fc.boolean(), fc.boolean(), diversions,
  ).map(([stack, what, wishes, rollback, retained, isNotWaitedFor, ofIt]) => new Operate(stack, what as 'deploy', wishes, rollback, retained, !isNotWaitedFor, ofIt)),
  fc.tuple(fc.constantFrom(1, 5, 20), diversions).map(([minutes, ofIt]) => new Wait(minutes, ofIt)),
], { maxCommands: 14, size: '+1' });

export const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  redshift: fc.constantFrom({}, { identifiersAreKept: 'in lower case' as const }),
  deleteCarries: fc.constantFrom('the properties of its own time' as const, 'the latest properties' as const),
  failedCreatesAreDeleted: fc.constantFrom('first' as const, 'last' as const),
  stranger: fc.option(fc.record({ name: fc.constantFrom('alpha', 'beta', 'app-certificate-life1'), hasOwner: fc.constant(true) }), { nil: undefined }),
});

function inWords(template: Template): string {
  return [...template].map(([logicalId, { Identifier }]) => `${logicalId} ${Identifier}`).join(', ') || 'nothing';
}
