import { AssertionError } from 'node:assert/strict';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { clientEnvironment, STACK } from './cdk-cli';
import { within } from './deadline';
import { LocalAws } from './local-aws';
import { prepare } from './prepare';
import { destroy, Step, STEPS } from './steps';
import { whenParentIsGone } from '../test/local/parent';

const USAGE = 'Usage: npm run demo [-- [--port N] [--keep] [--help]]';

const HELP = `${USAGE}

Takes an HSM client certificate through its life with the real CDK CLI and the real function, on an AWS emulator and a local
stand-in for Redshift. It needs Python 3.10 or later, talks to no AWS account, and keeps all its files in .demo/ of this folder.

  --port N   the port of the emulator, rather than a free one
  --keep     do not destroy the stack at the end, but keep everything up until Ctrl-C
  --help     this text
`;

interface Options {
  readonly port?: number;
  readonly keep: boolean;
  readonly help: boolean;
}

/** Why the demo ends early: somebody wants it to. */
class Interruption extends Error {
  constructor(readonly exitCode: number) {
    super('Stopped.');
  }
}

async function main(): Promise<void> {
  const given = options();
  if (given.help) return console.log(HELP);
  if (process.platform === 'win32') throw new Error('The demo runs on Linux and macOS; on Windows use the Windows Subsystem for Linux.');
  const signal = interruption();
  try {
    await show(given, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error; // not what the interruption made of the work
  }
}

async function show({ keep, port }: Options, signal: AbortSignal): Promise<void> {
  const started = Date.now();
  const { environment } = await prepare(signal, console.log);
  const aws = await LocalAws.start({ environment, port, signal, onCommand: (command) => say(`$ ${command}`) });
  try {
    console.log(`AWS emulator: ${aws.emulator.url}\nRedshift: ${aws.redshift.url}`);
    const steps = keep ? STEPS.filter((step) => step !== destroy) : STEPS;
    for (const [index, step] of steps.entries()) await take(step, `${index + 1}/${steps.length}`, aws, signal);
    console.log(`\nAll ${steps.length} steps went as they should, in ${seconds(started)} with everything before.`);
    if (keep) await keepUntilInterrupted(aws, signal);
  } finally {
    await aws.stop();
  }
}

function options(): Options {
  const { values } = parseArgs({ options: { port: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean' } } });
  return { port: values.port === undefined ? undefined : portNumber(values.port), keep: values.keep ?? false, help: values.help ?? false };
}

function portNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(number >= 1 && number <= 65535)) throw new Error(`--port takes a whole number from 1 to 65535; it is '${text}'.`);
  return number;
}

async function take(step: Step, number: string, aws: LocalAws, signal: AbortSignal): Promise<void> {
  const started = Date.now();
  console.log(`\n[${number}] ${step.title}`);
  try {
    say(`\n${await within(step.seconds, signal, (untilThen) => step.take(aws, untilThen))}\n`);
    say(`(${seconds(started)})`);
  } catch (error) {
    throw new Error(`\nThis step failed after ${seconds(started)}. ${sentence(error)}\n\n${aws.emulator.lastWords}`);
  }
}

async function keepUntilInterrupted(aws: LocalAws, signal: AbortSignal): Promise<void> {
  const environment = { ...clientEnvironment(aws.emulator.url), AWS_ENDPOINT_URL_REDSHIFT: aws.redshift.url, ...aws.cdk.environment };
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  console.log(`
The stack is deployed, and everything stays up until Ctrl-C. To try it, in another terminal and in this folder:

unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
${exports.join('\n')}

With the AWS CLI, if you have it:

aws redshift describe-hsm-client-certificates
aws cloudformation describe-stacks --stack-name ${STACK} --output text \\
  --query "Stacks[0].Outputs[?starts_with(OutputKey, 'CertificatePublicKey')].OutputValue"
aws logs filter-log-events --query 'events[].[message]' --output text \\
  --log-group-name "$(aws logs describe-log-groups --query 'logGroups[0].logGroupName' --output text)"

With the CDK CLI and the app in demo/app.ts:

cd demo
npx cdk diff -c stage=test
npx cdk deploy -c stage=test -c identifier=my-certificate
npx cdk destroy --force`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  console.log('\nStopped.');
}

/** Aborted when somebody wants us to end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (exitCode: number): void => controller.abort(new Interruption(exitCode)); // again and again changes nothing
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt(128 + constants.signals[name]));
  process.stdout.on('error', () => interrupt(1)); // nobody reads any more
  process.stderr.on('error', () => interrupt(1));
  whenParentIsGone(() => interrupt(1));
  return controller.signal;
}

function say(text: string): void {
  console.log(text.replace(/^(?=.)/gm, '  '));
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** What went wrong, for the user; a stack trace only where it is our own mistake. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${USAGE}`;
  return error.constructor === Error || error instanceof AssertionError || error instanceof Interruption ? error.message : String(error.stack);
}

main().catch((error) => {
  console.error(sentence(error));
  process.exitCode = error instanceof Interruption ? error.exitCode : 1;
}).finally(() => process.exit());
