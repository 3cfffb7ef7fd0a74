import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryBackoffStrategy, StandardRetryToken } from '@smithy/types';

/** Errors of the service and broken connections: so many tries in all. */
const MAX_ATTEMPTS = 10;

/** Where Redshift throttles, it is well and only busy, perhaps with the other certificates of the stack: the time of a run ends before these. */
const MAX_THROTTLED_ATTEMPTS = 40;

/**
 * The SDK's own goes up to 20 seconds. When 200 certificates are created at once, the last ones would then still wait while
 * Redshift has nothing to do any more: docs/performance.md.
 */
const LONGEST_PAUSE = 5_000;

/** Tries again as the SDK's standard strategy does, with shorter pauses, and longer where Redshift throttles. One for each client. */
export class Retries extends StandardRetryStrategy {
  public constructor() {
    super({ maxAttempts: MAX_THROTTLED_ATTEMPTS, backoff: new Backoff() });
  }

  public override async refreshRetryTokenForRetry(token: StandardRetryToken, error: RetryErrorInfo): Promise<StandardRetryToken> {
    const attempts = token.getRetryCount() + 1;
    if (error.errorType !== 'THROTTLING' && attempts >= MAX_ATTEMPTS) throw new Error(`tried ${attempts} times`); // the SDK then throws what the last try met
    return super.refreshRetryTokenForRetry(token, error);
  }
}

/** Random pauses below a limit that doubles with each try. */
class Backoff implements StandardRetryBackoffStrategy {
  private base = 0;

  public setDelayBase(milliseconds: number): void {
    this.base = milliseconds;
  }

  public computeNextBackoffDelay(retries: number): number {
    return Math.random() * Math.min(this.base * 2 ** retries, LONGEST_PAUSE);
  }
}
