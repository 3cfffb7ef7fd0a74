import { find } from './look';
import { describeOwner, isMadeBy, isOurs, ownerTag } from './owner';
import { TakenUnseen } from './patience';
import { WantedCertificate } from './properties';
import { CREATING_UNTIL, until, Work } from './work';
import { OWNER_TAG } from '../../src/private/contract';
import { spellings } from '../../src/private/rules';
import { HsmClientCertificate } from '../redshift/hsm-client-certificates';
import { AlreadyExists } from '../redshift/refusals';

/** The certificate of a Create. One that is there already is the result only if this very request made it. */
export async function create(work: Work, wanted: WantedCertificate): Promise<HsmClientCertificate> {
  const { request, patience } = work;
  const isMadeNow = ({ tags }: HsmClientCertificate) => isMadeBy(tags, request, request.requestId); // by a repeated delivery, or its answer was lost
  const look = async (isMeant: (found: HsmClientCertificate) => boolean) => {
    const found = await find(work, spellings(wanted.identifier), isMeant);
    if (!found || isMadeNow(found)) return found;
    throw isOurs(found.tags, request) ? keptEarlier(found) : notOurs(found, work);
  };
  let firstTry = true;
  return patience.persist(async () => {
    const found = firstTry ? undefined : await look(isMadeNow); // a Create that finds the name free costs one call
    firstTry = false;
    return found ?? await createUnlessTaken(work, wanted) ?? await look(() => true) ?? Promise.reject(takenUnseen(wanted.identifier));
  });
}

/** Makes the certificate with its tags and its owner; undefined if the name is taken. */
export async function createUnlessTaken(work: Work, { identifier, tags }: WantedCertificate): Promise<HsmClientCertificate | undefined> {
  const owned = new Map([...tags, [OWNER_TAG, ownerTag(work.request, work.request.requestId)]]);
  const tooLate = `the HSM client certificate ${identifier} was not created within ${CREATING_UNTIL / 1000} seconds, after which a run creates nothing`;
  try {
    return await until(work, CREATING_UNTIL, tooLate, ({ redshift, signal }) => redshift.create(identifier, owned, signal));
  } catch (error) {
    if (error instanceof AlreadyExists) return undefined;
    throw error;
  }
}

export function takenUnseen(identifier: string): Error {
  return new TakenUnseen(`the identifier ${identifier} is taken by what Redshift does not show: it refuses to create an HSM client certificate `
    + 'of that name since there is one, and describes none. Choose another identifier, or try again later');
}

export function notOurs({ identifier, tags }: HsmClientCertificate, { request }: Work): Error {
  return new Error(`the HSM client certificate ${identifier} exists already and belongs to ${describeOwner(tags, request)}. It was left as it is. `
    + 'Choose another identifier, or refer to it with HsmClientCertificate.fromHsmClientCertificateIdentifier');
}

/** A rollback of the deployment could not tell it from one that the deployment made, and would delete it. */
function keptEarlier({ identifier }: HsmClientCertificate): Error {
  return new Error(`the HSM client certificate ${identifier} exists already: this resource made it earlier, and it was kept (RemovalPolicy.RETAIN) or `
    + 'abandoned while a cluster used it. It is not taken over, since a rollback of this deployment would delete it. '
    + 'Refer to it with HsmClientCertificate.fromHsmClientCertificateIdentifier, delete it, or choose another identifier');
}
