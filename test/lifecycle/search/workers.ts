import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, Plugin } from 'esbuild';
import type { Exploration, Bounds } from './exploration';
import type { RandomExploration } from './random-exploration';

/** What a worker is asked for. */
export type WorkerRequest =
  | { readonly bounds: Bounds; readonly untilViolated?: boolean }
  | { readonly seed: number; readonly step: number; readonly seconds: number };

/** What comes of an exploration, with the schedules of its findings. */
export type BoundsReport = Exploration & { readonly told: readonly string[][]; readonly seconds: number };

/** The code of a worker in one piece, which takes less time to load. Plugins may change what the handler is made of. */
export async function workerCode(plugins: Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'worker.ts')],
    bundle: true,
    platform: 'node',
    write: false,
    external: ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'silent',
    plugins,
  });
  return outputFiles[0].text;
}

/** Explores within several bounds, so many at a time; calls back for each. */
export async function exploreAll(
  code: string, all: readonly Bounds[], workers: number, each: (bounds: Bounds, report: BoundsReport) => void): Promise<void> {
  const waiting = [...all];
  await Promise.all(Array.from({ length: Math.min(workers, all.length) }, async () => withWorker(code, async (worker) => {
    for (let bounds = waiting.shift(); bounds; bounds = waiting.shift()) each(bounds, await worker<BoundsReport>({ bounds }));
  })));
}

/** Explores randomly in several workers, which share the seeds from the first one on. */
export async function exploreAllRandomly(code: string, firstSeed: number, workers: number, seconds: number): Promise<RandomExploration[]> {
  return Promise.all(Array.from({ length: workers }, async (_, index) =>
    withWorker(code, async (worker) => worker<RandomExploration>({ seed: firstSeed + index, step: workers, seconds }))));
}

export type Ask = <T>(request: WorkerRequest) => Promise<T>;

export async function withWorker<T>(code: string, use: (ask: Ask) => Promise<T>): Promise<T> {
  const worker = new Worker(code, { eval: true });
  try {
    return await use(async (request) => new Promise((resolve, reject) => {
      worker.removeAllListeners().once('message', resolve).once('error', reject);
      worker.postMessage(request);
    }));
  } finally {
    await worker.terminate();
  }
}
