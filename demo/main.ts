import { AssertionError } from 'node:assert/strict';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { clientEnvironment, STACK } from './cdk-cli';
import { within } from './deadline';
import { writeEnvFile } from './env-file';
import { LocalAws } from './local-aws';
import { prepare } from './prepare';
import { screen, secondsSince } from './screen';
import { STEPS } from './steps';
import { destroy } from './steps/stack';
import type { Step } from './steps/step';
import { aside, heading, success } from './style';
import { INDENT, indented, wrapped } from './wrapped';
import { whenParentIsGone } from '../local-redshift/parent';

const USAGE = 'Usage: npm run demo [-- [--port N] [--keep] [--help]]';

const HELP = `${USAGE}

Takes an HSM client certificate and an HSM configuration through their lives with the real CDK CLI and the real function, on an
AWS emulator and a local stand-in for Redshift. It needs Python 3.10 or later, talks to no AWS account, and keeps all its files in .demo/ of this folder.

  --port N   the port of the emulator, rather than a free one
  --keep     do not destroy the stack at the end, but keep everything up until Ctrl-C
  --help     this text
`;

interface Options {
  readonly port?: number;
  readonly keep: boolean;
  readonly help: boolean;
}

const TO_TRY = `
The stack is deployed, and everything stays up until Ctrl-C.

To try it, open another terminal in this folder and tell it where AWS is. This
is for bash and zsh; in a plain sh it is \`. .demo/env\`:

  source .demo/env

With the AWS CLI, if you have it:

  aws redshift describe-hsm-client-certificates
  aws redshift describe-hsm-configurations
  aws cloudformation describe-stacks --stack-name ${STACK} --output text \\
    --query "Stacks[0].Outputs[?contains(OutputKey, 'PublicKey')].OutputValue"
  aws logs filter-log-events --query 'events[].[message]' --output text \\
    --log-group-name "$(aws logs describe-log-groups --output text \\
      --query 'logGroups[0].logGroupName')"

With the CDK CLI and the app in demo/app.ts:

  cd demo
  npx cdk diff -c stage=test
  npx cdk deploy -c stage=test -c identifier=my-certificate --yes
  npx cdk destroy --force

In one thing the emulator is not like CloudFormation: if a certificate cannot
be deleted, it deletes the function all the same, so that no further deletion
can succeed, whatever the message advises. Delete the stack without it then,
and the certificate by itself:

  aws cloudformation delete-stack --stack-name ${STACK} \\
    --retain-resources <the logical id that the message names>
  aws redshift delete-hsm-client-certificate \\
    --hsm-client-certificate-identifier <its identifier>`;

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
  const { environment } = await prepare(signal, screen);
  screen.say('Starting the AWS emulator');
  const cdk = { columns: screen.columns - INDENT.length, progress: screen };
  const aws = await screen.during(() => LocalAws.start({ environment, port, signal, cdk }));
  try {
    screen.say(`AWS emulator: ${aws.emulator.url}\nRedshift: ${aws.redshift.url}`);
    const [preparation, prepared, steps] = [secondsSince(started), Date.now(), keep ? STEPS.filter((step) => step !== destroy) : STEPS];
    for (const [index, step] of steps.entries()) await take(step, `${index + 1}/${steps.length}`, aws, signal);
    screen.say(`\n${success(`All ${steps.length} steps succeeded`)} in ${secondsSince(prepared)}, after ${preparation} of preparation.`);
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
  screen.say(`\n${heading(`[${number}] ${step.title}`)}`);
  try {
    const words = await within(step.seconds, signal, (untilThen) => step.take(aws, untilThen));
    screen.say(indented(`\n${words}\n\n${success('✔')} ${aside(secondsSince(started))}`));
  } catch (error) {
    throw new Error(`\nThis step failed after ${secondsSince(started)}. ${errorMessage(error)}\n\n${aws.emulator.lastWords}`);
  }
}

async function keepUntilInterrupted(aws: LocalAws, signal: AbortSignal): Promise<void> {
  const { url } = aws.emulator;
  const env = await writeEnvFile({ ...clientEnvironment(url), AWS_ENDPOINT_URL_REDSHIFT: aws.redshift.url, AWS_PAGER: '', ...aws.cdk.environment });
  try {
    console.log(TO_TRY); // as it is: a command that is broken up cannot be copied
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    screen.say('\nStopped.');
  } finally {
    await env.remove();
  }
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

/** What went wrong, for the user; a stack trace only where it is our own mistake. */
function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${USAGE}`;
  return error.constructor === Error || error instanceof AssertionError || error instanceof Interruption ? error.message : String(error.stack);
}

main().catch((error) => {
  console.error(wrapped(errorMessage(error), screen.columns));
  process.exitCode = error instanceof Interruption ? error.exitCode : 1;
}).finally(() => process.exit());
