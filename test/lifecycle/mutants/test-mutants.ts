import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, Plugin } from 'esbuild';
import { applied, Mutant, MUTANTS } from './mutants';
import { MUTANT_VARIABLE } from './mutating-transformer';
import { SHORT } from '../search/bounds';
import { ExplorationReport } from '../search/report';
import { BoundsReport, withWorker, workerCode } from '../search/workers';

/*
 * Makes one mistake after the other in the handler, and shows that the explorer or the tests of the handler notice it. The explorer comes
 * first: it is given the mutant as it is bundled. What it does not notice, and need not, is given to the tests, as Jest reads the handler.
 * Nothing is written to lambda/.
 */

const ROOT = resolve(__dirname, '..', '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'cdk-redshift-hsm');

/** A mutant may make the handler go on for ever. */
const LONGEST = 120_000;

async function main(): Promise<number> {
  const waiting = chosen(process.argv.slice(2));
  const { length } = waiting;
  const transformer = join(CACHE, 'mutating-transformer.cjs');
  mkdirSync(CACHE, { recursive: true });
  buildSync({ entryPoints: [join(__dirname, 'mutating-transformer.ts')], bundle: true, platform: 'node', outfile: transformer, external: ['esbuild'], logLevel: 'error' });

  const wrong = await explored() ?? await tested(transformer);
  if (wrong) throw new Error(`without any mutant it should find nothing, and finds: ${wrong}`);

  const survivors: string[] = [];
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const noticed = await explored(mutant) ?? (mutant.isForExploration ? undefined : await tested(transformer, mutant));
      if (!noticed) survivors.push(mutant.name);
      console.log(`${noticed ? 'caught  ' : 'SURVIVED'}  ${mutant.name.padEnd(72)}${noticed ?? ''}`);
    }
  }));
  console.log(`\n${length} mutants, ${survivors.length} survived${survivors.length ? `: ${survivors.join('; ')}` : ''}`);
  return survivors.length ? 1 : 0;
}

/** Those whose names have one of these words in them; all if there are none. */
function chosen(words: readonly string[]): Mutant[] {
  const some = MUTANTS.filter(({ name }) => !words.length || words.some((word) => name.includes(word)));
  if (!some.length) throw new Error(`no mutant is called ${words.join(' or ')}. Usage: npm run test:mutants [-- <part of a name> ...]`);
  return some;
}

/** What the explorer finds, in a few words. */
async function explored(mutant?: Mutant): Promise<string | undefined> {
  const code = await workerCode(mutant && [mutating(mutant)]);
  const report = new ExplorationReport();
  return withWorker(code, async (ask) => {
    for (const bounds of SHORT) {
      const result = await Promise.race([ask<BoundsReport>({ bounds, untilViolated: true }), timeOver()]);
      if (result === undefined) return 'explorer: it does not come to an end';
      report.add(result);
      if (report.violations) return `explorer: ${report.kinds[0]}`;
    }
    return report.unreached.length ? `explorer: not reached any more: ${report.unreached[0]}` : undefined;
  }).catch((error: Error) => `explorer: ${error.message}`);
}

/** What the tests find. */
async function tested(transformer: string, mutant?: Mutant): Promise<string | undefined> {
  const config = {
    rootDir: ROOT,
    roots: ['<rootDir>/test/lambda'],
    testMatch: ['<rootDir>/test/lambda/*/*.test.ts'],
    transform: { '\\.ts$': transformer },
  };
  const args = [join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--config', JSON.stringify(config), '--bail', '--runInBand', '--colors=false'];
  const jest = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, [MUTANT_VARIABLE]: mutant?.name ?? '' }, stdio: ['ignore', 'ignore', 'pipe'], timeout: LONGEST });
  let output = '';
  jest.stderr.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const status = await new Promise((done) => jest.on('close', done));
  if (status === 0) return undefined;
  return `tests: ${/● (.*)/.exec(output)?.[1] ?? 'they do not come to an end'}`;
}

function mutating(mutant: Mutant): Plugin {
  return {
    name: 'mutant',
    setup: ({ onLoad }) => {
      onLoad({ filter: new RegExp(`lambda/${mutant.file.replace(/\./g, '\\.')}$`) }, ({ path }) => ({ contents: applied(mutant, readFileSync(path, 'utf8')), loader: 'ts' }));
    },
  };
}

async function timeOver(): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), LONGEST).unref());
}

main().then((status) => { process.exitCode = status; }, (error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
