import { hasOwner, ownerTag } from './owner';
import { usableTagKeys } from './properties';
import { Work } from './work';
import { OWNER_TAG } from '../../src/private/contract';
import { HsmClientCertificate, Tags } from '../redshift/hsm-client-certificates';
import { TooManyTags } from '../redshift/refusals';

/** A certificate takes no more of them. Of other services it is published that those of AWS's own (`aws:`) do not count. */
const MOST_TAGS = 50;

/**
 * Brings the tags of a certificate in line with the template, and writes only what differs. Tags of the old or the new template
 * are ours; all others on the certificate are other people's, and stay. An owner tag that is gone is put back.
 */
export async function bringTagsInLine(work: Work, { identifier, tags: present }: HsmClientCertificate, wanted: Tags): Promise<void> {
  const { request, redshift, signal } = work;
  const surplus = usableTagKeys(request.oldResourceProperties).filter((key) => !wanted.has(key) && present.has(key));
  const missing = new Map([...wanted].filter(([key, value]) => present.get(key) !== value));
  if (!hasOwner(present)) missing.set(OWNER_TAG, ownerTag(request, request.requestId));
  const createMissing = async () => { if (missing.size) await redshift.createTags(identifier, missing, signal); };
  const deleteSurplus = async () => { if (surplus.length) await redshift.deleteTags(identifier, surplus, signal); };
  if (!fit(present, missing) && fit(present, missing, surplus)) {
    await deleteSurplus();
    return createMissing();
  }
  try {
    await createMissing(); // first, since a policy may refuse it: what was deleted before could then not be put back by the rollback
    await deleteSurplus();
  } catch (error) {
    if (!(error instanceof TooManyTags) || !fit(present, missing, surplus)) throw error;
    await deleteSurplus(); // it counts AWS's own tags, or somebody has added some
    await createMissing();
  }
}

/** Whether there is room for tags beside those that are present, less surplus ones. */
function fit(present: Tags, more: Tags, surplus: readonly string[] = []): boolean {
  const keys = new Set([...present.keys(), ...more.keys()]);
  return [...keys].filter((key) => !surplus.includes(key) && !/^aws:/i.test(key)).length <= MOST_TAGS;
}
