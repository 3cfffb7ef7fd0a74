import { parentPort } from 'node:worker_threads';
import { explore, tell } from './exploration';
import { exploreRandomly } from './random-exploration';
import type { WorkerRequest, BoundsReport } from './workers';

/* The thread in which a bounds is explored. */

Error.stackTraceLimit = 0; // the model's errors are many
Math.random = () => 0.5; // the handler's pauses are jittered

async function report(order: WorkerRequest): Promise<unknown> {
  if (!('bounds' in order)) return exploreRandomly(order.seed, order.step, order.seconds);
  const startedAt = performance.now();
  const exploration = await explore(order.bounds, { untilViolated: order.untilViolated });
  const told = await Promise.all(exploration.findings.map(tell));
  return { ...exploration, told, seconds: (performance.now() - startedAt) / 1000 } satisfies BoundsReport;
}

parentPort!.on('message', (order: WorkerRequest) => {
  void report(order).then((what) => parentPort!.postMessage(what), (error: unknown) => { throw error; });
});
