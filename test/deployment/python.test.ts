import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder, writeProgram } from './program';
import { run } from '../../demo/child';
import { findPython, Python, PythonEnvironment, pythonEnvironment } from '../../demo/python';

const { signal } = new AbortController();

let folder: string;
let environment: string;
const onInstall = jest.fn();

beforeEach(async () => {
  onInstall.mockClear();
  folder = await newFolder();
  environment = join(folder, 'environment');
});

afterEach(() => rm(folder, { recursive: true }));

/** Makes a virtual environment that is nothing but itself, and has a pip that does what the line of shell says. */
async function fakePython(pip: string): Promise<Python> {
  const executable = await writeProgram(folder, 'python-fake', 'case "$2" in', 'venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;', `pip) ${pip} ;;`, 'esac');
  return { executable, version: '3.12.0' };
}

async function install(requirements: readonly string[], python: Python): Promise<PythonEnvironment> {
  return pythonEnvironment(environment, requirements, python, { signal, onInstall });
}

test('packages are installed into a virtual environment, once', async () => {
  const python = await fakePython('true');
  const expected = { executable: join(environment, 'venv', 'bin', 'python'), env: {} };
  expect(await install(['one==1'], python)).toEqual(expected);
  expect(await install(['one==1'], python)).toEqual(expected);
  expect(onInstall).toHaveBeenCalledTimes(1);
});

test.each<[string, (python: Python) => Promise<unknown>]>([
  ['other packages', (python) => install(['one==2'], python)],
  ['another Python', (python) => install(['one==1'], { ...python, version: '3.13.0' })],
])('they are installed anew for %s', async (_, installAnew) => {
  const python = await fakePython('true');
  await install(['one==1'], python);
  await installAnew(python);
  expect(onInstall).toHaveBeenCalledTimes(2);
});

test('what pip says is passed on, and nothing passes for installed', async () => {
  await expect(install(['one==1'], await fakePython('echo "ERROR: No matching distribution found" >&2; exit 1')))
    .rejects.toThrow('pip could not install one==1:\nERROR: No matching distribution found');
  await install(['one==1'], await fakePython('true'));
  expect(onInstall).toHaveBeenCalledTimes(2);
});

test('a Python with neither venv nor pip is refused with a sentence', async () => {
  const executable = await writeProgram(folder, 'bare', 'echo "$0: No module named $2" >&2; exit 1');
  await expect(install(['one==1'], { executable, version: '3.12.0' }))
    .rejects.toThrow(`Python 3.12.0 (${executable}) has neither venv nor pip. Install one of them`);
});

test('packages are installed into a folder where there is no venv', async () => {
  const python = await findPython(signal);
  const executable = await writeProgram(folder, 'python-without-venv', '[ "$2" = venv ] && exit 1', `exec '${python.executable}' "$@"`);
  const { env } = await install(['six==1.17.0'], { ...python, executable });
  const { output } = await run(executable, ['-c', 'import six; print(six.__file__)'], { env: { ...process.env, ...env }, signal });
  expect(output.trim()).toBe(join(environment, 'packages', 'six.py'));
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
