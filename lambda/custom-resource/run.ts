import { Clock } from './clock';

/** One invocation of the function: its time, and what is worth a word in the log. */
export class Run {
  public readonly warnings: string[] = [];

  private readonly startedAt: number;
  private readonly controller = new AbortController();

  public constructor(private readonly clock: Clock) {
    this.startedAt = clock.now();
  }

  /** Aborted when the time of the run is over. */
  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds since the start of the run. */
  public elapsed(): number {
    return this.clock.now() - this.startedAt;
  }

  /** Rejects when the time of the run is over. */
  public async sleep(milliseconds: number): Promise<void> {
    await this.clock.sleep(milliseconds, this.signal);
  }

  public warn(warning: string): void {
    this.warnings.push(warning);
  }

  /** Does all the work of the run; aborts it and rejects with the reason when it is not done so many milliseconds after the start. */
  public async watch<T>(milliseconds: number, reason: string, work: () => Promise<T>): Promise<T> {
    return this.expire(milliseconds, reason, this.controller, work);
  }

  /** As `watch`, for a part of the work: only what uses the signal is aborted. */
  public async until<T>(milliseconds: number, reason: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const part = new AbortController();
    return this.expire(milliseconds, reason, part, () => work(AbortSignal.any([this.signal, part.signal])));
  }

  private async expire<T>(milliseconds: number, reason: string, controller: AbortController, work: () => Promise<T>): Promise<T> {
    const left = milliseconds - this.elapsed();
    if (left <= 0) throw new Error(reason);
    const done = new AbortController();
    const expiry = this.clock.sleep(left, done.signal).then(() => {
      controller.abort(new Error(reason));
      return Promise.reject(controller.signal.reason);
    });
    try {
      return await Promise.race([work(), expiry]);
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error; // not what the abort made of the work
    } finally {
      done.abort();
    }
  }
}
