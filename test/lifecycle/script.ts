import { makeStrangers, removeByHand } from './disturbances';
import { Violation } from './invariants';
import { Simulation } from './simulation';
import { Budget, Circumstances, World } from './world';

/** A schedule in words: at each choice what is wanted next happens if it can, and else everything takes its course. */
export interface Script {
  readonly circumstances: Circumstances;
  readonly wanted: readonly string[];
}

export interface Played {
  readonly world: World;
  readonly violation?: Violation;
  readonly lines: readonly string[];
}

/** Plays a script, and on until nothing is to come any more if that is asked for. */
export async function play({ circumstances, wanted }: Script, { toTheEnd = false } = {}): Promise<Played> {
  const lines: string[] = [];
  const waiting = [...wanted];
  let world = first(circumstances);
  for (;;) {
    const simulation = new Simulation(world, (options) => {
      const index = options.findIndex(({ words }) => words() === waiting[0]);
      if (index >= 0) waiting.shift();
      return Math.max(0, index);
    }, (line) => lines.push(line));
    const end = await simulation.go();
    simulation.end();
    ({ world } = simulation);
    if (end !== 'at rest') {
      if (waiting.length) throw new Error(`this cannot happen: ${waiting[0]}\n${lines.join('\n')}`);
      return { world, lines, violation: simulation.violation };
    }
    if (!waiting.length && !toTheEnd) return { world, lines };
    if (!waiting.length) world.budget.operations = 0;
  }
}

/** The world with which an exploration begins. */
export async function beginning(
  { circumstances, budget }: { circumstances: Circumstances; budget: Readonly<Budget> }, trace?: (line: string) => void,
): Promise<World> {
  const { before } = circumstances;
  if (!before) return Object.assign(first(circumstances), { budget: { ...budget } });
  const { world, lines } = await play({ circumstances, wanted: before });
  lines.forEach((line) => trace?.(line));
  const found = world.redshift.find(circumstances.gone ?? '');
  if (found) {
    removeByHand(world, found);
    trace?.(`        somebody has deleted ${found.identifier} since`);
  }
  world.budget = { ...budget };
  return world;
}

function first(circumstances: Circumstances): World {
  const { stranger } = circumstances;
  const world = new World(circumstances, { faults: 9, operations: 9 });
  if (stranger) makeStrangers(world, stranger.name, stranger.hasOwner);
  if (stranger?.goesAfter) world.timers.push({ at: stranger.goesAfter, does: 'go', stranger: stranger.name });
  return world;
}
