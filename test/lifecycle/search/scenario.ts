import { Scheduler } from './scheduler';
import { Trace } from './tracer';
import { Violation } from '../checks/invariants';
import { createStrangers, removeByHand } from '../model/faults';
import { Budget, Circumstances, State } from '../model/state';

/** A schedule in words: at each choice the next of these happens if it can, and else everything takes its course. */
export interface Scenario {
  readonly circumstances: Circumstances;
  readonly happens: readonly string[];
}

export interface Played {
  readonly state: State;
  readonly violation?: Violation;
  readonly lines: readonly string[];
}

/** Plays a scenario, and on until nothing is to come any more if that is asked for. */
export async function play({ circumstances, happens }: Scenario, { toTheEnd = false } = {}): Promise<Played> {
  const lines: string[] = [];
  const waiting = [...happens];
  let state = first(circumstances);
  for (;;) {
    const scheduler = new Scheduler(state, (options) => {
      const index = options.findIndex(({ words }) => words() === waiting[0]);
      if (index >= 0) waiting.shift();
      return Math.max(0, index);
    }, (line) => lines.push(line));
    const end = await scheduler.go();
    scheduler.end();
    ({ state } = scheduler);
    if (end !== 'at rest') {
      if (waiting.length) throw new Error(`this cannot happen: ${waiting[0]}\n${lines.join('\n')}`);
      return { state, lines, violation: scheduler.violation };
    }
    if (!waiting.length && !toTheEnd) return { state, lines };
    if (!waiting.length) state.budget.operations = 0;
  }
}

/** The state with which an exploration begins. */
export async function beginning(
  { circumstances, budget }: { circumstances: Circumstances; budget: Readonly<Budget> }, trace?: Trace,
): Promise<State> {
  const { before } = circumstances;
  if (!before) return Object.assign(first(circumstances), { budget: { ...budget } });
  const { state, lines } = await play({ circumstances, happens: before });
  lines.forEach((line) => trace?.(line));
  const found = state.redshift.find(circumstances.deletedByHand ?? '');
  if (found) {
    removeByHand(state, found);
    trace?.(`        somebody has deleted ${found.identifier} since`);
  }
  state.budget = { ...budget };
  return state;
}

function first(circumstances: Circumstances): State {
  const { stranger } = circumstances;
  const state = new State(circumstances, { faults: 9, operations: 9 });
  if (stranger) createStrangers(state, stranger.name, stranger.hasOwner);
  if (stranger?.disappearsAfter) state.timers.push({ at: stranger.disappearsAfter, does: 'disappear', stranger: stranger.name });
  return state;
}
