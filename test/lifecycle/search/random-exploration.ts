import fc from 'fast-check';
import { beginning, circumstances, commands, End, Scene } from './random-operations';
import { knownLimitation } from '../checks/known-limitations';
import { Circumstances } from '../model/state';

type Commands = Iterable<fc.AsyncCommand<object, Scene, true>>;

export interface RandomExploration {
  /** The last one that was tried. */
  readonly seed: number;
  readonly schedules: number;
  /** How often each known limitation was found. */
  readonly counts: Record<string, number>;
  /** The shortest schedule that violates an invariant, as it happens. */
  readonly told?: string[];
}

/** Schedules of one seed. It is tried to its end whatever the time, so that it comes to the same on every machine. */
const SCHEDULES_OF_A_SEED = 200;

/** Tries random schedules, seed by seed, until the time is over or one violates an invariant, and looks for the shortest such. */
export async function exploreRandomly(firstSeed: number, step: number, seconds: number): Promise<RandomExploration> {
  const counts: Record<string, number> = {};
  let schedules = 0;
  const property = fc.asyncProperty(circumstances, commands, async (given, cmds) => {
    const scene = beginning(given);
    schedules++;
    await live(scene, cmds);
    const name = scene.end && knownLimitation(scene.end, scene.scheduler.state);
    if (name) counts[name] = (counts[name] ?? 0) + 1;
  });
  const end = performance.now() + seconds * 1000;
  for (let seed = firstSeed; ; seed += step) {
    const { counterexample } = await fc.check(property, { seed, numRuns: SCHEDULES_OF_A_SEED });
    if (counterexample) return { seed, schedules, counts, told: await tell(...counterexample) };
    if (performance.now() >= end) return { seed, schedules, counts };
  }
}

/** All that happens to a scene, until nothing is left. */
async function live(scene: Scene, cmds: Commands): Promise<void> {
  await fc.asyncModelRun(() => ({ model: {}, real: scene }), cmds);
  await new End().run({}, scene);
}

async function tell(given: Circumstances, cmds: Commands): Promise<string[]> {
  const lines: string[] = [];
  const scene = beginning(given, (line) => lines.push(line));
  await live(scene, cmds).catch(() => { /* it is what is told */ });
  const { violation } = scene.scheduler;
  return [...lines, `        ${violation?.invariant}: ${violation?.words}`];
}
