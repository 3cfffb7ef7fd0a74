import { Run } from '../custom-resource/run';
import { AccessDenied, InUse, NotFound } from '../redshift/refusals';

/** Redshift says that an identifier is taken, and does not show by what. */
export class TakenUnseen extends Error {}

/** Milliseconds: how long a run waits for such a thing in all, and the longest pause between two tries. */
interface Allowance {
  readonly inAll: number;
  readonly pause: number;
}

const FIRST_PAUSE = 1_000;
const FOR_IAM: Allowance = { inAll: 60_000, pause: 8_000 };
const FOR_THE_UNSEEN: Allowance = { inAll: 15_000, pause: 4_000 };
const LONGEST_PAUSE_FOR_CLUSTERS = 15_000;

/** The time of a run at which it is given up that a cluster lets go of a certificate. */
const CLUSTERS_UNTIL = 240_000;

/** Waits for what passes by itself. */
export class Patience {
  private readonly waited = new Map<Allowance, number>();

  public constructor(private readonly run: Run) {}

  /** Takes a step until it meets nothing that may pass. A step begins with a look at what is there, since that may change meanwhile. */
  public async persist<T>(step: () => Promise<T>): Promise<T> {
    try {
      for (let pause = FIRST_PAUSE; ; pause *= 2) {
        try {
          return await step();
        } catch (error) {
          const milliseconds = this.pause(error, pause * (0.5 + Math.random() / 2));
          if (milliseconds <= 0) throw error;
          this.run.waits(this, error as Error);
          await this.run.sleep(milliseconds);
        }
      }
    } finally {
      this.run.waits(this);
    }
  }

  private pause(error: unknown, wished: number): number {
    if (error instanceof AccessDenied) return error.mayPass ? this.take(FOR_IAM, wished) : 0;
    if (error instanceof TakenUnseen || error instanceof NotFound) return this.take(FOR_THE_UNSEEN, wished);
    if (error instanceof InUse) return Math.min(wished, LONGEST_PAUSE_FOR_CLUSTERS, CLUSTERS_UNTIL - this.run.elapsed());
    return 0;
  }

  private take(allowance: Allowance, wished: number): number {
    const waited = this.waited.get(allowance) ?? 0;
    const milliseconds = Math.min(wished, allowance.pause, allowance.inAll - waited);
    this.waited.set(allowance, waited + milliseconds);
    return milliseconds;
  }
}
