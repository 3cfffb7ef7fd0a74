import { customResourceHandler } from './custom-resource/handler';
import { hsmClientCertificate } from './hsm-client-certificate/hsm-client-certificate';
import { hsmClientCertificates } from './redshift/hsm-client-certificates';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../src/private/contract';

/** The function behind every custom resource of this library. */
export const handler = customResourceHandler({
  [HSM_CLIENT_CERTIFICATE_TYPE]: hsmClientCertificate(hsmClientCertificates),
});
