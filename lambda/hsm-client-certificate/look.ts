import { usableIdentifier } from './properties';
import { Work } from './work';
import { CustomResourceRequest } from '../custom-resource/request';
import { HsmClientCertificate, isSameIdentifier } from '../redshift/hsm-client-certificates';

/**
 * The spellings under which Redshift may have a certificate whose physical id is known, and differs from the template at most in its
 * case: that is how Redshift spelled it, until it was gone and made again as a template spelled it.
 */
export function knownSpellings({ physicalResourceId: id, oldResourceProperties, stack }: CustomResourceRequest, identifier: string): string[] {
  const old = usableIdentifier(oldResourceProperties, stack);
  const made = old !== undefined && isSameIdentifier(old, id) ? [identifier, old] : [identifier];
  return [...new Set([id, ...made])];
}

/**
 * The certificate that has one of some spellings, first of all one that is meant. Where case counts, another spelling than the first may
 * be a stranger's that is in nobody's way, so what has it counts only if it is meant.
 */
export async function find(
  { redshift, signal }: Work, [first, ...others]: readonly string[], isMeant: (found: HsmClientCertificate) => boolean,
): Promise<HsmClientCertificate | undefined> {
  const found = await redshift.describe(first, signal);
  if (found && isMeant(found)) return found;
  for (const spelling of others) {
    const other = await redshift.describe(spelling, signal);
    if (other && isMeant(other)) return other;
  }
  return found;
}
