import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Demo, folderOf } from './demo';
import { family, gone } from './processes';
import { newFolder } from './program';
import { CHECKOUT, DEMO_FOLDER, path } from '../../demo/checkout';
import { scripts } from '../../package.json';

// As npm would run it, but with no npm in between, which has files of its own.
const BY_ITS_SCRIPT = ['sh', '-c', `exec env ${scripts.demo} "$@"`, 'sh'];

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
});

afterEach(() => rm(folder, { recursive: true }));

/** A proxy that refuses everything, and everything in the environment that has programs use it. */
async function refusingProxy(): Promise<{ asked: string[]; env: NodeJS.ProcessEnv; close: () => void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(502).end();
  }).on('connect', (request, socket) => {
    asked.push(request.url!);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const env = { ...Object.fromEntries(names.map((name) => [name, url])), NO_PROXY: 'intranet.example', NODE_USE_ENV_PROXY: '1' };
  return { asked, env, close: () => server.close() };
}

test('it keeps everything up, what it prints to try works, also behind a proxy, and nothing is left after Ctrl-C', async () => {
  const proxy = await refusingProxy();
  const demo = new Demo(BY_ITS_SCRIPT, ['--keep'], { ...proxy.env, PATH: path(), TMPDIR: folder });
  await demo.until(() => demo.output.includes('<its identifier>'));
  const members = await family(demo.pid);
  const [, lines] = /\n( {2}source [^]*?)\n\nIn one thing/.exec(demo.output)!;
  const script = lines.split('\n').filter((line) => line.startsWith('  ')).join('\n'); // others are words
  const PATH = [dirname(process.env.AWS_CLI!), process.env.PATH].join(delimiter);
  const env = { ...process.env, ...proxy.env, PATH, AWS_PROFILE: 'theirs' };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-ec', script], { cwd: CHECKOUT, env });
  expect(stdout).toContain('"HsmClientCertificateIdentifier": "warehouse-2026"');
  expect(stdout).toContain('\n-----BEGIN CERTIFICATE-----\n');
  expect(stdout).toContain('"outcome":"SUCCESS"');
  const ofTheCdk = stdout + stderr; // it writes to the one if `CI` is set, else to the other
  expect(ofTheCdk).toContain('HsmDemo.Identifier = my-certificate');
  expect(ofTheCdk).toContain('HsmDemo: destroyed');
  process.kill(demo.pid, 'SIGINT');
  await gone(members);
  expect(await demo.exit).toBe(0);
  expect(existsSync(folderOf(members))).toBe(false);
  expect(existsSync(join(DEMO_FOLDER, 'env'))).toBe(false);
  expect(await readdir(folder)).toEqual([]);
  expect(proxy.asked).toEqual([]);
  expect(demo.output).toContain('IAM Statement Changes');
  expect(demo.output.split('\n').filter((line) => line.length > 100)).toEqual([]);
  proxy.close();
}, 300_000);
