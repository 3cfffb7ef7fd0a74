import { customResourceHandler } from './custom-resource/handler';
import { existingHsmClientCertificate } from './existing-hsm-client-certificate/existing-hsm-client-certificate';
import { hsmClientCertificate } from './hsm-client-certificate/hsm-client-certificate';
import { hsmConfiguration } from './hsm-configuration/hsm-configuration';
import { hsmRegistration } from './hsm-registration/hsm-registration';
import { ownedResource } from './owned-resource/owned-resource';
import { hsmClientCertificates } from './redshift/hsm-client-certificates';
import { hsmConfigurations } from './redshift/hsm-configurations';
import {
  EXISTING_HSM_CLIENT_CERTIFICATE_TYPE, HSM_CLIENT_CERTIFICATE_TYPE, HSM_CONFIGURATION_TYPE, HSM_REGISTRATION_TYPE,
} from '../src/private/contract';

/** The function behind every custom resource of this library. */
export const handler = customResourceHandler({
  [HSM_CLIENT_CERTIFICATE_TYPE]: ownedResource(hsmClientCertificate, hsmClientCertificates),
  [HSM_CONFIGURATION_TYPE]: ownedResource(hsmConfiguration, hsmConfigurations),
  [EXISTING_HSM_CLIENT_CERTIFICATE_TYPE]: existingHsmClientCertificate(hsmClientCertificates),
  [HSM_REGISTRATION_TYPE]: hsmRegistration,
});
