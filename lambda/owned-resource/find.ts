import { Context } from './context';
import { isOwnedBy } from './owner-tag';
import { usableIdentifier } from './properties';
import { Found, isSameIdentifier } from '../redshift/resource-calls';

/**
 * The spellings under which Redshift may have a resource whose physical id is known, and differs from the template at most in its case:
 * as Redshift spelled it, or as a template did if it was created again since.
 */
export function knownSpellings({ kind, request }: Context, identifier: string): string[] {
  const { physicalResourceId: id, oldResourceProperties, stack } = request;
  const old = usableIdentifier(kind, oldResourceProperties, stack);
  const created = old !== undefined && isSameIdentifier(old, id) ? [identifier, old] : [identifier];
  return [...new Set([id, ...created])];
}

/**
 * The resource that has one of some spellings, preferably one that is meant. If names are case-sensitive, another spelling than the first
 * may be an unrelated resource that does not matter, so what has it counts only if it is meant.
 */
export async function find<F extends Found>(
  { redshift, signal }: Context<unknown, F>, [first, ...others]: readonly string[], isMeant: (found: F) => boolean,
): Promise<F | undefined> {
  const found = await redshift.describe(first, signal);
  if (found && isMeant(found)) return found;
  for (const spelling of others) {
    const other = await redshift.describe(spelling, signal);
    if (other && isMeant(other)) return other;
  }
  return found;
}

/** As `find`; what this resource owns is meant. */
export async function findOwn<F extends Found>(context: Context<unknown, F>, spellings: readonly string[]): Promise<F | undefined> {
  return find(context, spellings, ({ tags }) => isOwnedBy(tags, context.request));
}
