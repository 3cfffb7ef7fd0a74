import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { describeBounds, SHORT, WHOLE } from './search/bounds';
import { ExplorationReport, wordsOfRandom } from './search/report';
import { exploreAll, exploreAllRandomly, workerCode } from './search/workers';

/* Explores what can become of a certificate, and prints what it finds: README.md says how, and what the model leaves out. */

const HELP = `Explores what can become of a certificate, and exits with 1 if one violates an invariant.

  npm run explore                            every schedule up to the bound: some minutes
      [--short]                              up to a lower bound: half a minute
  npm run explore -- --random                random schedules beyond it, for a minute
      [--seconds N]                          for so long
      [--seed N]                             from this seed on: what was found with it before comes first
`;

async function main(): Promise<number> {
  const { help, short, random, seed, seconds } = options(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const code = await workerCode();
  const workers = availableParallelism();
  if (random) return exploreRandomly(code, workers, seed, seconds);
  const report = new ExplorationReport();
  await exploreAll(code, short ? SHORT : WHOLE, workers, (bounds, result) => {
    report.add(result);
    const { schedules, states, seconds: time } = result;
    console.log(`${padded(schedules, 8)} schedules, ${padded(states, 7)} states, ${padded(time, 4)} seconds: ${describeBounds(bounds)}`);
  });
  console.log(report.words());
  return report.isGood ? 0 : 1;
}

function padded(figure: number, width: number): string {
  return figure.toFixed(0).padStart(width);
}

/** The first worker begins with the seed that is given, so that it finds again what was found with it. */
async function exploreRandomly(code: string, workers: number, seed = Math.floor(Math.random() * 2 ** 31), seconds = 60): Promise<number> {
  const explorations = await exploreAllRandomly(code, seed, workers, seconds);
  console.log(wordsOfRandom(seed, explorations));
  return explorations.some(({ told }) => told) ? 1 : 0;
}

function options(args: string[]): { help?: boolean; short?: boolean; random?: boolean; seed?: number; seconds?: number } {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      short: { type: 'boolean' },
      random: { type: 'boolean' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
    },
  });
  const { help, short, random } = values;
  if (short && random) throw new Error('--short is not for --random');
  const [seed, seconds] = (['seed', 'seconds'] as const).map((name) => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (!random && !help) throw new Error(`--${name} is for --random`);
    if (!/^\d{1,10}$/.test(value) || (name === 'seconds' && Number(value) === 0)) throw new Error(`--${name} is ${value}: it takes a whole number`);
    return Number(value);
  });
  return { help, short, random, seed, seconds };
}

main().then((status) => { process.exitCode = status; }, (error: Error) => {
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
});
