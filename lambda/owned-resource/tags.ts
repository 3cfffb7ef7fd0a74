import { Context } from './context';
import { hasOwner, Origin, ownerTag } from './owner-tag';
import { usableTagKeys } from './properties';
import { OWNER_TAG } from '../../src/private/contract';
import { TooManyTags } from '../redshift/errors';
import { Found, Tags } from '../redshift/resource-calls';

/** Of one resource. For other services it is documented that those of AWS's own (`aws:`) do not count. */
const MAX_TAGS = 50;

/**
 * Writes the tags that differ from the template, and deletes those that only the old template has. All others belong to somebody else,
 * and stay. A missing owner tag is restored, which says how the resource has come to its owner.
 */
export async function reconcileTags(context: Context, { identifier, tags: present }: Found, desired: Tags, origin: Origin): Promise<void> {
  const { request, redshift, signal } = context;
  const surplus = usableTagKeys(request.oldResourceProperties).filter((key) => !desired.has(key) && present.has(key));
  const missing = differing(desired, present);
  if (!hasOwner(present)) missing.set(OWNER_TAG, ownerTag(request, request.requestId, origin));
  const createMissing = async () => { if (missing.size) await redshift.createTags(identifier, missing, signal); };
  const deleteSurplus = async () => { if (surplus.length) await redshift.deleteTags(identifier, surplus, signal); };
  if (!fit(present, missing) && fit(present, missing, surplus)) {
    await deleteSurplus();
    return createMissing();
  }
  try {
    await createMissing(); // first, because a policy may deny it: the rollback could not restore what was deleted before
    await deleteSurplus();
  } catch (error) {
    if (!(error instanceof TooManyTags) || !fit(present, missing, surplus)) throw error;
    await deleteSurplus(); // Redshift counts AWS's own tags, or somebody has added some
    await createMissing();
  }
}

/** The desired tags that are not there, or have another value. */
export function differing(desired: Tags, present: Tags): Map<string, string> {
  return new Map([...desired].filter(([key, value]) => present.get(key) !== value));
}

/** Whether there is room for more tags beside those that are present, less surplus ones. */
function fit(present: Tags, more: Tags, surplus: readonly string[] = []): boolean {
  const keys = new Set([...present.keys(), ...more.keys()]);
  return [...keys].filter((key) => !surplus.includes(key) && !/^aws:/i.test(key)).length <= MAX_TAGS;
}
