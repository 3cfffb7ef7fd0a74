import { hasOwner, ownerTag } from './owner';
import { usableTagKeys } from './properties';
import { Work } from './work';
import { OWNER_TAG } from '../../src/private/contract';
import { HsmClientCertificate, Tags } from '../redshift/hsm-client-certificates';

/**
 * Brings the tags of a certificate in line with the template, and writes only what differs. Tags of the old or the new template
 * are ours; all others on the certificate are other people's, and stay. An owner tag that is gone is put back.
 */
export async function bringTagsInLine(work: Work, { identifier, tags: present }: HsmClientCertificate, wanted: Tags): Promise<void> {
  const { request, redshift, signal } = work;
  const surplus = usableTagKeys(request.oldResourceProperties).filter((key) => !wanted.has(key) && present.has(key));
  const missing = new Map([...wanted].filter(([key, value]) => present.get(key) !== value));
  if (!hasOwner(present)) missing.set(OWNER_TAG, ownerTag(request, request.requestId));
  if (surplus.length) await redshift.deleteTags(identifier, surplus, signal); // first: a certificate takes 50 tags
  if (missing.size) await redshift.createTags(identifier, missing, signal);
}
