import { Work } from './work';
import { StackIdentity } from '../custom-resource/stack-id';
import { HsmClientCertificate } from '../redshift/hsm-client-certificates';

/** The identifier that the library generates: what is literal in the template, and what is another one in each life of the stack. */
export function generatedIdentifier(prefix: string, { uuid }: StackIdentity): string {
  return `${prefix}-${firstGroup(uuid)}`;
}

/** Whether an identifier ends as generated ones do, whoever chose it. */
export function isGeneratedNameOf({ uuid }: StackIdentity, identifier: string): boolean {
  return identifier.toLowerCase().endsWith(`-${firstGroup(uuid).toLowerCase()}`);
}

/**
 * The spellings under which Redshift may have a certificate whose physical id is known, and differs from the template at most in its
 * case: that is how Redshift spelled it, until it was gone and made again as the template spells it.
 */
export function knownSpellings(physicalResourceId: string, identifier: string): string[] {
  return [...new Set([physicalResourceId, identifier])];
}

/**
 * The certificate that has one of some spellings. Where case counts, another spelling than the first may be a stranger's that is in nobody's
 * way, so what has it counts only if it is meant.
 */
export async function find(
  { redshift, signal }: Work, [first, ...others]: readonly string[], isMeant: (found: HsmClientCertificate) => boolean,
): Promise<HsmClientCertificate | undefined> {
  const found = await redshift.describe(first, signal);
  if (found) return found;
  for (const spelling of others) {
    const other = await redshift.describe(spelling, signal);
    if (other && isMeant(other)) return other;
  }
  return undefined;
}

function firstGroup(uuid: string): string {
  return uuid.split('-')[0];
}
