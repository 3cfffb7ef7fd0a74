import { transience, Transience } from './classification';
import { MAX_WITHOUT_RESPONSE } from '../deadlines';

/** What a call needs of the invocation that makes it. */
export interface Caller {
  /** Milliseconds since the start of the invocation. */
  elapsed(): number;
  /** Rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Notes the error that somebody retries, or that nothing is retried any more. */
  retries(retrier: object, error?: Error): void;
}

/** The first pause is random below this, and each has twice the limit of the one before. */
const FIRST_PAUSE: Readonly<Record<Transience, number>> = { 'throttled': 1_000, 'no response': 50, 'clock': 50 };

/**
 * The SDK's own pauses go up to 20 seconds. When 200 certificates are created at once, the last ones would still wait while Redshift
 * has nothing to do any more: docs/performance.md.
 */
const LONGEST_PAUSE = 5_000;

/**
 * Makes a call, and repeats it while its error is transient. A service that throttles works and is only busy, perhaps with the other
 * certificates of the stack: only the time of the invocation ends that. `readable` makes the error that is thrown at last.
 */
export async function withRetries<T>(
  caller: Caller, signal: AbortSignal, readable: (error: unknown) => Error, call: () => Promise<T>,
): Promise<T> {
  let noResponseSince: number | undefined; // to be throttled is a response
  let clockWasCorrected = false;
  try {
    for (let retries = 0; ; retries++) {
      const startedAt = caller.elapsed();
      try {
        return await call();
      } catch (error) {
        const why = transience(error);
        noResponseSince = why === 'no response' ? noResponseSince ?? startedAt : undefined;
        const isOver = noResponseSince !== undefined && caller.elapsed() - noResponseSince >= MAX_WITHOUT_RESPONSE;
        if (why === undefined || isOver || (why === 'clock' && clockWasCorrected)) throw readable(error);
        clockWasCorrected ||= why === 'clock';
        caller.retries(call, readable(error));
        await caller.sleep(Math.random() * Math.min(FIRST_PAUSE[why] * 2 ** retries, LONGEST_PAUSE), signal);
      }
    }
  } finally {
    caller.retries(call);
  }
}
