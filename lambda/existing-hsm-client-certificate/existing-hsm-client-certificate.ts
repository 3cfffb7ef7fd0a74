import type { ExistingHsmClientCertificateProperties } from '../../src/private/contract';
import type { CustomResource } from '../custom-resource/handler';
import type { Invocation } from '../custom-resource/invocation';
import type { CustomResourceRequest } from '../custom-resource/request';
import type { Outcome } from '../custom-resource/response';
import { hsmClientCertificate } from '../hsm-client-certificate/hsm-client-certificate';
import { identifierProperty } from '../owned-resource/properties';
import { Waiting } from '../owned-resource/waiting';
import { redshiftArn } from '../redshift/arn';
import { FoundCertificate } from '../redshift/hsm-client-certificates';
import type { Connect } from '../redshift/resource-calls';

const IDENTIFIER: keyof ExistingHsmClientCertificateProperties = 'Identifier';

/** A custom resource that reads a certificate, whoever owns it, and never writes anything. */
export function existingHsmClientCertificate(connect: Connect<FoundCertificate>): CustomResource {
  const read = async (request: CustomResourceRequest, invocation: Invocation): Promise<Outcome> => {
    const { partition, region, account } = request.stack;
    const identifier = identifierProperty(request.resourceProperties, IDENTIFIER);
    const arn = (name: string) => redshiftArn(request.stack, hsmClientCertificate.arnType, name);
    const { describe } = connect(arn, invocation);
    const found = await new Waiting(invocation).retryWhileTransient(async () => describe(identifier, invocation.signal));
    if (!found) {
      throw new Error(`there is no HSM client certificate ${identifier} in the account ${account}, Region ${region}`
        + `${partition === 'aws' ? '' : ` (${partition})`}: it may be another identifier, or the certificate was deleted`);
    }
    return { physicalResourceId: found.identifier, data: hsmClientCertificate.attributes(found, arn(found.identifier)) };
  };
  return { create: read, update: read, delete: async () => undefined };
}
