import { Clock } from './clock';
import { withTimeLimit } from './time-limit';

/** One invocation of the function: its time, and the warnings for its line in the log. */
export class Invocation {
  public readonly warnings: string[] = [];

  /** The errors that are being retried now, by what retries them; the latest last. */
  private readonly retriedErrors = new Map<object, Error>();

  private readonly startedAt: number;
  private readonly controller = new AbortController();

  public constructor(private readonly clock: Clock) {
    this.startedAt = clock.now();
  }

  /** Aborted when the time of the invocation is over. */
  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds since the start of the invocation. */
  public elapsed(): number {
    return this.clock.now() - this.startedAt;
  }

  /** Rejects as soon as the signal is aborted. */
  public async sleep(milliseconds: number, signal: AbortSignal = this.signal): Promise<void> {
    await this.clock.sleep(milliseconds, signal);
  }

  /** Notes the error that somebody retries, or that nothing is retried any more. If the time ends meanwhile, the reason has it. */
  public retries(retrier: object, error?: Error): void {
    this.retriedErrors.delete(retrier);
    if (error) this.retriedErrors.set(retrier, error);
  }

  public warn(warning: string): void {
    if (!this.warnings.includes(warning)) this.warnings.push(warning); // a retried step may give it again
  }

  /** Does all the work of the invocation; aborts it and rejects with the reason when it is not done by that time of the invocation. */
  public async watch<T>(milliseconds: number, reason: string, work: () => Promise<T>): Promise<T> {
    return withTimeLimit(this.clock, milliseconds - this.elapsed(), () => this.withRetriedErrors(reason), this.controller, work);
  }

  /** As `watch`, for a part of the work: only what uses the signal is aborted. */
  public async until<T>(milliseconds: number, reason: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const part = new AbortController();
    const signal = AbortSignal.any([this.signal, part.signal]);
    return withTimeLimit(this.clock, milliseconds - this.elapsed(), () => this.withRetriedErrors(reason), part, () => work(signal));
  }

  private withRetriedErrors(reason: string): string {
    const messages = [...this.retriedErrors.values()].map(({ message }) => message);
    return messages.length ? `${reason}: ${messages.join('; then ')}` : reason;
  }
}
