import { carryOut } from './carry-out';
import { Context } from './context';
import { findOwn } from './find';
import { ownershipOf, verdict } from './ownership';
import { isAdopting } from './properties';
import { Removal, watch } from './remove';
import { OWNER_TAG } from '../../src/private/contract';
import { spellings } from '../../src/private/validation';
import { errorMessage } from '../custom-resource/error-message';
import { LATEST_LATE_CREATE, LATEST_UNDO } from '../deadlines';

/**
 * Deletes what a failed replacement has created. That responded with the id of the old resource, so CloudFormation never learned of the
 * new one and sends no Delete for it. It may still be created, or created again by an Update whose response was lost. Its failure is no
 * reason to fail a rollback.
 */
export async function undoReplacement(context: Context, identifier: string): Promise<void> {
  const { kind: { noun }, invocation } = context;
  try {
    await invocation.until(LATEST_UNDO, 'there was no time left', async (signal) => {
      const undo = undoOnce({ ...context, signal }, spellings(identifier));
      await watch(invocation, LATEST_LATE_CREATE, () => context.waiting.retryWhileTransient(undo, { isInUseTransient: false }));
    });
  } catch (error) {
    if (invocation.signal.aborted) throw error;
    invocation.warn(`The ${noun} ${identifier}, which a failed replacement created, was left in place: ${errorMessage(error)}`);
  }
}

/** Gets rid of what it finds first, and later only of what the same request has created: anything else belongs to a later request. */
function undoOnce(context: Context, names: readonly string[]): () => Promise<Removal> {
  const situation = isAdopting(context.request.oldResourceProperties) ? 'undo, adopting' : 'undo';
  let ownerTagOfFirst: string | undefined;
  return async () => {
    const found = await findOwn(context, names);
    if (!found) return 'absent';
    const whatFollows = verdict(situation, ownershipOf(found, context.request, context.request.requestId));
    if (whatFollows !== 'delete' && whatFollows !== 'release') return carryOut(context, found, whatFollows);
    ownerTagOfFirst ??= found.tags.get(OWNER_TAG);
    return found.tags.get(OWNER_TAG) === ownerTagOfFirst ? carryOut(context, found, whatFollows) : 'left';
  };
}
