import { carryOut, Effect } from './carry-out';
import { Context } from './context';
import { findOwn } from './find';
import { ownershipOf, Situation, verdict } from './ownership';
import { Invocation } from '../custom-resource/invocation';
import { MAX_WAIT_FOR_CLUSTER_NAMES } from '../deadlines';
import { InUse } from '../redshift/errors';

/** What became of what was to be removed. */
export type Removal = Effect;

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5_000;

/**
 * Deletes the resource that has one of some spellings of a name, or does what else the situation demands. Waits for clusters that use it.
 * "deleted" is also what was to be deleted or released, and then was gone or replaced. `requestId` is the request that counts as this one.
 */
export async function remove(
  context: Context, names: readonly string[], situation: Situation, requestId = context.request.requestId,
): Promise<Removal> {
  let clusters: string | undefined;
  let wasOwn = false;
  return context.waiting.retryWhileTransient(async () => {
    const found = await findOwn(context, names);
    const whatFollows = found && verdict(situation, ownershipOf(found, context.request, requestId));
    wasOwn ||= whatFollows === 'delete' || whatFollows === 'release';
    try {
      const removal = found && whatFollows ? await carryOut(context, found, whatFollows) : 'absent';
      return wasOwn ? 'deleted' : removal;
    } catch (error) {
      if (!(error instanceof InUse)) throw error;
      clusters ??= await clustersThatUse(context, names[0]);
      throw new InUse(`the ${context.kind.noun} ${names[0]} cannot be deleted while it is in use${clusters}: ${error.message}`);
    }
  });
}

/**
 * Removes again and again until a time of the invocation, or until something is left in place: what is not there yet may still be created
 * by a request that runs at the same time, or by an abandoned call. The last attempt is at that time or after it.
 */
export async function watch(invocation: Invocation, until: number, removal: () => Promise<Removal>): Promise<void> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const isLast = invocation.elapsed() >= until;
    if (await removal() === 'left' || isLast) return;
    await invocation.sleep(Math.max(0, Math.min(pause, until - invocation.elapsed())));
  }
}

/** In words that follow "in use". Not to know them is no failure, and takes no time from the deletion. */
async function clustersThatUse({ invocation, redshift }: Context, identifier: string): Promise<string> {
  try {
    const until = invocation.elapsed() + MAX_WAIT_FOR_CLUSTER_NAMES;
    const names = await invocation.until(until, 'too late', (signal) => redshift.clustersThatUse(identifier, signal));
    return names.length ? ` by ${names.length > 1 ? 'the clusters' : 'the cluster'} ${names.join(', ')}` : '';
  } catch {
    return '';
  }
}
