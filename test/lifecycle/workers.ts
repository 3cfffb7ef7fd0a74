import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, Plugin } from 'esbuild';
import type { Exploration, Task } from './exploration';
import type { RandomExploration } from './random-exploration';

/** What a worker is told to do. */
export type Order =
  | { readonly task: Task; readonly untilViolated?: boolean }
  | { readonly seed: number; readonly step: number; readonly seconds: number };

/** What comes of a task, with the schedules of its findings. */
export type TaskReport = Exploration & { readonly told: readonly string[][]; readonly seconds: number };

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

/** Explores tasks, so many at a time; calls back for each. */
export async function exploreAll(
  code: string, tasks: readonly Task[], workers: number, each: (task: Task, report: TaskReport) => void): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, async () => withWorker(code, async (worker) => {
    for (let task = waiting.shift(); task; task = waiting.shift()) each(task, await worker<TaskReport>({ task }));
  })));
}

/** Explores randomly in several workers, which share the seeds from the first one on. */
export async function exploreAllRandomly(code: string, firstSeed: number, workers: number, seconds: number): Promise<RandomExploration[]> {
  return Promise.all(Array.from({ length: workers }, async (_, index) =>
    withWorker(code, async (worker) => worker<RandomExploration>({ seed: firstSeed + index, step: workers, seconds }))));
}

export type Ask = <T>(order: Order) => Promise<T>;

export async function withWorker<T>(code: string, use: (ask: Ask) => Promise<T>): Promise<T> {
  const worker = new Worker(code, { eval: true });
  try {
    return await use(async (order) => new Promise((resolve, reject) => {
      worker.removeAllListeners().once('message', resolve).once('error', reject);
      worker.postMessage(order);
    }));
  } finally {
    await worker.terminate();
  }
}
