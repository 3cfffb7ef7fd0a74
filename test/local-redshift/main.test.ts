import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { CreateClusterCommand, CreateHsmClientCertificateCommand, RedshiftClient } from '@aws-sdk/client-redshift';

const TS_NODE = require.resolve('ts-node/dist/bin');
const RUN = join(__dirname, '..', '..', 'local-redshift', 'main.ts');
const COMMAND = [process.execPath, TS_NODE, '-T', RUN];

jest.setTimeout(60_000); // each starts a process or two, on a machine that may be busy

const started: ChildProcess[] = [];
let taken: Server;
let takenPort: number;

beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as AddressInfo).port;
});

afterAll(() => {
  taken.close();
  started.forEach((child) => child.kill('SIGKILL'));
});

type Running = ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream };

function run(args: string[], command: string[] = COMMAND, env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(command[0], [...command.slice(1), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  started.push(child);
  return child;
}

async function introduction(child: { stdout: NodeJS.ReadableStream }): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('end', () => reject(new Error(`It ended early: ${output}`))).on('data', (chunk) => {
      output += chunk;
      if (output.includes('delete-hsm-client-certificate')) resolve(output);
    });
  });
}

const urlOf = (output: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0];

const answers = async (url: string): Promise<boolean> => fetch(url).then(() => true, () => false);

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])('it says where it is, answers, and ends with %s', async (signal) => {
  const child = run([]);
  const output = await introduction(child);
  expect(output).toContain('Region us-east-1, account 000000000000');
  expect(output).toContain(`aws --endpoint-url ${urlOf(output)} redshift create-hsm-client-certificate`);
  const client = new RedshiftClient({ endpoint: urlOf(output), region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { HsmClientCertificate } = await client.send(new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: 'one' }));
  expect(HsmClientCertificate?.HsmClientCertificatePublicKey).toContain('BEGIN CERTIFICATE');
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
  client.destroy();
});

test('it logs each call, with what the call is about where that has a name', async () => {
  const child = run([]);
  const url = urlOf(await introduction(child));
  const log = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const client = new RedshiftClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  await client.send(new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: 'one' }));
  await client.send(new CreateClusterCommand({ ClusterIdentifier: 'warehouse', NodeType: 'ds2.xlarge', MasterUsername: 'admin' })).catch(() => {});
  const lines: string[] = [];
  while (lines.length < 2) lines.push((await log.next()).value);
  expect(lines).toEqual(['CreateHsmClientCertificate arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one: done', 'CreateCluster: InvalidAction']);
  client.destroy();
  child.kill();
});

test.each(['HTTP_PROXY', 'all_proxy'])('where there is %s, it says how the AWS CLI gets past it', async (name) => {
  const child = run([], COMMAND, { [name]: 'http://proxy.example:3128', NO_PROXY: 'intranet.example', no_proxy: '' });
  const hosts = '127.0.0.1,localhost,intranet.example';
  expect(await introduction(child)).toContain(`AWS_REGION=us-east-1\nexport NO_PROXY='${hosts}' no_proxy='${hosts}'\naws --endpoint-url`);
  child.kill();
  await once(child, 'exit');
});

test('it listens on the port that it is given', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  const child = run(['--port', String(port)]);
  expect(urlOf(await introduction(child))).toBe(`http://127.0.0.1:${port}`);
  child.kill();
  await once(child, 'exit');
});

test.each([
  ['a program', [process.execPath, '-e', 'require("child_process").spawn(process.argv[1], process.argv.slice(2), { stdio: "inherit" })', ...COMMAND]],
  ['npm', ['npm', 'run', '--prefix', join(__dirname, '..', '..'), 'local:redshift']],
])('it ends when %s that started it is gone', async (_, command) => {
  const parent = run([], command);
  const url = urlOf(await introduction(parent));
  expect(await answers(url)).toBe(true);
  parent.kill('SIGKILL');
  while (await answers(url)) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('it refuses what it cannot use with a sentence', async () => {
  const child = run(['--port', '80.5']);
  const exit = once(child, 'exit');
  expect(await text(child.stderr)).toBe("--port takes a whole number from 1 to 65535; it is '80.5'.\n");
  expect(await exit).toEqual([1, null]);
});

test('it says that a port is taken', async () => {
  const child = run(['--port', String(takenPort)]);
  const exit = once(child, 'exit');
  expect(await text(child.stderr)).toBe(`Port ${takenPort} is taken: choose another one, or leave --port out for a free one.\n`);
  expect(await exit).toEqual([1, null]);
});
