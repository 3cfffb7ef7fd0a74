import nodeModule, { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import type { HostMessage, HostReply } from './bundled-function';
import { VirtualClock } from './virtual-clock';

/*
 * Runs a bundle as Lambda does, for a parent that sends events: node bundle-host.ts <index.js> <real|virtual>. With virtual time,
 * waiting takes none as soon as nothing is under way on the network or on disk.
 */

const [, , bundle, time] = process.argv;
const loaded: string[] = [];

interface Hooks {
  registerHooks(hooks: { resolve(specifier: string, context: object, next: (specifier: string, context: object) => object): object }): void;
}

if (time === 'virtual') useVirtualTime();
prefixLinesOfTheConsole();
(nodeModule as unknown as Hooks).registerHooks({ // of Node.js 24, whose types we do not have
  resolve: (specifier, context, next) => {
    loaded.push(specifier);
    return next(specifier, context);
  },
});
const { handler } = createRequire(bundle)(bundle) as { handler(event: unknown, context: object): Promise<unknown> };

process.on('message', ({ run, event, timeout }: HostMessage) => {
  const startedAt = performance.now();
  const getRemainingTimeInMillis = (): number => timeout - (performance.now() - startedAt);
  handler(event, { getRemainingTimeInMillis }).then(
    () => reply({ run, loaded, seconds: seconds(startedAt) }),
    (error: unknown) => reply({ run, loaded, seconds: seconds(startedAt), error: String(error) }));
});
process.on('disconnect', () => process.exit());

function seconds(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

function reply(message: HostReply): void {
  process.send?.(message);
}

/** Lambda's runtime puts time, request and level before what a function logs with the console, but not before what it writes itself. */
function prefixLinesOfTheConsole(): void {
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    const log = console[level];
    console[level] = (...words: unknown[]) => log(`2026-11-21T08:50:26.000Z\tan-invocation\t${level === 'log' ? 'INFO' : level.toUpperCase()}\t`, ...words);
  }
}

function useVirtualTime(): void {
  const waitsForNothing = ['Immediate', 'Timeout', 'PipeWrap']; // the parent's pipes, and what the clock itself uses
  const clock = new VirtualClock(() => process.getActiveResourcesInfo().some((resource) => !waitsForNothing.includes(resource)));
  const timers = new Map<number, () => void>();
  let last = 0;
  performance.now = () => clock.now();
  timersPromises.setTimeout = (async (milliseconds, value, { signal } = {}) => {
    await clock.sleep(milliseconds ?? 0, signal);
    return value;
  }) as typeof timersPromises.setTimeout;
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => {
    const timer = { id: ++last, ref: () => timer, unref: () => timer, hasRef: () => true, [Symbol.toPrimitive]: () => timer.id };
    timers.set(timer.id, clock.after(milliseconds, () => {
      timers.delete(timer.id);
      callback(...args);
    }));
    return timer;
  }) as unknown as typeof globalThis.setTimeout;
  globalThis.clearTimeout = (timer) => {
    timers.get(Number(timer))?.();
    timers.delete(Number(timer));
  };
}
