import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { clientEnvironment, STACK } from '../../demo/cdk-cli';
import { CHECKOUT } from '../../demo/checkout';
import { within } from '../../demo/deadline';
import { LocalAws } from '../../demo/local-aws';
import { prepare } from '../../demo/prepare';
import { SILENT } from '../../demo/progress';
import { deploy } from '../../demo/steps/certificate';
import { bootstrap } from '../../demo/steps/stack';
import type { Step } from '../../demo/steps/step';

/*
 * The commands of the documents that need an AWS account and no HSM, as they are printed there, with the real AWS CLI.
 */

const { signal } = new AbortController();
const PEM_OUTPUT = 'CertificatePublicKeyEACF64C5';

let aws: LocalAws;
let folder: string;

beforeAll(async () => {
  aws = await LocalAws.start({ environment: (await prepare(signal, SILENT)).environment, signal });
  for (const step of [bootstrap, deploy]) await take(step);
}, 180_000);

afterAll(() => aws.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(aws.folder, 'reader-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function take(step: Step): Promise<string> {
  return within(step.seconds, signal, (untilThen) => step.take(aws, untilThen));
}

/** The block of commands in a document that has some words, with the stack of the demo in place of the reader's. */
async function documented(document: string, words: string): Promise<string> {
  const text = await readFile(join(CHECKOUT, document), 'utf8');
  const blocks = [...text.matchAll(/^( *)```shell\n([^]*?)^\1```/gm)].map(([, indent, block]) => `\n${block}`.replaceAll(`\n${indent}`, '\n'));
  const block = blocks.find((each) => each.includes(words));
  if (block === undefined) throw new Error(`${document} has no block of commands with ${words}`);
  return block.replaceAll('MyStack', STACK);
}

/** As in a terminal, in a folder of its own. */
async function run(commands: string, shell = 'sh'): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    ...clientEnvironment(aws.emulator.url),
    AWS_ENDPOINT_URL_REDSHIFT: aws.redshift.url,
    AWS_CONFIG_FILE: devNull, // whatever the user's own says
    AWS_PAGER: '',
    PATH: [dirname(process.env.AWS_CLI!), process.env.PATH].join(delimiter),
  };
  const { code = 0, stdout, stderr } = await promisify(execFile)(shell, ['-c', commands], { cwd: folder, env }).catch((error) => error);
  return { code, stdout, stderr };
}

describe.each(['README.md', 'docs/register-on-the-hsm.md'])('the command of %s that fetches the PEM', (document) => {
  const command = (): Promise<string> => documented(document, 'client-name.part');

  test.each(['sh', 'bash'])('saves it, and says what it has saved, with %s', async (shell) => {
    const { code, stdout } = await run(await command(), shell);
    const [{ publicKey }] = aws.redshift.hsm.certificates.values();
    expect(await readdir(folder)).toEqual(['client-name.pem']);
    expect((await readFile(join(folder, 'client-name.pem'), 'utf8')).trimEnd()).toBe(publicKey.trimEnd());
    expect(stdout).toMatch(/subject=.*CN ?= ?\S+[^]*sha256 Fingerprint=([0-9A-F]{2}:){31}[0-9A-F]{2}/i);
    expect(code).toBe(0);
  }, 60_000);

  test.each([
    ['the output has another name', PEM_OUTPUT, 'CertificatePublicKey'],
    ['the output is no certificate', PEM_OUTPUT, 'Arn'],
    ['there is no such stack', STACK, 'Nowhere'],
  ])('saves nothing and fails, in words, if %s', async (_, right, wrong) => {
    const { code, stderr } = await run((await command()).replaceAll(right, wrong));
    expect(await readdir(folder)).not.toContain('client-name.pem');
    expect(stderr).not.toBe('');
    expect(code).not.toBe(0);
  }, 60_000);
});

test('a certificate as AWS documents it, without a line break before its last line, is made readable', async () => {
  const [{ publicKey }] = aws.redshift.hsm.certificates.values();
  await writeFile(join(folder, 'client-name.part'), publicKey.replace('\n-----END', '-----END'));
  const [command] = /(?<=`)awk [^`]+/.exec(await readFile(join(CHECKOUT, 'docs/register-on-the-hsm.md'), 'utf8'))!;
  expect((await run('openssl x509 -in client-name.part -noout')).code).not.toBe(0);
  expect((await run(`${command} && openssl x509 -in client-name.pem -noout`)).code).toBe(0);
});

test('the outputs that are certificates are listed by their names', async () => {
  const { stdout } = await run(await documented('docs/register-on-the-hsm.md', 'BEGIN CERTIFICATE'));
  expect(stdout).toBe(`${PEM_OUTPUT}\n`);
}, 60_000);

test('the certificates of a stack are listed with their logical ids and states', async () => {
  const { stdout } = await run(await documented('docs/stuck-stacks.md', 'list-stack-resources'));
  expect(stdout.trimEnd().split('\t')).toEqual(['Certificate4E7ABB08', 'CREATE_COMPLETE', expect.anything()]);
}, 60_000);

test.each(['docs/retained-certificates.md', 'docs/known-limitations.md'])('the certificates of this library are listed with their owners: %s', async (document) => {
  aws.redshift.hsm.seed('somebody-elses');
  const { stdout } = await run(await documented(document, '--tag-keys cdk-redshift-hsm:owner'));
  expect(stdout.trimEnd().split('\n').map((line) => line.split('\t'))).toEqual([
    [expect.any(String), expect.stringMatching(`^stack/${STACK}/[^/]+/Certificate4E7ABB08/[^/]+$`)],
  ]);
}, 60_000);
