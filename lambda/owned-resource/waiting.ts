import { Invocation } from '../custom-resource/invocation';
import { LATEST_WAIT_FOR_CLUSTERS, MAX_WAIT_FOR_IAM, MAX_WAIT_FOR_VISIBILITY } from '../deadlines';
import { AccessDenied, InUse, NotFound } from '../redshift/errors';

/** Redshift rejects an identifier as in use, but does not return what has it. */
export class ExistsButNotVisible extends Error {}

/** Milliseconds: how long an invocation waits for one thing in total, and the longest pause between two attempts. */
interface Allowance {
  readonly total: number;
  readonly longestPause: number;
}

const FIRST_PAUSE = 1_000;
const FOR_IAM: Allowance = { total: MAX_WAIT_FOR_IAM, longestPause: 8_000 };
const FOR_VISIBILITY: Allowance = { total: MAX_WAIT_FOR_VISIBILITY, longestPause: 4_000 };
const LONGEST_PAUSE_FOR_CLUSTERS = 15_000;

/** Retries steps that fail for transient reasons. */
export class Waiting {
  private readonly waited = new Map<Allowance, number>();

  public constructor(private readonly invocation: Invocation) {}

  /**
   * Every attempt but the first has to begin with a Describe: what exists, and whose it is, may change while it waits. `isInUseTransient` is
   * false where a cluster that uses the resource is not waited for.
   */
  public async retryWhileTransient<T>(step: (attempt: number) => Promise<T>, { isInUseTransient = true } = {}): Promise<T> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await step(attempt);
        } catch (error) {
          const desired = FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
          const milliseconds = error instanceof InUse && !isInUseTransient ? 0 : this.pause(error, desired);
          if (milliseconds <= 0) throw error;
          this.invocation.retries(this, error as Error);
          await this.invocation.sleep(milliseconds);
        }
      }
    } finally {
      this.invocation.retries(this);
    }
  }

  private pause(error: unknown, desired: number): number {
    if (error instanceof AccessDenied) return error.isTransient ? this.take(FOR_IAM, desired) : 0;
    if (error instanceof ExistsButNotVisible || error instanceof NotFound) return this.take(FOR_VISIBILITY, desired);
    if (error instanceof InUse) return Math.min(desired, LONGEST_PAUSE_FOR_CLUSTERS, LATEST_WAIT_FOR_CLUSTERS - this.invocation.elapsed());
    return 0;
  }

  private take(allowance: Allowance, desired: number): number {
    const waited = this.waited.get(allowance) ?? 0;
    const milliseconds = Math.min(desired, allowance.longestPause, allowance.total - waited);
    this.waited.set(allowance, waited + milliseconds);
    return milliseconds;
  }
}
