import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT, DEMO_FOLDER } from './checkout';
import { bundleHandler } from '../projenrc/bundle/handler';

/**
 * Makes the handler's bundle, which is what the constructs deploy. Each file takes its place at once and only if it differs, so that another
 * run never meets a part of one.
 */
export async function makeBundle(bundle: string = join(CHECKOUT, 'assets', 'lambda', 'index')): Promise<void> {
  await mkdir(DEMO_FOLDER, { recursive: true });
  const folder = await mkdtemp(join(DEMO_FOLDER, 'bundle-'));
  try {
    await bundleHandler(folder);
    await mkdir(bundle, { recursive: true });
    for (const file of await readdir(folder)) {
      const [now, before] = await Promise.all([folder, bundle].map((each) => readFile(join(each, file), 'utf8').catch(() => undefined)));
      if (now !== before) await rename(join(folder, file), join(bundle, file));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
