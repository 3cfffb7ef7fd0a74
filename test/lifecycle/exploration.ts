import { setImmediate } from 'node:timers';
import { Violation } from './invariants';
import { notClosed } from './known-limitations';
import { beginning } from './script';
import { Simulation } from './simulation';
import { restKey, stateKey } from './state-key';
import { Budget, Circumstances, World } from './world';

/** What is explored: every schedule of a world with these circumstances, up to so many faults and operations. */
export interface Task {
  readonly circumstances: Circumstances;
  readonly budget: Readonly<Budget>;
}

/** A violation, and the way to it. */
export interface Finding extends Task {
  /** The case of the list of what is not closed that it belongs to; none if it is something else. */
  readonly notClosed?: string;
  readonly kind: string;
  /** Leads from rest to rest, and in the end to the violation. */
  readonly path: ReadonlyArray<readonly number[]>;
}

export interface Exploration {
  schedules: number;
  states: number;
  /** The first of each kind. */
  readonly findings: Finding[];
  /** How often each kind was found. */
  readonly counts: Record<string, number>;
}

export interface Options {
  /** Ends with the first violation that is not documented. */
  readonly untilViolated?: boolean;
  /** Follows on also what leads to a state that has been seen; takes very long. */
  readonly everySchedule?: boolean;
}

/** How a world at rest came about. */
interface Rest {
  readonly from?: Rest;
  /** What was chosen since then. */
  readonly choices: readonly number[];
}

/** Schedules are followed side by side, which saves turns of the event loop. */
const LANES = 16;

export async function explore(task: Task, { untilViolated = false, everySchedule = false }: Options = {}): Promise<Exploration> {
  const result: Exploration = { schedules: 0, states: 0, findings: [], counts: {} };
  const isEnough = (): boolean => untilViolated && result.findings.some(({ notClosed: name }) => name === undefined);
  const seen = everySchedule ? new NothingSeen() : new Seen();
  const waiting = new Queue();
  waiting.add({ rest: { choices: [] }, world: await beginning(task), choices: [] });
  let busy = 0;
  const follow = async ({ rest, world: before, choices: given }: Waiting): Promise<void> => {
    const choices = [...given];
    let position = 0;
    const simulation = new Simulation(before.copy(), (options, { world }) => {
      if (position < given.length) return given[position++];
      if (!seen.isNew(stateKey(simulation), world.budget)) return undefined;
      for (let other = options.length - 1; other > 0; other--) waiting.add({ rest, world: before, choices: [...choices, other] });
      choices.push(0);
      position++;
      return 0;
    });
    const end = await simulation.go();
    simulation.end();
    result.schedules++;
    if (end === 'violated') record(result, task, simulation, rest, choices);
    if (end === 'at rest' && seen.isNew(restKey(simulation.world), simulation.world.budget)) waiting.add({ rest: { from: rest, choices }, world: simulation.world, choices: [] });
  };
  await Promise.all(Array.from({ length: LANES }, async () => {
    while ((waiting.size || busy) && !isEnough()) {
      const next = waiting.next(task.circumstances);
      if (!next) {
        await new Promise(setImmediate);
        continue;
      }
      busy++;
      await follow(next);
      busy--;
    }
  }));
  result.states = seen.size;
  return result;
}

/** Tells what happens in the schedule of a finding, line by line. */
export async function tell({ path, ...task }: Finding): Promise<string[]> {
  const lines: string[] = [];
  let world = await beginning(task, (line) => lines.push(line));
  for (const choices of path) {
    let position = 0;
    const simulation = new Simulation(world.copy(), () => choices[position++], (line) => lines.push(line));
    await simulation.go();
    ({ world } = simulation);
    if (simulation.violation) lines.push(`        ${simulation.violation.words}`);
  }
  return lines;
}

function record(result: Exploration, task: Task, { violation, world }: Simulation, rest: Rest, choices: readonly number[]): void {
  const name = notClosed(violation!, world);
  const kind = name ?? outline(violation!);
  result.counts[kind] = (result.counts[kind] ?? 0) + 1;
  if (result.counts[kind] > 1) return;
  const path: Array<readonly number[]> = [choices];
  for (let one: Rest = rest; one.from; one = one.from) path.unshift(one.choices);
  result.findings.push({ ...task, kind, notClosed: name, path });
}

/** What tells kinds of violations apart. */
function outline({ invariant, request, maker, origin }: Violation): string {
  const of = request && `by a ${request.type} (${request.purpose}, ${request.status}${maker?.delivery.isRepeated ? ', once more' : ''}${maker?.delivery.isLate ? ', late' : ''}${maker && maker.delivery.attempt > 1 ? ', again' : ''})`;
  const made = origin && (origin.request ? `made by a ${origin.request.type} (${origin.request.purpose}, ${origin.request.status})` : 'made by others');
  return [`violated: ${invariant}`, of, made, origin?.kept?.as, origin?.lostItsOwner && 'without owner', origin?.wasCalledLate].filter(Boolean).join(', ');
}

/** States that have been gone on from, and with how much still to come. */
class Seen {
  private readonly states = new Map<number, number>();

  get size(): number {
    return this.states.size;
  }

  /** Whether nobody has been here with as many faults and operations still to come. */
  isNew(key: number, { faults, operations }: Budget): boolean {
    const before = this.states.get(key) ?? 0;
    for (let f = faults; f < 4; f++) for (let o = operations; o < 8; o++) if (Math.floor(before / 2 ** (8 * f + o)) % 2) return false;
    this.states.set(key, before + 2 ** (8 * faults + operations));
    return true;
  }
}

/** A schedule that is still to be followed: what is chosen first after a rest. */
interface Waiting {
  readonly rest: Rest;
  readonly world: World;
  readonly choices: readonly number[];
}

class NothingSeen extends Seen {
  override isNew(key: number, budget: Budget): boolean {
    super.isNew(key, budget);
    return true;
  }
}

/** What is still to be followed; first what has most to come, since others then find that all has been seen. */
class Queue {
  size = 0;
  private readonly byBudget: Array<Array<Waiting | { readonly rest: Rest; readonly frozen: Buffer }>> = [];

  add(one: Waiting): void {
    const { world: { budget: { faults, operations } }, choices, rest } = one;
    // There are many worlds in which nothing was chosen yet, and they have to wait for long.
    (this.byBudget[8 * faults + operations] ??= []).push(choices.length ? one : { rest, frozen: one.world.freeze() });
    this.size++;
  }

  next(circumstances: Circumstances): Waiting | undefined {
    while (this.byBudget.length) {
      const next = this.byBudget.at(-1)?.pop();
      if (next) {
        this.size--;
        return 'frozen' in next ? { rest: next.rest, world: World.thaw(circumstances, next.frozen), choices: [] } : next;
      }
      this.byBudget.pop();
    }
    return undefined;
  }
}
