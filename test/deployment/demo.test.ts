import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Demo, folderOf, isFunction } from './demo';
import { gone, kill } from './processes';
import { newFolder, writeProgram } from './program';
import { CHECKOUT } from '../../demo/checkout';

const DIRECTLY = [process.execPath, require.resolve('ts-node/dist/bin'), '-T', join(CHECKOUT, 'demo', 'main.ts')];
const BY_NPM = ['npm', 'run', 'demo', '--'];

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
});

afterEach(() => rm(folder, { recursive: true }));

async function end(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<[number | null, string]> {
  const demo = new Demo(DIRECTLY, args, env);
  return [await demo.exit, demo.output.replace(/\n +/g, ' ')]; // long lines are broken
}

test.each([
  [['--port', '0'], "--port takes a whole number from 1 to 65535; it is '0'.\n"],
  [['--port', '65536'], "--port takes a whole number from 1 to 65535; it is '65536'.\n"],
  [['--port', 'http'], "--port takes a whole number from 1 to 65535; it is 'http'.\n"],
  [['--prot', '80'], "Unknown option '--prot'\nUsage: npm run demo [-- [--port N] [--keep] [--help]]\n"],
])('it refuses %p with a sentence', async (args, sentence) => {
  expect(await end(args)).toEqual([1, sentence]);
}, 60_000);

test('it explains itself', async () => {
  expect(await end(['--help'])).toEqual([0, expect.stringMatching(/^Usage: npm run demo [^]*--port N[^]*--keep[^]*--help/)]);
}, 60_000);

test('it says that Python is missing', async () => {
  expect(await end([], { PATH: folder })).toEqual([1, 'The demo needs Python 3.10 or later, for the AWS emulator: there is no python3 on the PATH. '
    + 'Install one, and try again.\n']);
}, 60_000);

test('it says that Python is too old', async () => {
  await writeProgram(folder, 'python3', 'echo 3.9.6', 'echo /usr/bin/python3');
  expect(await end([], { PATH: folder })).toEqual([1, 'The demo needs Python 3.10 or later, for the AWS emulator: on the PATH there is only '
    + 'Python 3.9.6 (/usr/bin/python3). Install a newer one, and try again.\n']);
}, 60_000);

test('it says that the port is taken', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await end(['--port', String(port)])).toEqual([1, expect.stringMatching(new RegExp(`\nPort ${port} is taken: choose another one, .*\n$`))]);
  server.close();
}, 60_000);

test.each<[string, (npm: Demo) => void]>([
  ['Ctrl-C is pressed', ({ pid }) => process.kill(-pid, 'SIGINT')],
  ['npm is asked to end', ({ pid }) => process.kill(pid, 'SIGTERM')],
  ['npm is killed', ({ pid }) => process.kill(pid, 'SIGKILL')],
])('nothing is left, of processes or files, when midway %s', async (_, interrupt) => {
  const npm = new Demo(BY_NPM);
  const members = await npm.untilMidway();
  interrupt(npm);
  await gone(members);
  expect(await npm.exit).not.toBe(0);
  expect(npm.output).toMatch(/\nStopped\.\n/);
  expect(existsSync(folderOf(members))).toBe(false);
}, 180_000);

test('the emulator and its functions end even when it is killed itself', async () => {
  const demo = new Demo(DIRECTLY);
  const members = await demo.untilMidway();
  const emulator = members.find(isFunction)!.parent;
  process.kill(demo.pid, 'SIGKILL');
  await gone(members.filter(({ pid, parent }) => pid === emulator || parent === emulator));
  kill(members.filter(({ parent }) => parent === demo.pid)); // the CDK CLI, which would end in its own time
  await gone(members);
  await rm(folderOf(members), { recursive: true });
}, 180_000);
