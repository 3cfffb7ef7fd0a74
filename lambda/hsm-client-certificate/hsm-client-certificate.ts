import { attributes } from './attributes';
import { Kind } from '../owned-resource/kind';
import { FoundCertificate } from '../redshift/hsm-client-certificates';

const NEW_KEY = 'it has a new public key, which must be registered on the HSM';

/** The kind behind the construct `HsmClientCertificate`. */
export const hsmClientCertificate: Kind<undefined, FoundCertificate> = {
  noun: 'HSM client certificate',
  arnType: 'hsmclientcertificate',
  describeAction: 'DescribeHsmClientCertificates',
  importMethod: 'HsmClientCertificate.fromHsmClientCertificateIdentifier',
  describesBeforeCreate: false,
  consequenceOfReplacement: NEW_KEY,
  consequenceOfRecreation: NEW_KEY,
  ownTagKeys: [],
  parse: () => undefined,
  identifierPart: () => undefined,
  tagsAtCreation: () => new Map(),
  tagsInUpdate: () => new Map(),

  attributes({ identifier, publicKey }, arn) {
    if (publicKey === '') throw new Error(`Redshift returned the HSM client certificate ${identifier} without its public key`);
    return { ...attributes(arn, publicKey) };
  },
};
