import { setImmediate, setTimeout } from 'node:timers';
import { Clock } from '../../lambda/custom-resource/clock';

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/**
 * Time that passes only while everybody waits, and then at once: when nothing else is left to do it moves on to the next alarm.
 * What happens in real time, as input and output do, has to stop it: by `during`, or by saying so whenever it is asked.
 */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly alarms = new Set<Alarm>();
  private standsStillFor = 0;
  private isMoving = false;

  constructor(private readonly isBusy: () => boolean = () => false) {}

  now(): number {
    return this.time;
  }

  /** Calls back after some milliseconds; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void {
    const alarm = {
      at: this.time + Math.max(1, Math.ceil(milliseconds)), // a timer of Node.js takes a millisecond, too
      ring: () => {
        this.alarms.delete(alarm);
        callback();
      },
    };
    this.alarms.add(alarm);
    this.move();
    return () => void this.alarms.delete(alarm);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        cancel();
        reject(Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), { name: 'AbortError' }));
      };
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', aborted);
        resolve();
      });
      if (signal?.aborted) aborted();
      else signal?.addEventListener('abort', aborted, { once: true });
    });
  }

  /** Stands still until the promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    this.standsStillFor++;
    try {
      return await promise;
    } finally {
      this.standsStillFor--;
      this.move();
    }
  }

  private move(): void {
    if (this.isMoving) return;
    this.isMoving = true;
    setImmediate(() => { // by then all promises that can go on have done so
      this.isMoving = false;
      if (this.standsStillFor || !this.alarms.size) return;
      if (this.isBusy()) setTimeout(() => this.move(), 1);
      else this.ringNext();
    });
  }

  private ringNext(): void {
    const next = [...this.alarms].reduce((one, other) => (other.at < one.at ? other : one)); // of several at a time the first that was set
    this.time = next.at;
    next.ring();
    this.move();
  }
}
