import { find } from './look';
import { isOurs } from './owner';
import { until, Work } from './work';
import { HsmClientCertificate } from '../redshift/hsm-client-certificates';
import { InUse, NotFound } from '../redshift/refusals';

/** Whether a certificate that was found may be deleted; asked anew whenever it is looked at again. */
export type MayDelete = (found: HsmClientCertificate) => boolean;

/** What became of a certificate that was to be deleted if it may be. */
export type Removal = 'deleted' | 'absent' | 'left';

/** How long is looked for the clusters that use a certificate. */
const NAMING_CLUSTERS = 10_000;

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5_000;

/** Deletes the certificate that has one of some spellings of a name, if there is one and it may be deleted. Waits for clusters that still use it. */
export async function remove(work: Work, spellings: readonly string[], mayDelete: MayDelete): Promise<Removal> {
  let clusters: string | undefined;
  return work.patience.persist(async () => {
    try {
      return await removeNow(work, spellings, mayDelete);
    } catch (error) {
      if (!(error instanceof InUse)) throw error;
      clusters ??= await clustersThatUse(work, spellings[0]);
      throw new InUse(`the HSM client certificate ${spellings[0]} cannot be deleted while it is in use${clusters}: ${error.message}`);
    }
  });
}

/** As `remove`, without waiting for anything. */
export async function removeNow(work: Work, spellings: readonly string[], mayDelete: MayDelete): Promise<Removal> {
  const found = await find(work, spellings, ({ tags }) => isOurs(tags, work.request));
  if (!found) return 'absent';
  if (!mayDelete(found)) return 'left';
  try {
    await work.redshift.delete(found.identifier, work.signal);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error; // somebody was faster, or the answer to an earlier try was lost
  }
  return 'deleted';
}

/**
 * Removes until a time of the run, again and again while the result is one of these: what is not there yet may still be made by
 * a request that runs at the same time, or by a call that was given up. The last look is at that time or after it.
 */
export async function removeUntil({ run }: Work, time: number, again: readonly Removal[], removal: () => Promise<Removal>): Promise<Removal> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const last = run.elapsed() >= time;
    const removed = await removal();
    if (last || !again.includes(removed)) return removed;
    await run.sleep(Math.max(0, Math.min(pause, time - run.elapsed())));
  }
}

/** In words that follow "in use". Not to know them is no failure, and takes no time from the deletion. */
async function clustersThatUse(work: Work, identifier: string): Promise<string> {
  try {
    const names = await until(work, work.run.elapsed() + NAMING_CLUSTERS, 'too late', ({ redshift, signal }) => redshift.clustersThatUse(identifier, signal));
    return names.length ? ` by ${names.length > 1 ? 'the clusters' : 'the cluster'} ${names.join(', ')}` : '';
  } catch {
    return '';
  }
}
