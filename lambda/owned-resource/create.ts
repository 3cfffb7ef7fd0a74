import { carryOut } from './carry-out';
import { Context } from './context';
import { find, findOwn } from './find';
import { isCreatedBy, ownerTag } from './owner-tag';
import { ownershipOf, verdict } from './ownership';
import { Desired } from './properties';
import { reconcileTags } from './tags';
import { ExistsButNotVisible } from './waiting';
import { OWNER_TAG } from '../../src/private/contract';
import { spellings } from '../../src/private/validation';
import { LATEST_CREATE } from '../deadlines';
import { AlreadyExists } from '../redshift/errors';
import { Found } from '../redshift/resource-calls';

/** The resource of a Create. One that exists is the result only if this very request created it. */
export async function create<P, F extends Found>(context: Context<P, F>, desired: Desired<P>): Promise<F> {
  if (desired.adoptExisting) return adoptExisting(context, desired);
  const { kind, request, waiting } = context;
  const names = spellings(desired.identifier);
  const accept = async (found: F): Promise<F> => {
    await carryOut(context, found, verdict('create', ownershipOf(found, request, request.requestId)));
    return found;
  };
  return waiting.retryWhileTransient(async (attempt) => {
    if (attempt > 1 || kind.describesBeforeCreate) { // otherwise a Create that finds the name free costs one call
      const found = await find(context, names, ({ tags }) => isCreatedBy(tags, request, request.requestId));
      if (found) return accept(found);
    }
    const created = await createUnlessExists(context, desired);
    if (created) return created;
    return accept(await findExisting(context, names));
  });
}

/** The resource of a Create that adopts one: it creates none. */
async function adoptExisting<P, F extends Found>(context: Context<P, F>, desired: Desired<P>): Promise<F> {
  const { request, waiting } = context;
  return waiting.retryWhileTransient(async () => {
    const found = await findOwn(context, spellings(desired.identifier));
    if (!found) throw nothingToAdopt(context, desired);
    const whatFollows = verdict('create, adopting', ownershipOf(found, request, request.requestId));
    if (await carryOut(context, found, whatFollows, desired.tags) === 'accepted') await reconcileTags(context, found, desired.tags, 'adopted');
    return found;
  });
}

export function nothingToAdopt({ kind: { noun }, request }: Context, { identifier }: Desired): Error {
  const { account, region } = request.stack;
  return new Error(`there is no ${noun} ${identifier} to adopt in the account ${account}, Region ${region}. Correct the identifier, or leave adoptExisting out `
    + 'to create it');
}

/** Creates the resource with its tags and the owner tag; undefined if the name is in use. */
export async function createUnlessExists<P, F extends Found>(context: Context<P, F>, desired: Desired<P>): Promise<F | undefined> {
  const { kind, request, invocation, redshift } = context;
  const { identifier, tags } = desired;
  const allTags = new Map([...tags, ...kind.tagsAtCreation(desired), [OWNER_TAG, ownerTag(request, request.requestId)]]);
  const reason = `the ${kind.noun} ${identifier} was not created within ${LATEST_CREATE / 1000} seconds, after which an invocation creates nothing`;
  try {
    return await invocation.until(LATEST_CREATE, reason, (signal) => redshift.create(desired, allTags, signal));
  } catch (error) {
    if (error instanceof AlreadyExists) return undefined;
    throw error;
  }
}

/** What has a name that is in use; throws if Redshift does not return it, or not yet. */
export async function findExisting<F extends Found>(context: Context<unknown, F>, names: readonly string[]): Promise<F> {
  const found = await find(context, names, () => true);
  if (found) return found;
  throw new ExistsButNotVisible(`the identifier ${names[0]} is already in use, but not returned by ${context.kind.describeAction}. `
    + 'Choose another identifier, or try again later');
}
