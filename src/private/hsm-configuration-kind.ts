import { HSM_CONFIGURATION_TYPE } from './contract';
import { OwnedKind } from './resource-kind';
import { MAX_TAGS } from './validation';

export const HSM_CONFIGURATION: OwnedKind = {
  resourceType: HSM_CONFIGURATION_TYPE,
  noun: 'HSM configuration',
  shortNoun: 'configuration',
  className: 'HsmConfiguration',
  identifierProperty: 'hsmConfigurationIdentifier',
  arnProperty: 'hsmConfigurationArn',
  arnType: 'hsmconfiguration',
  describeAction: 'redshift:DescribeHsmConfigurations',
  createAction: 'redshift:CreateHsmConfiguration',
  deleteAction: 'redshift:DeleteHsmConfiguration',
  maxTags: MAX_TAGS - 1, // one more tag is this library's, with the fingerprint
  identifierPartLength: '-01234567'.length,
};
