import { mkdirSync, writeFileSync } from 'node:fs';
import { constants, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deploy } from './deploy';
import { start } from './start';
import { storm } from './storm';
import { synth } from './synth';
import { Workspace } from './workspace';
import { whenParentIsGone } from '../local-redshift/parent';

/** What can be measured, and how many rounds that takes unless the user wants another number. */
const PARTS = {
  synth: { measure: synth, rounds: 7 },
  start: { measure: start, rounds: 25 },
  deploy: { measure: deploy, rounds: 5 },
  storm: { measure: storm, rounds: 3 },
};

type Part = keyof typeof PARTS;

const NAMES = Object.keys(PARTS) as Part[];
const USAGE = `Usage: npm run bench [-- [${NAMES.join('] [')}] [--rounds N] [--help]]`;

const HELP = `${USAGE}

Measures this library beside what a user would pick instead, by turns in the same run, and prints medians, with the quartiles in
parentheses. Without the name of a part it measures all. What was measured is in bench/results/ afterwards.

  synth      whole processes that synthesize a stack: time, memory, bytes of template, the most certificates of a stack
  start      whole processes that load the function and finish one Create; what the bundle is made of
  deploy     deploy, update of a tag and destroy on the AWS emulator of the demo
  storm      200 Creates at once, where Redshift lets ten calls a second through

  --rounds N how often each is measured
  --help     this text

Folders in NODE_PATH come before node_modules: so other versions of aws-cdk-lib or of the SDK can be measured.
`;

const RESULTS = join(__dirname, 'results');

interface Options {
  readonly parts: readonly Part[];
  readonly rounds?: number;
  readonly help: boolean;
}

async function main(): Promise<void> {
  const { parts, help, ...given } = options();
  if (help) return console.log(HELP);
  const workspace = new Workspace(interruption());
  try {
    await workspace.bundleHandler();
    for (const part of parts) await measure(part, workspace, given.rounds);
  } finally {
    workspace.close();
  }
}

async function measure(part: Part, workspace: Workspace, given: number | undefined): Promise<void> {
  const rounds = given ?? PARTS[part].rounds;
  console.log(`\n${part}, ${rounds} round${rounds > 1 ? 's' : ''}\n`);
  const measured = await PARTS[part].measure(workspace, rounds);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${part}.json`), JSON.stringify({ cores: cpus().map(({ model }) => model), rounds, ...measured }, null, 2));
}

function options(): Options {
  const { values, positionals } = parseArgs({ options: { rounds: { type: 'string' }, help: { type: 'boolean' } }, allowPositionals: true });
  const unknown = positionals.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`There is no part '${unknown}': there are ${NAMES.join(', ')}.`);
  return { parts: positionals.length ? positionals as Part[] : NAMES, rounds: wholeNumber(values.rounds), help: values.help ?? false };
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--rounds takes a whole number from 1 to 9999; it is '${text}'.`);
  return Number(text);
}

/** Aborted when somebody wants us to end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (exitCode: number): void => {
    process.exitCode = exitCode;
    controller.abort(new Error('Stopped.'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt(128 + constants.signals[name]));
  whenParentIsGone(() => interrupt(1));
  return controller.signal;
}

function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${USAGE}` : error.message;
}

main().catch((error) => {
  console.error(errorMessage(error));
  process.exitCode ??= 1;
}).finally(() => process.exit());
