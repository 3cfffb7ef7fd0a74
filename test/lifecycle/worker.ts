import { parentPort } from 'node:worker_threads';
import { explore, tell } from './exploration';
import { exploreRandomly } from './random-exploration';
import type { Order, TaskReport } from './workers';

/* The thread in which a task is explored. */

Error.stackTraceLimit = 0; // refusals are errors, and there are many
Math.random = () => 0.5; // the handler's pauses are jittered

async function report(order: Order): Promise<unknown> {
  if (!('task' in order)) return exploreRandomly(order.seed, order.step, order.seconds);
  const startedAt = performance.now();
  const exploration = await explore(order.task, { untilViolated: order.untilViolated });
  const told = await Promise.all(exploration.findings.map(tell));
  return { ...exploration, told, seconds: (performance.now() - startedAt) / 1000 } satisfies TaskReport;
}

parentPort!.on('message', (order: Order) => {
  void report(order).then((what) => parentPort!.postMessage(what), (error: unknown) => { throw error; });
});
