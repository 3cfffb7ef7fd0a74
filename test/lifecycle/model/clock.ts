import { Clock } from '../../../lambda/custom-resource/clock';

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** The clock of one invocation: time passes only when the scheduler says so, and what sleeps is woken by it. */
export class VirtualClock implements Clock {
  private readonly alarms = new Set<Alarm>();
  /** Each stops listening to an abort: Node.js keeps what listens to a signal that is made of others. */
  private readonly listeners = new Set<() => void>();

  constructor(readonly now: () => number) {}

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError());
      const stop = this.onAbort(signal, () => {
        this.alarms.delete(alarm);
        reject(abortError());
      });
      const alarm = {
        at: this.now() + Math.max(0, milliseconds),
        ring: () => {
          stop();
          resolve();
        },
      };
      this.alarms.add(alarm);
    });
  }

  /** Returns what stops listening. */
  onAbort(signal: AbortSignal, aborted: () => void): () => void {
    const stop = (): void => {
      signal.removeEventListener('abort', listener);
      this.listeners.delete(stop);
    };
    const listener = (): void => {
      this.listeners.delete(stop);
      aborted();
    };
    signal.addEventListener('abort', listener, { once: true });
    this.listeners.add(stop);
    return stop;
  }

  nextAlarm(): number {
    let next = Infinity;
    for (const { at } of this.alarms) next = Math.min(next, at);
    return next;
  }

  ringUntil(time: number): void {
    const due = [...this.alarms].filter(({ at }) => at <= time).sort((one, other) => one.at - other.at);
    for (const alarm of due) if (this.alarms.delete(alarm)) alarm.ring();
  }

  /** Nothing rings any more, and nothing listens. */
  stop(): void {
    this.alarms.clear();
    this.listeners.forEach((stop) => stop());
    this.listeners.clear();
  }
}

export function abortError(): Error {
  return Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
}
