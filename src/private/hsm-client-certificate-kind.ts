import { EXISTING_HSM_CLIENT_CERTIFICATE_TYPE, HSM_CLIENT_CERTIFICATE_TYPE } from './contract';
import { publicKeyExportProblems } from './public-key-exports';
import { OwnedKind, ResourceKind } from './resource-kind';
import { MAX_TAGS } from './validation';

const CERTIFICATE = {
  noun: 'HSM client certificate',
  shortNoun: 'certificate',
  identifierProperty: 'hsmClientCertificateIdentifier',
  arnProperty: 'hsmClientCertificateArn',
  arnType: 'hsmclientcertificate',
  describeAction: 'redshift:DescribeHsmClientCertificates',
  problems: publicKeyExportProblems,
};

export const HSM_CLIENT_CERTIFICATE: OwnedKind = {
  ...CERTIFICATE,
  resourceType: HSM_CLIENT_CERTIFICATE_TYPE,
  className: 'HsmClientCertificate',
  createAction: 'redshift:CreateHsmClientCertificate',
  deleteAction: 'redshift:DeleteHsmClientCertificate',
  maxTags: MAX_TAGS,
  identifierPartLength: 0,
};

/** Certificates that exist already, and that the stack takes over. */
export const ADOPTED_HSM_CLIENT_CERTIFICATE: OwnedKind = { ...HSM_CLIENT_CERTIFICATE, className: 'AdoptedHsmClientCertificate', isAdopted: true };

export const EXISTING_HSM_CLIENT_CERTIFICATE: ResourceKind = {
  ...CERTIFICATE,
  resourceType: EXISTING_HSM_CLIENT_CERTIFICATE_TYPE,
  className: 'ExistingHsmClientCertificate',
};
