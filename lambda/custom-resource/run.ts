import { Clock } from './clock';
import { withTimeLimit } from './time-limit';

/** One invocation of the function: its time, and what is worth a word in the log. */
export class Run {
  public readonly warnings: string[] = [];

  /** By who waits, the latest last. */
  private readonly obstacles = new Map<object, Error>();

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

  /** Rejects when the time of the run, or of a part of it, is over. */
  public async sleep(milliseconds: number, signal: AbortSignal = this.signal): Promise<void> {
    await this.clock.sleep(milliseconds, signal);
  }

  /** Notes what somebody waits for to pass; nothing when they wait no longer. It is told if the time is over meanwhile. */
  public waits(who: object, obstacle?: Error): void {
    this.obstacles.delete(who);
    if (obstacle) this.obstacles.set(who, obstacle);
  }

  public warn(warning: string): void {
    this.warnings.push(warning);
  }

  /** Does all the work of the run; aborts it and rejects with the reason when it is not done so many milliseconds after the start. */
  public async watch<T>(milliseconds: number, reason: string, work: () => Promise<T>): Promise<T> {
    return withTimeLimit(this.clock, milliseconds - this.elapsed(), () => this.withObstacles(reason), this.controller, work);
  }

  /** As `watch`, for a part of the work: only what uses the signal is aborted. */
  public async until<T>(milliseconds: number, reason: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const part = new AbortController();
    const signal = AbortSignal.any([this.signal, part.signal]);
    return withTimeLimit(this.clock, milliseconds - this.elapsed(), () => this.withObstacles(reason), part, () => work(signal));
  }

  private withObstacles(reason: string): string {
    const obstacles = [...this.obstacles.values()].map(({ message }) => message);
    return obstacles.length ? `${reason}: ${obstacles.join('; then ')}` : reason;
  }
}
