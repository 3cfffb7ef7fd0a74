import { createUnlessTaken, notOurs, takenUnseen } from './create';
import { isGeneratedNameOf } from './identifier';
import { find, knownSpellings } from './look';
import { hasOwner, isMadeBy, isOurs } from './owner';
import { usableIdentifier, WantedCertificate } from './properties';
import { removeNow, removeUntil } from './remove';
import { bringTagsInLine } from './tags';
import { NOTHING_MADE_AFTER, until, Work } from './work';
import { OWNER_TAG } from '../../src/private/contract';
import { spellings } from '../../src/private/rules';
import { sentence } from '../custom-resource/answer';
import { HsmClientCertificate, isSameIdentifier } from '../redshift/hsm-client-certificates';
import { InUse } from '../redshift/refusals';

/** The time of a run at which it no longer tries to undo a replacement: the certificate that the stack has is in order by then. */
const UNDOING_UNTIL = 240_000;

/**
 * Brings the certificate that the template names in line with it, and makes it if it is not there. With another identifier
 * than the physical id this is the first half of a replacement: CloudFormation sends a Delete for the old certificate later.
 */
export async function update(work: Work, wanted: WantedCertificate): Promise<HsmClientCertificate> {
  const { physicalResourceId, oldResourceProperties, stack } = work.request;
  const names = keepsIdentifier(work, wanted) ? knownSpellings(work.request, wanted.identifier) : spellings(wanted.identifier);
  let wasThere = false;
  const certificate = await work.patience.persist(async () => {
    const found = await find(work, names, ({ tags }) => isOurs(tags, work.request));
    if (!found && wasThere) throw deletedMeanwhile(wanted.identifier);
    wasThere ||= found !== undefined;
    return found ? bringInLine(work, wanted, found) : create(work, wanted, names);
  });
  const old = usableIdentifier(oldResourceProperties, stack);
  const isRollback = keepsIdentifier(work, wanted) && old !== undefined && !isSameIdentifier(old, physicalResourceId);
  if (isRollback) await undoReplacement(work, old);
  return certificate;
}

/** The physical id changes only in a replacement, not where the service spells a name differently. */
export function keepsIdentifier({ request }: Work, { identifier }: WantedCertificate): boolean {
  return isSameIdentifier(identifier, request.physicalResourceId);
}

async function bringInLine(work: Work, wanted: WantedCertificate, found: HsmClientCertificate): Promise<HsmClientCertificate> {
  if (!isUsable(work, wanted, found)) throw notOurs(found, work);
  await bringTagsInLine(work, found, wanted.tags);
  if (isMadeBy(found.tags, work.request, work.request.requestId)) warnOfEarlierRun(work, wanted, found);
  return found;
}

async function create(work: Work, wanted: WantedCertificate, names: readonly string[]): Promise<HsmClientCertificate> {
  const certificate = await createUnlessTaken(work, wanted);
  if (!certificate) {
    const found = await find(work, names, () => true);
    if (!found) throw takenUnseen(wanted.identifier);
    return bringInLine(work, wanted, found);
  }
  warnOfNewKey(work, wanted, certificate);
  return certificate;
}

function isUsable(work: Work, wanted: WantedCertificate, { identifier, tags }: HsmClientCertificate): boolean {
  if (hasOwner(tags)) return isOurs(tags, work.request);
  return keepsIdentifier(work, wanted) || isGeneratedNameOf(work.request.stack, identifier); // nobody else has such a name
}

function warnOfNewKey(work: Work, wanted: WantedCertificate, { identifier }: HsmClientCertificate): void {
  const why = keepsIdentifier(work, wanted) ? 'was gone and has been created again' : `replaces ${work.request.physicalResourceId}`;
  work.run.warn(`The HSM client certificate ${identifier} ${why}: it has a new public key, which must be registered on the HSM`);
}

/** What an earlier run of this request has made is as new; but one that only got its owner tag back has the same tag. */
function warnOfEarlierRun(work: Work, wanted: WantedCertificate, found: HsmClientCertificate): void {
  if (!keepsIdentifier(work, wanted)) return warnOfNewKey(work, wanted, found);
  work.run.warn(`The HSM client certificate ${found.identifier} was created again by an earlier run of this request, or got its owner tag back from it: `
    + 'if its public key is new, that must be registered on the HSM');
}

/** It is not made again: whoever deletes it may be a Delete of this stack, after which nobody would delete another one. */
function deletedMeanwhile(identifier: string): Error {
  return new Error(`the HSM client certificate ${identifier} was deleted while its tags were brought in line. The next deployment makes it anew`);
}

/**
 * A replacement that failed half-way answered with the id of the old certificate, so CloudFormation never learned of the new one
 * and sends no Delete for it. It may even still be in the making, or be made again by an Update whose answer was lost. What has
 * another maker than the one that was deleted is wanted by a later request. Not to be rid of it is no reason to fail a rollback.
 */
async function undoReplacement(work: Work, identifier: string): Promise<void> {
  let halfMade: string | undefined;
  const isOursToDelete = ({ tags }: HsmClientCertificate) => {
    if (!isOurs(tags, work.request)) return false;
    halfMade ??= tags.get(OWNER_TAG);
    return tags.get(OWNER_TAG) === halfMade;
  };
  const names = spellings(identifier);
  try {
    await until(work, UNDOING_UNTIL, 'there was no time left', (part) =>
      removeUntil(part, NOTHING_MADE_AFTER, ['absent', 'deleted'], () => part.patience.persist(() =>
        removeNow(part, names, isOursToDelete).catch((error) => Promise.reject(error instanceof InUse ? new Error(error.message) : error)))));
  } catch (error) {
    if (work.run.signal.aborted) throw error;
    work.run.warn(`The HSM client certificate ${identifier}, which a failed replacement made, was left: ${sentence(error)}`);
  }
}
