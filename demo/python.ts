import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child';

export interface Python {
  readonly executable: string;
  readonly version: string;
}

/** What runs Python with some packages. */
export interface PythonEnvironment {
  readonly executable: string;

  /** What has to be in the environment of a program that uses them. */
  readonly env: NodeJS.ProcessEnv;
}

const NAMES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const NEEDED = 'The demo needs Python 3.10 or later, for the AWS emulator';
const SHOW = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/** The first Python on the PATH that is new enough. */
export async function findPython(signal: AbortSignal): Promise<Python> {
  const tooOld: Python[] = [];
  for (const name of NAMES) {
    const found = await pythonOf(name, signal);
    if (!found) continue;
    const [major, minor] = found.version.split('.').map(Number);
    if (major === 3 && minor >= 10) return found;
    tooOld.push(found);
  }
  if (!tooOld.length) throw new Error(`${NEEDED}: there is no python3 on the PATH. Install one, and try again.`);
  const list = tooOld.map(({ version, executable }) => `Python ${version} (${executable})`).join(', ');
  throw new Error(`${NEEDED}: on the PATH there is only ${list}. Install a newer one, and try again.`);
}

async function pythonOf(name: string, signal: AbortSignal): Promise<Python | undefined> {
  const { exitCode, output } = await run(name, ['-c', SHOW], { env: process.env, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { exitCode: undefined, output: String(error) };
  });
  const [, version, executable] = /^(\d+\.\d+\.\d+)\r?\n(.+)/m.exec(output) ?? [];
  return exitCode === 0 && version !== undefined ? { executable, version } : undefined;
}

/**
 * Packages from PyPI in a folder of their own, which is made anew unless it has just these, for this Python. `onInstall` is told
 * before that takes its time.
 */
export async function pythonEnvironment(
  folder: string, requirements: readonly string[], python: Python, { signal, onInstall }: { signal: AbortSignal; onInstall: () => void },
): Promise<PythonEnvironment> {
  const record = join(folder, 'installed.json');
  const wanted = { requirements, python };
  const installed = JSON.parse(await readFile(record, 'utf8').catch(() => '{}'));
  if (JSON.stringify(installed.wanted) === JSON.stringify(wanted)) return installed.environment;
  onInstall();
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'tmp'), { recursive: true });
  const environment = await install(folder, requirements, python, signal);
  await writeFile(record, JSON.stringify({ wanted, environment }, null, 2)); // last: what was broken off is not there
  return environment;
}

async function install(folder: string, requirements: readonly string[], python: Python, signal: AbortSignal): Promise<PythonEnvironment> {
  const env = {
    ...process.env, // where the machine finds PyPI
    TMPDIR: join(folder, 'tmp'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_CACHE_DIR: '1', // it would be outside of the checkout
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_USER: '0',
    PYTHONHOME: undefined,
    PYTHONPATH: undefined,
  };
  const pip = async (executable: string, ...args: string[]): Promise<void> => {
    const { exitCode, output } = await run(executable, ['-m', 'pip', 'install', '--quiet', ...args, ...requirements], { env, signal });
    if (exitCode === 0) return;
    if (output.includes('No module named pip')) {
      throw new Error(`Python ${python.version} (${python.executable}) has neither venv nor pip. Install one of them (on Debian and Ubuntu: `
        + 'apt install python3-venv), and try again.');
    }
    throw new Error(`pip could not install ${requirements.join(', ')}:\n${output.trim()}`);
  };
  const venv = join(folder, 'venv');
  if ((await run(python.executable, ['-m', 'venv', venv], { env, signal })).exitCode === 0) {
    const executable = join(venv, 'bin', 'python');
    await pip(executable);
    return { executable, env: {} };
  }
  const packages = join(folder, 'packages');
  await pip(python.executable, '--target', packages);
  return { executable: python.executable, env: { PYTHONPATH: packages, PYTHONNOUSERSITE: '1' } };
}
