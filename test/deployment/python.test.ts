import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newFolder, writeProgram } from './program';
import { run } from '../../demo/child';
import { findPython, Python, PythonEnvironment, pythonEnvironment } from '../../demo/python';

const { signal } = new AbortController();

let folder: string;
let home: string;
let requirements: string;
const progress = { say: jest.fn(), during: <T>(work: () => Promise<T>): Promise<T> => work() };

beforeEach(async () => {
  progress.say.mockClear();
  folder = await newFolder();
  home = join(folder, 'home');
  requirements = join(folder, 'requirements.txt');
  await writeFile(join(folder, 'requirements.in'), '# a comment\none==1 # and why\n');
  await writeFile(requirements, 'one==1 --hash=sha256:1\n');
});

afterEach(() => rm(folder, { recursive: true }));

/** Makes a virtual environment that is nothing but itself, and has a pip that does what the line of shell says. */
async function fakePython(pip: string): Promise<Python> {
  const executable = await writeProgram(folder, 'python-fake', 'case "$2" in', 'venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;', `pip) ${pip} ;;`, 'esac');
  return { executable, version: '3.12.0' };
}

async function install(python: Python): Promise<PythonEnvironment> {
  return pythonEnvironment(home, requirements, python, signal, progress);
}

/** Names what is in the folder of environments, which has nothing else in the end. */
async function onlyEnvironment(): Promise<string> {
  const names = await readdir(home);
  expect(names).toHaveLength(1);
  return join(home, names[0]);
}

test('packages are installed into a virtual environment, once', async () => {
  const python = await fakePython('true');
  const installed = await install(python);
  expect(installed).toEqual({ executable: join(await onlyEnvironment(), 'venv', 'bin', 'python'), env: {} });
  expect(await install(python)).toEqual(installed);
  expect(progress.say).toHaveBeenCalledTimes(1);
});

test('pip installs nothing but wheels with the hashes that the file has', async () => {
  await install(await fakePython(`echo "$@" > '${folder}/arguments'`));
  expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe(`-m pip install --quiet --require-hashes --only-binary :all: --requirement ${requirements}\n`);
});

test.each<[string, (python: Python) => Promise<unknown>]>([
  ['other packages', async (python) => {
    await writeFile(requirements, 'one==1 --hash=sha256:2\n');
    await install(python);
  }],
  ['another Python', (python) => install({ ...python, version: '3.13.0' })],
])('they are installed beside those that are there, which may be in use, for %s', async (_, installOthers) => {
  const python = await fakePython('true');
  const { executable } = await install(python);
  await installOthers(python);
  expect(progress.say).toHaveBeenCalledTimes(2);
  expect(existsSync(executable)).toBe(true);
});

test('runs that install the same at once all get it whole', async () => {
  const python = await fakePython('sleep 0.$((RANDOM % 5)); echo whole >> "$(dirname "$0")/pip"');
  const environments = await Promise.all([...Array(5)].map(() => install(python)));
  for (const { executable } of environments) {
    expect(executable).toBe(join(await onlyEnvironment(), 'venv', 'bin', 'python'));
    expect(await readFile(join(dirname(executable), 'pip'), 'utf8')).toBe('whole\n');
  }
});

test('a run that is killed leaves nothing that passes for an installation, and what it left is removed later', async () => {
  const killed = join(home, 'new-killed');
  await mkdir(join(killed, 'venv', 'bin'), { recursive: true });
  const yesterday = Date.now() / 1000 - 25 * 3600;
  await utimes(killed, yesterday, yesterday);
  await install(await fakePython('true'));
  expect(progress.say).toHaveBeenCalledTimes(1);
  expect(basename(await onlyEnvironment())).not.toBe('new-killed');
});

test('what another run is just installing is left alone', async () => {
  await mkdir(join(home, 'new-running'), { recursive: true });
  await install(await fakePython('true'));
  expect(await readdir(home)).toContain('new-running');
});

test.each<[string, (environment: string) => Promise<void>]>([
  ['Python is gone', (environment) => rm(join(environment, 'venv', 'bin', 'python'))],
  ['nothing is left', async (environment) => {
    await rm(environment, { recursive: true });
    await mkdir(environment);
  }],
  ['it is a file', async (environment) => {
    await rm(environment, { recursive: true });
    await writeFile(environment, '');
  }],
])('an installation of which %s is as none', async (_, damage) => {
  const python = await fakePython('true');
  const { executable } = await install(python);
  await damage(await onlyEnvironment());
  expect(await install(python)).toEqual({ executable, env: {} });
  expect(existsSync(executable)).toBe(true);
  await onlyEnvironment();
});

test('what pip says is passed on, and nothing is left', async () => {
  await expect(install(await fakePython('echo "ERROR: No matching distribution found" >&2; exit 1')))
    .rejects.toThrow('pip could not install one==1:\nERROR: No matching distribution found');
  expect(await readdir(home)).toEqual([]);
});

test('a Python with neither venv nor pip is refused with a sentence', async () => {
  const executable = await writeProgram(folder, 'bare', 'echo "$0: No module named $2" >&2; exit 1');
  await expect(install({ executable, version: '3.12.0' }))
    .rejects.toThrow(`Python 3.12.0 (${executable}) has neither venv nor pip. Install one of them`);
});

test('packages are installed into a folder where there is no venv', async () => {
  const python = await findPython(signal);
  const executable = await writeProgram(folder, 'python-without-venv', '[ "$2" = venv ] && exit 1', `exec '${python.executable}' "$@"`);
  await writeFile(requirements, 'six==1.17.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274\n');
  const { env } = await install({ ...python, executable });
  const { output } = await run(executable, ['-c', 'import six; print(six.__file__)'], { env: { ...process.env, ...env }, signal });
  expect(output.trim()).toBe(join(await onlyEnvironment(), 'packages', 'six.py'));
}, 120_000);

test('a package whose hash is another is refused', async () => {
  await writeFile(requirements, `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`);
  await expect(install(await findPython(signal))).rejects.toThrow(/HASHES|hash/);
}, 120_000);

describe('with other programs on the PATH', () => {
  const { PATH } = process.env;

  beforeEach(() => {
    process.env.PATH = folder;
  });

  afterEach(() => {
    process.env.PATH = PATH;
  });

  test.each(['python3', 'python', 'python3.12'])('Python is found as %s', async (name) => {
    await writeProgram(folder, name, 'echo 3.12.1', 'echo /somewhere/python');
    expect(await findPython(signal)).toEqual({ executable: '/somewhere/python', version: '3.12.1' });
  });

  test('a python3 that is too old does not stand in the way of a newer one', async () => {
    await writeProgram(folder, 'python3', 'echo 3.9.6', 'echo /old/python3');
    await writeProgram(folder, 'python3.10', 'echo 3.10.0', 'echo /new/python3');
    expect(await findPython(signal)).toEqual({ executable: '/new/python3', version: '3.10.0' });
  });

  test('no Python, or one that does not work, is refused with a sentence', async () => {
    await writeProgram(folder, 'python3', 'echo "there are no developer tools" >&2; exit 1');
    await expect(findPython(signal)).rejects.toThrow('The demo needs Python 3.10 or later, for the AWS emulator: there is no python3 on the PATH.');
  });
});
