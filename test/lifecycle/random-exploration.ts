import fc from 'fast-check';
import { notClosed } from './not-closed';
import { beginning, circumstances, commands, End, Scene } from './random';

export interface RandomExploration {
  readonly seed: number;
  readonly schedules: number;
  /** How often each case of what is not closed was found. */
  readonly counts: Record<string, number>;
  /** The shortest schedule that violates an invariant, as it happens. */
  readonly told?: string[];
}

/** Tries random schedules until the time is over or one violates an invariant, and looks for the shortest such. */
export async function exploreRandomly(seed: number, seconds: number): Promise<RandomExploration> {
  const counts: Record<string, number> = {};
  let schedules = 0;
  const live = async (scene: Scene, cmds: Iterable<fc.AsyncCommand<object, Scene, true>>): Promise<void> => {
    await fc.asyncModelRun(() => ({ model: {}, real: scene }), cmds);
    await new End().run({}, scene);
  };
  const property = fc.asyncProperty(circumstances, commands, async (given, cmds) => {
    const scene = beginning(given);
    schedules++;
    await live(scene, cmds);
    const name = scene.end && notClosed(scene.end, scene.simulation.world);
    if (name) counts[name] = (counts[name] ?? 0) + 1;
  });
  const { counterexample } = await fc.check(property, {
    seed, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false,
  });
  if (!counterexample) return { seed, schedules, counts };
  const told: string[] = [];
  const scene = beginning(counterexample[0], (line) => told.push(line));
  await live(scene, counterexample[1]).catch(() => { /* it is what is told */ });
  const { violation } = scene.simulation;
  return { seed, schedules, counts, told: [...told, `        ${violation?.invariant}: ${violation?.words}`] };
}
