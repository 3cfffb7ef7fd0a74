import { createHash } from 'node:crypto';
import { HsmConfigurationProperties } from '../../src/private/contract';
import { Properties } from '../custom-resource/request';

/** How much of it is in a generated identifier. */
const LENGTH_IN_IDENTIFIER = 8;

/**
 * The fingerprint of what a configuration is created from: Redshift can change none of it. It is a tag of configurations and a part of
 * generated identifiers, so it never changes. Made from where the password is, and not from the password.
 */
export function fingerprint(properties: Properties): string {
  const { Description, HsmIpAddress, HsmPartitionName }: Partial<HsmConfigurationProperties> = properties;
  const { HsmPartitionPassword, HsmServerPublicCertificate }: Partial<HsmConfigurationProperties> = properties;
  const { SecretArn, Field = null, VersionId = null } = HsmPartitionPassword ?? {};
  return hash([Description, HsmIpAddress, HsmPartitionName, SecretArn, Field, VersionId, HsmServerPublicCertificate]);
}

/** Of what Redshift does not return. */
export function fingerprintOfHidden(properties: Properties): string {
  const { HsmPartitionPassword, HsmServerPublicCertificate } = properties as Partial<HsmConfigurationProperties>;
  const { SecretArn, Field = null, VersionId = null } = HsmPartitionPassword ?? {};
  return hash([SecretArn, Field, VersionId, HsmServerPublicCertificate]);
}

export function identifierPart(properties: Properties): string {
  return fingerprint(properties).slice(0, LENGTH_IN_IDENTIFIER);
}

function hash(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}
