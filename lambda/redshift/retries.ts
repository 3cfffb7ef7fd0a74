import { passing, Passing } from './meaning';

/** What a call needs of the run that makes it. */
export interface Caller {
  /** Milliseconds since the start of the run. */
  elapsed(): number;
  /** Rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Notes what somebody waits for to pass; nothing when they wait no longer. */
  waits(who: object, obstacle?: Error): void;
}

/** A call that gets no proper answer is made again for so many milliseconds on end: a VPC whose ways are just being made needs its time. */
const FOR_AN_ANSWER = 90_000;

/** The first pause is random below this, and each has twice the limit of the one before. */
const FIRST_PAUSE: Readonly<Record<Passing, number>> = { throttled: 1_000, unanswered: 50, clock: 50 };

/**
 * The SDK's own pauses go up to 20 seconds. When 200 certificates are created at once, the last ones would then still wait while
 * Redshift has nothing to do any more: docs/performance.md.
 */
const LONGEST_PAUSE = 5_000;

/**
 * Makes a call, again and again while what it meets may pass. Where Redshift throttles, it is well and only busy, perhaps with the
 * other certificates of the stack: only the time of the run ends that. `inWords` makes of an error what is told if it ends so.
 */
export async function withRetries<T>(caller: Caller, signal: AbortSignal, inWords: (error: unknown) => Error, call: () => Promise<T>): Promise<T> {
  let unansweredSince: number | undefined; // throttling is an answer
  let clockWasCorrected = false;
  try {
    for (let retries = 0; ; retries++) {
      const startedAt = caller.elapsed();
      try {
        return await call();
      } catch (error) {
        const why = passing(error);
        unansweredSince = why === 'unanswered' ? unansweredSince ?? startedAt : undefined;
        const isOver = unansweredSince !== undefined && caller.elapsed() - unansweredSince >= FOR_AN_ANSWER;
        if (why === undefined || isOver || (why === 'clock' && clockWasCorrected)) throw inWords(error);
        clockWasCorrected ||= why === 'clock';
        caller.waits(call, inWords(error));
        await caller.sleep(Math.random() * Math.min(FIRST_PAUSE[why] * 2 ** retries, LONGEST_PAUSE), signal);
      }
    }
  } finally {
    caller.waits(call);
  }
}
