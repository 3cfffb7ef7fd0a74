import { setImmediate } from 'node:timers';
import { EveryState, Queue, Rest, SeenStates, Waiting } from './queue';
import { beginning } from './scenario';
import { Scheduler } from './scheduler';
import { restKey, stateKey } from './state-key';
import { Violation } from '../checks/invariants';
import { knownLimitation } from '../checks/known-limitations';
import { Budget, Circumstances } from '../model/state';

/** What is explored: every schedule of a state with these circumstances, up to so many faults and operations. */
export interface Bounds {
  readonly circumstances: Circumstances;
  readonly budget: Readonly<Budget>;
}

/** A violation, and the way to it. */
export interface Finding extends Bounds {
  /** The known limitation that it is; none if it is something else. */
  readonly knownLimitation?: string;
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

/** Schedules are followed side by side, which saves turns of the event loop. */
const LANES = 16;

export async function explore(bounds: Bounds, { untilViolated = false, everySchedule = false }: Options = {}): Promise<Exploration> {
  const result: Exploration = { schedules: 0, states: 0, findings: [], counts: {} };
  const isEnough = (): boolean => untilViolated && result.findings.some(({ knownLimitation: name }) => name === undefined);
  const seen = everySchedule ? new EveryState() : new SeenStates();
  const waiting = new Queue();
  waiting.add({ rest: { choices: [] }, state: await beginning(bounds), choices: [] });
  let busy = 0;
  const follow = async ({ rest, state: before, choices: given }: Waiting): Promise<void> => {
    const choices = [...given];
    let position = 0;
    const scheduler = new Scheduler(before.copy(), (options) => {
      if (position < given.length) return given[position++];
      if (!seen.isNew(stateKey(scheduler), scheduler.state.budget)) return undefined;
      for (let other = options.length - 1; other > 0; other--) waiting.add({ rest, state: before, choices: [...choices, other] });
      choices.push(0);
      position++;
      return 0;
    });
    const end = await scheduler.go();
    scheduler.end();
    result.schedules++;
    if (end === 'violated') record(result, bounds, scheduler, rest, choices);
    const { state } = scheduler;
    if (end === 'at rest' && seen.isNew(restKey(state), state.budget)) waiting.add({ rest: { from: rest, choices }, state, choices: [] });
  };
  await Promise.all(Array.from({ length: LANES }, async () => {
    while ((waiting.size || busy) && !isEnough()) {
      const next = waiting.next(bounds.circumstances);
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
export async function tell({ path, ...bounds }: Finding): Promise<string[]> {
  const lines: string[] = [];
  let state = await beginning(bounds, (line) => lines.push(line));
  for (const choices of path) {
    let position = 0;
    const scheduler = new Scheduler(state.copy(), () => choices[position++], (line) => lines.push(line));
    await scheduler.go();
    ({ state } = scheduler);
    if (scheduler.violation) lines.push(`        ${scheduler.violation.words}`);
  }
  return lines;
}

function record(result: Exploration, bounds: Bounds, { violation, state }: Scheduler, rest: Rest, choices: readonly number[]): void {
  const name = knownLimitation(violation!, state);
  const kind = name ?? outline(violation!);
  result.counts[kind] = (result.counts[kind] ?? 0) + 1;
  if (result.counts[kind] > 1) return;
  const path: Array<readonly number[]> = [choices];
  for (let one: Rest = rest; one.from; one = one.from) path.unshift(one.choices);
  result.findings.push({ ...bounds, kind, knownLimitation: name, path });
}

/** What tells kinds of violations apart. */
function outline({ invariant, request, caller, origin }: Violation): string {
  const { isDuplicate, isLate, attempt = 1 } = caller?.delivery ?? {};
  const delivered = [isDuplicate && 'duplicate', isLate && 'late', attempt > 1 && 'retried'];
  const of = request && `by a ${request.type} (${[request.purpose, request.status, ...delivered].filter(Boolean).join(', ')})`;
  const by = origin?.request ? `a ${origin.request.type} (${origin.request.purpose}, ${origin.request.status})` : 'others';
  return [
    `violated: ${invariant}`, of, origin && `created by ${by}`, origin?.kept?.as, origin?.lostItsOwner && 'without owner', origin?.carriedOutLate,
  ].filter(Boolean).join(', ');
}
