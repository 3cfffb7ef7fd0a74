import { CustomResource } from '../../../lambda/custom-resource/handler';
import { hsmClientCertificate } from '../../../lambda/hsm-client-certificate/hsm-client-certificate';
import { fingerprint, identifierPart } from '../../../lambda/hsm-configuration/fingerprint';
import { hsmConfiguration } from '../../../lambda/hsm-configuration/hsm-configuration';
import { ownedResource } from '../../../lambda/owned-resource/owned-resource';
import type { FoundCertificate } from '../../../lambda/redshift/hsm-client-certificates';
import type { FoundConfiguration } from '../../../lambda/redshift/hsm-configurations';
import type { ResourceCalls } from '../../../lambda/redshift/resource-calls';
import { SERVER_CERTIFICATE } from '../../../local-redshift/hsm-server-certificate';
import type { RedshiftHsm } from '../../../local-redshift/redshift-hsm';
import { FINGERPRINT_TAG, HSM_CLIENT_CERTIFICATE_TYPE, HSM_CONFIGURATION_TYPE, HsmClientCertificateData, HsmConfigurationData } from '../../../src/private/contract';

/*
 * The kinds of resource that are explored: the handler's own code for each. The rest of the model knows names, tags and owners, and calls
 * everything a certificate. What one is that was created, its public key says; of configurations the handler gets none.
 */

/** What the handler gets to see of any kind. */
export type FoundOfAnyKind = FoundCertificate & FoundConfiguration;

type Calls = ResourceCalls<FoundOfAnyKind>;

export interface ExploredKind {
  readonly resourceType: string;
  readonly attributes: readonly string[];
  /** Whether a secret is read to create one. */
  readonly hasSecret: boolean;
  /** What it can be created with, of which nothing can be changed. */
  readonly partitions: readonly string[];
  arnOf(redshift: RedshiftHsm, identifier: string): string;
  handler(calls: Calls): CustomResource;
  /** Properties of a template besides name and tags. */
  properties(partition?: string): object;
  /** What a generated name has between its prefix and the stack's part. */
  nameOf(partition?: string): string | undefined;
  /** The partition of one that is created with these tags. */
  partitionOf(tags: ReadonlyMap<string, string>): string | undefined;
}

export const PARTITIONS = ['one', 'two'] as const;
export const DESCRIPTION = 'of the model';
export const IP_ADDRESS = '192.0.2.1';

function configurationProperties(partition: string = PARTITIONS[0]): Record<string, unknown> {
  return {
    Description: DESCRIPTION,
    HsmIpAddress: IP_ADDRESS,
    HsmPartitionName: partition,
    HsmPartitionPassword: { SecretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:partition-AbCdEf' },
    HsmServerPublicCertificate: SERVER_CERTIFICATE,
  };
}

const FINGERPRINTS = new Map(PARTITIONS.map((partition) => [fingerprint(configurationProperties(partition)), partition]));

export const KINDS = {
  certificate: {
    resourceType: HSM_CLIENT_CERTIFICATE_TYPE,
    attributes: ['Arn', 'PublicKey', 'FingerprintMd5', 'FingerprintSha256', 'SubjectCommonName', 'NotAfter'] satisfies Array<keyof HsmClientCertificateData>,
    hasSecret: false,
    partitions: [],
    arnOf: (redshift, identifier) => redshift.hsmClientCertificateArn(identifier),
    handler: (calls) => ownedResource(hsmClientCertificate, () => calls),
    properties: () => ({}),
    nameOf: () => undefined,
    partitionOf: () => undefined,
  },
  configuration: {
    resourceType: HSM_CONFIGURATION_TYPE,
    attributes: ['Arn'] satisfies Array<keyof HsmConfigurationData>,
    hasSecret: true,
    partitions: PARTITIONS,
    arnOf: (redshift, identifier) => redshift.hsmConfigurationArn(identifier),
    handler: (calls) => ownedResource(hsmConfiguration, () => calls),
    properties: configurationProperties,
    nameOf: (partition) => identifierPart(configurationProperties(partition)),
    partitionOf: (tags) => FINGERPRINTS.get(tags.get(FINGERPRINT_TAG) ?? ''),
  },
} satisfies Record<string, ExploredKind>;

export type KindName = keyof typeof KINDS;

export function kindOf({ kind = 'certificate' }: { readonly kind?: KindName }): ExploredKind {
  return KINDS[kind];
}
