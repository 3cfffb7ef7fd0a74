import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { Demo, folderOf } from './demo';
import { family, gone } from './processes';
import { newFolder } from './program';
import { CHECKOUT, path } from '../../demo/checkout';
import { scripts } from '../../package.json';

// As npm would run it, but with no npm in between, which has files of its own.
const BY_ITS_SCRIPT = ['sh', '-c', `exec env ${scripts.demo} "$@"`, 'sh'];

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
});

afterEach(() => rm(folder, { recursive: true }));

test('it keeps everything up, what it prints to try works, and nothing is left after Ctrl-C', async () => {
  const demo = new Demo(BY_ITS_SCRIPT, ['--keep'], { PATH: path(), TMPDIR: folder });
  await demo.until(() => demo.output.includes('cdk destroy'));
  const members = await family(demo.pid);
  const [, lines] = /\n\n(unset [^]*)/.exec(demo.output)!;
  const script = lines.split('\n').filter((line) => !line.endsWith(':')).join('\n'); // those are words
  const PATH = [dirname(process.env.AWS_CLI!), process.env.PATH].join(delimiter);
  const { stdout, stderr } = await promisify(execFile)('sh', ['-ec', script], { cwd: CHECKOUT, env: { ...process.env, PATH } });
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
  expect(await readdir(folder)).toEqual([]);
}, 300_000);
