import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CHECKOUT, DEMO_FOLDER } from './checkout';
import { bundleHandler } from '../bundle/handler';

/**
 * Makes the handler's bundle, which is what the constructs deploy. It takes its place at once and only if it differs, so that another run
 * never meets a part of one.
 */
export async function makeBundle(bundle: string = join(CHECKOUT, 'assets', 'lambda', 'index', 'index.js')): Promise<void> {
  await mkdir(DEMO_FOLDER, { recursive: true });
  const folder = await mkdtemp(join(DEMO_FOLDER, 'bundle-'));
  try {
    const made = join(folder, 'index.js');
    await bundleHandler(made);
    const [now, before] = await Promise.all([made, bundle].map((file) => readFile(file, 'utf8').catch(() => undefined)));
    if (now === before) return;
    await mkdir(dirname(bundle), { recursive: true });
    await rename(made, bundle);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
