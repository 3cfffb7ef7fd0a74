import { isGeneratedNameOf } from './identifier';
import { knownSpellings } from './look';
import { describeOwner, hasOwner, isMadeBy, isOurs, ownerTag } from './owner';
import { usableIdentifier } from './properties';
import { remove, removeUntil } from './remove';
import { arn, NOTHING_MADE_AFTER, Work } from './work';
import { NOT_CREATED_PREFIX, OWNER_TAG } from '../../src/private/contract';
import { identifierProblem, spellings } from '../../src/private/rules';
import { HsmClientCertificate, isSameIdentifier } from '../redshift/hsm-client-certificates';

/** How long the certificate of a failed Create is looked for: a call that was given up may still be carried out. */
const LOOKING_AFTER_MARKER = 15_000;

/** Deletes what the resource has made, and nothing else. */
export async function deleteCertificate(work: Work): Promise<void> {
  const { physicalResourceId: id, resourceProperties, stack } = work.request;
  const identifier = usableIdentifier(resourceProperties, stack);
  if (id.startsWith(NOT_CREATED_PREFIX)) await deleteAfterFailedCreate(work, id.slice(NOT_CREATED_PREFIX.length), identifier);
  else if (identifier !== undefined && isSameIdentifier(identifier, id)) await deleteKnown(work, knownSpellings(work.request, identifier));
  else await deleteUnknown(work, id, identifier);
}

async function deleteKnown(work: Work, spellingsOfId: readonly string[]): Promise<void> {
  await remove(work, spellingsOfId, (found) => {
    if (isOurs(found.tags, work.request)) return true;
    if (hasOwner(found.tags)) return leave(work, found);
    if (isGeneratedNameOf(work.request.stack, found.identifier)) return true; // nobody else has such a name
    throw ownerTagIsGone(work, found);
  });
}

/** After a Create that failed: only what that Create made goes, also if a call that was given up makes it again. */
async function deleteAfterFailedCreate(work: Work, requestId: string, identifier: string | undefined): Promise<void> {
  if (identifier === undefined) return; // then the Create failed for that
  const until = work.run.elapsed() + LOOKING_AFTER_MARKER;
  await removeUntil(work, until, ['absent', 'deleted'], () => remove(work, spellings(identifier), (found) => isMadeBy(found.tags, work.request, requestId)));
}

/**
 * The id is not that of the properties. It may be one that CloudFormation invented for a Create that never answered; or a real one
 * with the properties of another certificate, since it is not published which a Delete after a replacement carries.
 */
async function deleteUnknown(work: Work, id: string, identifier: string | undefined): Promise<void> {
  const { request } = work;
  const isGenerated = isGeneratedNameOf(request.stack, id);
  let isReal = isGenerated;
  if (identifierProblem(id) === undefined) {
    await remove(work, [id], (found) => {
      const isOwn = isOurs(found.tags, request) || (isGenerated && !hasOwner(found.tags));
      isReal ||= isOwn; // and stays so if somebody deletes or replaces the certificate while a cluster or IAM is waited for
      return isOwn || leave(work, found);
    });
  }
  if (isReal || identifier === undefined) return;
  // The Create may still be running, or run again.
  await removeUntil(work, NOTHING_MADE_AFTER, ['absent', 'deleted'], () =>
    remove(work, spellings(identifier), (found) => isOurs(found.tags, request) || leave(work, found)));
}

function leave({ request, run }: Work, { identifier, tags }: HsmClientCertificate): false {
  run.warn(`The HSM client certificate ${identifier} was left: it belongs to ${describeOwner(tags, request)}`);
  return false;
}

function ownerTagIsGone({ request }: Work, { identifier }: HsmClientCertificate): Error {
  const resource = arn(request.stack, identifier);
  return new Error(`the HSM client certificate ${identifier} has no tag ${OWNER_TAG}, so it may be somebody else's, and was left. If it is to be deleted, `
    + `put the tag back: aws redshift create-tags --resource-name ${resource} --tags Key=${OWNER_TAG},Value=${ownerTag(request, request.requestId)} `
    + `and delete again; otherwise delete the stack and retain the resource ${request.logicalResourceId}`);
}
