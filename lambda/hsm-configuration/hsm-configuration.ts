import { fingerprint, fingerprintOfHidden, identifierPart } from './fingerprint';
import { parseConfiguration } from './properties';
import { FINGERPRINT_TAG } from '../../src/private/contract';
import { CustomResourceRequest } from '../custom-resource/request';
import { Kind } from '../owned-resource/kind';
import { Desired } from '../owned-resource/properties';
import { ConfigurationParticulars, FoundConfiguration } from '../redshift/hsm-configurations';
import type { Tags } from '../redshift/resource-calls';

/** The kind behind the construct `HsmConfiguration`. Nothing but tags of a configuration can be changed, so everything else is fingerprinted. */
export const hsmConfiguration: Kind<ConfigurationParticulars, FoundConfiguration> = {
  noun: 'HSM configuration',
  arnType: 'hsmconfiguration',
  describeAction: 'DescribeHsmConfigurations',
  importMethod: 'HsmConfiguration.fromHsmConfigurationIdentifier',
  describesBeforeCreate: true, // a duplicate event must not read the secret again
  consequenceOfRecreation: 'it has the password that the secret has now',
  ownTagKeys: [FINGERPRINT_TAG],
  parse: parseConfiguration,
  identifierPart,
  tagsAtCreation: ({ particulars }) => new Map([[FINGERPRINT_TAG, particulars.fingerprint]]),
  tagsInUpdate,
  attributes: (_, arn) => ({ Arn: arn }),
};

/** Throws if another configuration than the one that was found is desired: before anything is written, and never for what did not change. */
function tagsInUpdate(
  desired: Desired<ConfigurationParticulars>, found: FoundConfiguration, request: CustomResourceRequest, warn: (warning: string) => void,
): Tags {
  const { resourceProperties: properties, oldResourceProperties: oldProperties } = request;
  const created = fingerprint(properties);
  const tag = found.tags.get(FINGERPRINT_TAG);
  if (desired.isGenerated || tag === created) return new Map([[FINGERPRINT_TAG, created]]); // a generated identifier is made from it
  const name = `The HSM configuration ${found.identifier}`;
  if (tag !== undefined) {
    if (fingerprint(oldProperties) !== created) throw cannotChange(found);
    warn(`${name} has the tag ${FINGERPRINT_TAG} with the value ${tag} instead of ${created}: somebody has changed it`);
    return new Map();
  }
  if (!isAsDescribed(desired.particulars, found)) throw cannotChange(found);
  const doubt = `${name} had lost its tag ${FINGERPRINT_TAG}. Description, address and partition are as desired; partition password and `
    + 'server certificate cannot be compared, because Redshift does not return them';
  if (fingerprintOfHidden(oldProperties) !== fingerprintOfHidden(properties)) { // either may be what it has
    warn(`${doubt}: a change of them was not made. It needs another hsmConfigurationIdentifier`);
    return new Map();
  }
  warn(`${doubt}. The tag was restored`);
  return new Map([[FINGERPRINT_TAG, created]]);
}

function isAsDescribed({ description, ipAddress, partitionName }: ConfigurationParticulars, found: FoundConfiguration): boolean {
  return description === found.description && ipAddress === found.ipAddress && partitionName === found.partitionName;
}

function cannotChange({ identifier }: FoundConfiguration): Error {
  return new Error(`the HSM configuration ${identifier} was created with other properties, and Redshift can change nothing but its tags. `
    + 'Give another hsmConfigurationIdentifier too, or none for a generated one: then it is replaced');
}
