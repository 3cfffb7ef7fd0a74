import { parentPort } from 'node:worker_threads';
import { explore, tell } from './exploration';
import { exploreRandomly } from './random-exploration';
import type { WorkerRequest, BoundsReport } from './workers';

/* A thread that explores. */

Error.stackTraceLimit = 0; // the model's errors are many
Math.random = () => 0.5; // the handler's pauses are jittered

async function report(request: WorkerRequest): Promise<unknown> {
  if (!('bounds' in request)) return exploreRandomly(request.seed, request.step, request.seconds);
  const startedAt = performance.now();
  const exploration = await explore(request.bounds, { untilViolated: request.untilViolated });
  const told = await Promise.all(exploration.findings.map(tell));
  return { ...exploration, told, seconds: (performance.now() - startedAt) / 1000 } satisfies BoundsReport;
}

parentPort!.on('message', (request: WorkerRequest) => {
  void report(request).then((what) => parentPort!.postMessage(what), (error: unknown) => { throw error; });
});
