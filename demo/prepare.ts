import { join } from 'node:path';
import { makeBundle } from './bundle';
import { BIN, DEMO_FOLDER } from './checkout';
import { run } from './child';
import { within } from './deadline';
import type { Progress } from './progress';
import { findPython, Python, PythonEnvironment, pythonEnvironment } from './python';
import { noProxyForThisMachine } from '../local-redshift/no-proxy';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const INSTALL_SECONDS = 300;

export interface Prepared {
  readonly python: Python;

  /** With the emulator in it. */
  readonly environment: PythonEnvironment;
}

/** Has everything that a local AWS needs. From then on, no request of this process or of its children to this machine goes to a proxy. */
export async function prepare(signal: AbortSignal, progress: Progress): Promise<Prepared> {
  Object.assign(process.env, noProxyForThisMachine(process.env));
  const python = await findPython(signal);
  progress.say(`Python ${python.version}: ${python.executable}`);
  progress.say(`Node.js ${await handlerNode(signal)} runs the function`);
  const environment = await installed(REQUIREMENTS, python, signal, progress);
  await makeBundle();
  return { python, environment };
}

/** An environment with what a file of requirements pins. */
export async function installed(requirements: string, python: Python, signal: AbortSignal, progress: Progress): Promise<PythonEnvironment> {
  return within(INSTALL_SECONDS, signal, (untilThen) => pythonEnvironment(join(DEMO_FOLDER, 'python'), requirements, python, untilThen, progress));
}

async function handlerNode(signal: AbortSignal): Promise<string> {
  const { output } = await run(join(BIN, 'node'), ['--version'], { env: process.env, signal }).catch(() => {
    signal.throwIfAborted();
    return { output: '' };
  });
  const [, version] = /^v(24\.\S+)/.exec(output) ?? [];
  if (version === undefined) throw new Error('Node.js 24, which the function runs on, is not in node_modules: run `npm ci` with its install scripts, and try again.');
  return version;
}
