import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from './program';
import { EnvFile, writeEnvFile } from '../../demo/env-file';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await newFolder();
  file = join(folder, 'env');
});

afterEach(() => rm(folder, { recursive: true }));

async function write(variables: Record<string, string>): Promise<EnvFile> {
  return writeEnvFile(variables, file);
}

/** Those of the shells that this machine has. */
const SHELLS = ['sh', 'bash', 'zsh', 'dash', 'ksh'].filter((shell) => {
  try {
    return execFileSync(shell, ['-c', 'echo here']).length > 0;
  } catch {
    return false;
  }
});

function environmentAfter(shell: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const show = `'${process.execPath}' -p 'JSON.stringify(process.env)'`;
  return JSON.parse(execFileSync(shell, ['-euc', `. "$0"; ${show}`, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH, ...env } }));
}

describe.each(SHELLS)('%s', (shell) => {
  test('has what the file says, whatever is in it, and no profile', async () => {
    const variables = { PLAIN: 'one', NOTHING: '', ODD: 'it\'s "a" $HOME `pwd` \\ !x\nand ~ *' };
    await write(variables);
    const { AWS_PROFILE, AWS_SESSION_TOKEN, ...env } = environmentAfter(shell, { AWS_PROFILE: 'theirs', AWS_SESSION_TOKEN: 'theirs' });
    expect(env).toMatchObject({ ...variables, NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' });
    expect([AWS_PROFILE, AWS_SESSION_TOKEN]).toEqual([undefined, undefined]);
  });

  test.each(['NO_PROXY', 'no_proxy'])('keeps the hosts of %s', async (name) => {
    await write({});
    const hosts = '127.0.0.1,localhost,intranet.example';
    expect(environmentAfter(shell, { [name]: 'intranet.example' })).toMatchObject({ NO_PROXY: hosts, no_proxy: hosts });
  });
});

test('it is removed, and nothing else is left', async () => {
  await (await write({ ONE: '1' })).remove();
  expect(await readdir(folder)).toEqual([]);
});

test('that of a run that has begun later is not removed', async () => {
  const first = await write({ ONE: '1' });
  const second = await write({ ONE: '2' });
  await first.remove();
  expect(existsSync(file)).toBe(true);
  await second.remove();
  expect(existsSync(file)).toBe(false);
});

test('one that is not there any more is no failure', async () => {
  const env = await write({ ONE: '1' });
  await rm(file);
  await env.remove();
});
