import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT, path } from './checkout';
import { run } from './child';

const BUNDLE = join(CHECKOUT, 'assets', 'lambda', 'index', 'index.js');

/** What the bundle is made of, and how. */
const SOURCES = ['lambda', 'src/private', '.projen/tasks.json', 'package-lock.json'].map((source) => join(CHECKOUT, source));

/** It runs npx, which would keep compiled code, logs and more outside of the checkout. */
const NO_FILES_OF_NPM = { NODE_DISABLE_COMPILE_CACHE: '1', npm_config_logs_max: '0', npm_config_update_notifier: 'false' };

/** Makes the handler's bundle, unless it is there and newer than all that it is made of. `onBundle` is told before that takes its time. */
export async function bundleHandler({ signal, onBundle }: { signal: AbortSignal; onBundle: () => void }): Promise<void> {
  const times = await Promise.all(SOURCES.map(lastChange));
  if (await changed(BUNDLE) > Math.max(...times)) return;
  onBundle();
  try {
    const { exitCode, output } = await run('projen', ['bundle'], { cwd: CHECKOUT, env: { ...process.env, ...NO_FILES_OF_NPM, PATH: path() }, signal });
    if (exitCode !== 0) throw new Error(`\`npx projen bundle\` failed:\n${output.trim()}`);
  } catch (error) {
    await rm(BUNDLE, { force: true }); // a part of one would pass for a new one
    throw error;
  }
}

async function lastChange(source: string): Promise<number> {
  const inside = (await stat(source)).isDirectory() ? await readdir(source, { recursive: true }) : [];
  return Math.max(...await Promise.all([source, ...inside.map((name) => join(source, name))].map(changed)));
}

async function changed(file: string): Promise<number> {
  return stat(file).then(({ mtimeMs }) => mtimeMs, () => 0);
}
