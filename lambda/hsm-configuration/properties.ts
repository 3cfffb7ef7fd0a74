import { fingerprint } from './fingerprint';
import { HsmConfigurationProperties, SecretProperty } from '../../src/private/contract';
import { emptyProblem, ipAddressProblem, serverCertificateProblem } from '../../src/private/hsm-configuration-validation';
import { Properties } from '../custom-resource/request';
import { ConfigurationParticulars } from '../redshift/hsm-configurations';

/** Reads the properties of a configuration; throws if they are invalid. The values of these are not shown: one may be given by mistake for another. */
export function parseConfiguration(properties: Properties): ConfigurationParticulars {
  return {
    description: text(properties, 'Description', emptyProblem),
    ipAddress: text(properties, 'HsmIpAddress', ipAddressProblem),
    partitionName: text(properties, 'HsmPartitionName', emptyProblem),
    partitionPassword: secret(properties.HsmPartitionPassword),
    serverPublicCertificate: text(properties, 'HsmServerPublicCertificate', serverCertificateProblem),
    fingerprint: fingerprint(properties),
  };
}

function text(properties: Properties, name: keyof HsmConfigurationProperties, problemOf: (value: string) => string | undefined): string {
  const value = properties[name];
  if (typeof value !== 'string') throw new Error(`the property ${name} is ${value === undefined ? 'missing' : 'not a string'}: it must be a string`);
  const problem = problemOf(value);
  if (problem) throw new Error(`the property ${name} ${problem}`);
  return value;
}

function secret(value: unknown): SecretProperty {
  const { SecretArn, Field, VersionId } = Object(value) as Record<string, unknown>;
  if (typeof SecretArn !== 'string' || !/^arn:[^:]+:secretsmanager:[^:]+:[^:]*:secret:./.test(SecretArn)) {
    throw new Error('the property HsmPartitionPassword has no SecretArn that is the ARN of a secret of Secrets Manager');
  }
  for (const [name, part] of Object.entries({ Field, VersionId })) {
    if (part !== undefined && (typeof part !== 'string' || part === '')) throw new Error(`${name} of the property HsmPartitionPassword is not a non-empty string`);
  }
  return { SecretArn, ...(typeof Field === 'string' && { Field }), ...(typeof VersionId === 'string' && { VersionId }) };
}
