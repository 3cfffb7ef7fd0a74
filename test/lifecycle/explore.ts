import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { describeTask, WHOLE } from './plan';
import { ExplorationReport, wordsOfRandom } from './report';
import { exploreAll, exploreAllRandomly, workerCode } from './workers';

/*
 * Explores what can become of a certificate: a model of CloudFormation and Lambda drives the handler's own code, in-process and on a
 * virtual clock, against the rules and the state of the local Redshift endpoint, through every schedule of events up to a bound.
 *
 * - `world.ts` is the state of everything outside the function, and can be copied. `simulation.ts` lets it go on, one thing at a time;
 *   whenever several things can happen next, somebody else chooses. `exploration.ts` chooses everything, one after the other, and does not
 *   follow a schedule on from a state that it has seen (`state-key.ts`). `plan.ts` says up to which bound.
 * - `run.ts` is a run of the function, `redshift.ts` what its calls do, `cloudformation.ts` and the retries in `simulation.ts` are who calls it.
 *   `user.ts` says what a user can do, `disturbances.ts` what can go wrong.
 * - `invariants.ts` says what must hold after every step; `not-closed.ts` which violations are known, documented, and not closed.
 * - `random.ts` goes beyond the bound: several resources and stacks, longer lives, more faults.
 *
 * What the model leaves out: calls take no time unless something happens to them, so that time passes only while everybody waits. Where a
 * run asks for the same thing for the third time and nothing has changed, nothing befalls it, but at the times at which the handler ends
 * something (15, 60, 90, 105 and 240 seconds). A user, or a pipeline, needs 15 seconds from the end of an operation to the next. A call that
 * was given up is carried out within 15 seconds or never. A certificate without an owner tag whose name is a generated one of the stack
 * counts as the stack's. Replacements in a deployment without rollback are refused, and do not occur. A retained certificate is one that is
 * retained when it leaves its stack, or with the stack: templates have no DeletionPolicy. A schedule ends with its first violation, also if it
 * is one of the cases that are known.
 */

const HELP = `Explores the lives of a certificate, and exits with 1 if one violates an invariant.

  npm run explore                            every schedule up to the bound: some minutes
  npm run explore -- --random                random schedules beyond it, for a minute
      [--seconds N]                          for so long
      [--seed N]                             from this seed on: what an earlier run found with it comes first
`;

async function main(): Promise<number> {
  const { help, random, seed, seconds } = options(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const code = await workerCode();
  const workers = availableParallelism();
  if (random) return exploreRandomly(code, workers, seed, seconds);
  const report = new ExplorationReport();
  await exploreAll(code, WHOLE, workers, (task, result) => {
    report.add(result);
    console.log(`${String(result.schedules).padStart(8)} schedules, ${String(result.states).padStart(7)} states, ${result.seconds.toFixed(0).padStart(4)} seconds: ${describeTask(task)}`);
  });
  console.log(report.words());
  return report.isGood ? 0 : 1;
}

/** The first worker begins with the seed that is given, so that it finds again what was found with it. */
async function exploreRandomly(code: string, workers: number, seed = Math.floor(Math.random() * 2 ** 31), seconds = 60): Promise<number> {
  const explorations = await exploreAllRandomly(code, seed, workers, seconds);
  console.log(wordsOfRandom(seed, explorations));
  return explorations.some(({ told }) => told) ? 1 : 0;
}

function options(args: string[]): { help?: boolean; random?: boolean; seed?: number; seconds?: number } {
  const { values } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h' }, random: { type: 'boolean' }, seed: { type: 'string' }, seconds: { type: 'string' } },
  });
  const { help, random } = values;
  const [seed, seconds] = (['seed', 'seconds'] as const).map((name) => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (!random && !help) throw new Error(`--${name} is for --random`);
    if (!/^\d{1,10}$/.test(value) || (name === 'seconds' && Number(value) === 0)) throw new Error(`--${name} is ${value}: it takes a whole number`);
    return Number(value);
  });
  return { help, random, seed, seconds };
}

main().then((status) => { process.exitCode = status; }, (error: Error) => {
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
});
