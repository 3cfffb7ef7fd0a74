import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child';
import type { Progress } from './progress';
import { PINNED } from '../projenrc/pip';

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

/** What a file of requirements asks for by name, of the file beside it that it was made from. */
export function named(requirements: string): string[] {
  return readFileSync(requirements.replace(/\.txt$/, '.in'), 'utf8').match(/^\w[^\s#]*/gm) ?? [];
}

/**
 * Packages from PyPI in a folder of their own inside `home`: what the file of requirements pins, each by its hash, for this Python. They are
 * installed unless they are there.
 */
export async function pythonEnvironment(
  home: string, requirements: string, python: Python, signal: AbortSignal, { say, during }: Progress,
): Promise<PythonEnvironment> {
  const folder = join(home, fingerprint(await readFile(requirements, 'utf8'), JSON.stringify(python)));
  const installed = environmentIn(folder, python);
  if (installed) return installed;
  say(`Installing ${named(requirements).join(', ')} from PyPI`);
  await mkdir(home, { recursive: true });
  await removeAbandoned(home);
  const fresh = await mkdtemp(join(home, NEW));
  try {
    await during(() => install(fresh, requirements, python, signal));
    await putInPlace(fresh, folder, () => environmentIn(folder, python) !== undefined);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return environmentIn(folder, python)!;
}

/** At once, so that what is there is whole, whenever a run is cut off and whoever else installs the same. What is usable there already stays. */
async function putInPlace(fresh: string, folder: string, isUsable: () => boolean): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (isUsable()) return; // another run was faster
    await rename(folder, `${fresh}-before`);
    await rename(fresh, folder);
    await rm(`${fresh}-before`, { recursive: true, force: true });
  }
}

/** Begins the name of a folder that something is being installed into. */
const NEW = 'new-';

/** Longer than any installation takes. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** What runs that were killed have left. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const folder = join(home, name);
    const age = Date.now() - await stat(folder).then(({ mtimeMs }) => mtimeMs, () => Date.now());
    if (name.startsWith(NEW) && age > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

function fingerprint(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

function environmentIn(folder: string, python: Python): PythonEnvironment | undefined {
  const [executable, packages] = [inVenv(folder), join(folder, PACKAGES)];
  if (existsSync(executable)) return { executable, env: {} };
  return existsSync(packages) ? { executable: python.executable, env: { PYTHONPATH: packages, PYTHONNOUSERSITE: '1' } } : undefined;
}

const VENV = 'venv';
const PACKAGES = 'packages';

function inVenv(folder: string): string {
  return join(folder, VENV, 'bin', 'python');
}

async function install(folder: string, requirements: string, python: Python, signal: AbortSignal): Promise<void> {
  const tmp = join(folder, 'tmp');
  await mkdir(tmp);
  const env = {
    ...process.env, // where the machine finds PyPI
    TMPDIR: tmp,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_CACHE_DIR: '1', // it would be outside of the checkout
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_USER: '0',
    PYTHONHOME: undefined,
    PYTHONPATH: undefined,
  };
  const pip = async (executable: string, ...args: string[]): Promise<void> => {
    const { exitCode, output } = await run(executable, ['-m', 'pip', 'install', '--quiet', ...PINNED, requirements, ...args], { env, signal });
    if (exitCode === 0) return;
    if (output.includes('No module named pip')) {
      throw new Error(`Python ${python.version} (${python.executable}) has neither venv nor pip. Install one of them (on Debian and Ubuntu: `
        + 'apt install python3-venv), and try again.');
    }
    throw new Error(`pip could not install ${named(requirements).join(', ')}:\n${output.trim()}`);
  };
  const venv = join(folder, VENV);
  if ((await run(python.executable, ['-m', 'venv', venv], { env, signal })).exitCode === 0) {
    await pip(inVenv(folder));
  } else {
    await rm(venv, { recursive: true, force: true }); // half of one
    await pip(python.executable, '--target', join(folder, PACKAGES));
  }
}
