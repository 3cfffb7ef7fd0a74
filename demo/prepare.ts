import { join } from 'node:path';
import { bundleHandler } from './bundle';
import { BIN, DEMO_FOLDER } from './checkout';
import { run } from './child';
import { within } from './deadline';
import { MINISTACK } from './emulator';
import { findPython, Python, PythonEnvironment, pythonEnvironment } from './python';

const INSTALL_SECONDS = 300;
const BUNDLE_SECONDS = 120;

export interface Prepared {
  readonly python: Python;

  /** With the emulator in it. */
  readonly environment: PythonEnvironment;
}

/** Has everything that a local AWS needs. `say` is told of what takes its time. */
export async function prepare(signal: AbortSignal, say: (line: string) => void): Promise<Prepared> {
  const python = await findPython(signal);
  say(`Python ${python.version}: ${python.executable}`);
  say(`Node.js ${await handlerNode(signal)} runs the function`);
  const environment = await within(INSTALL_SECONDS, signal, (untilThen) => pythonEnvironment(join(DEMO_FOLDER, 'emulator'), [MINISTACK], python, {
    signal: untilThen,
    onInstall: () => say(`Installing the AWS emulator (${MINISTACK}) from PyPI ...`),
  }));
  await within(BUNDLE_SECONDS, signal, (untilThen) => bundleHandler({ signal: untilThen, onBundle: () => say('Bundling the function ...') }));
  return { python, environment };
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
