import { isSame } from './names';
import type { Origin, Request } from './state';
import type { Tags } from '../../../lambda/redshift/resource-calls';
import type { StoredHsmClientCertificate } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';

export const ANOTHER_OWNER = 'stack/other/0a1b2c3d-4e5f-11ee-8c99-0242ac120002/Certificate/a-request';

export interface OfResource {
  readonly stack: string;
  readonly logicalId: string;
}

export function isOfSameResource(one: OfResource | undefined, other: OfResource): boolean {
  return one?.stack === other.stack && one.logicalId === other.logicalId;
}

/** What an owner tag says, if there is one. */
export function ownerIn(tags: Tags): OfResource & { readonly how: string; readonly requestId: string } | undefined {
  const tag = tags.get(OWNER_TAG);
  if (tag === undefined) return undefined;
  const [how, , stack, logicalId, requestId] = tag.split('/');
  return { how, stack, logicalId, requestId };
}

export function isAdopted({ tags }: { readonly tags: Tags }): boolean {
  return ownerIn(tags)?.how === 'adopted';
}

/** Whether the owner tag says that a resource has adopted it. */
export function isAdoptedBy(certificate: StoredHsmClientCertificate, resource: OfResource): boolean {
  return isAdopted(certificate) && isOfSameResource(ownerIn(certificate.tags), resource);
}

/**
 * Whether a request may give a certificate that its resource has not created these tags, or remove its own: if it asks to adopt one that has no
 * owner, or that the same resource, perhaps of an earlier stack, has retained or adopted.
 */
export function mayAdopt(request: Request, certificate: StoredHsmClientCertificate, { kept }: Origin, added: Tags = new Map()): boolean {
  if (ownerIn(added)?.how === 'stack') return false;
  if (isAdoptedBy(certificate, request)) return true;
  const asks = [request.properties, request.oldProperties].some((each) => each?.AdoptExisting && isSame(each.Identifier, certificate.identifier));
  const owner = ownerIn(certificate.tags);
  return asks && (!owner || (owner.logicalId === request.logicalId && (kept !== undefined || owner.how === 'adopted')));
}
