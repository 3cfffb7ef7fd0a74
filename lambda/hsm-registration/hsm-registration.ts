import type { HsmRegistrationData, HsmRegistrationProperties } from '../../src/private/contract';
import { registeredFingerprintProblem, sameFingerprint } from '../../src/private/registered-fingerprint';
import type { CustomResource } from '../custom-resource/handler';
import { CustomResourceRequest, Properties, stringProperty } from '../custom-resource/request';
import type { Outcome } from '../custom-resource/response';
import { hsmClientCertificate } from '../hsm-client-certificate/hsm-client-certificate';
import { redshiftArn } from '../redshift/arn';

/**
 * A custom resource that compares the fingerprint which was registered on the HSM with that of the certificate, and calls no service. Only a
 * Create can fail: it is a new statement, or one about another certificate. An Update may be part of a rollback.
 */
export const hsmRegistration: CustomResource = {
  async create(request) {
    const problem = registrationProblem(request.resourceProperties);
    if (problem) {
      throw new Error(`${problem}. The deployment that creates a certificate, or gives it another identifier, leaves registeredFingerprint out: `
        + 'its public key has to be registered on the HSM first');
    }
    return outcome(request);
  },

  async update(request, invocation) {
    const problem = registrationProblem(request.resourceProperties);
    if (problem) invocation.warn(`${problem[0].toUpperCase()}${problem.slice(1)}. Register the present public key on the HSM, and state its fingerprint`);
    return outcome(request);
  },

  delete: async () => undefined,
};

function outcome({ resourceProperties, stack }: CustomResourceRequest): Outcome {
  const identifier = text(resourceProperties, 'Identifier');
  const data: HsmRegistrationData = { Identifier: identifier, Arn: redshiftArn(stack, hsmClientCertificate.arnType, identifier) };
  return { physicalResourceId: `${identifier}/registered`, data: { ...data } };
}

/** Undefined if the fingerprint that is stated is that of the certificate. */
function registrationProblem(properties: Properties): string | undefined {
  const stated = text(properties, 'RegisteredFingerprint');
  const problem = registeredFingerprintProblem(stated);
  if (problem) return `registeredFingerprint ${JSON.stringify(stated)} ${problem}`;
  const [md5, sha256] = [text(properties, 'FingerprintMd5'), text(properties, 'FingerprintSha256')];
  if (sameFingerprint(stated, md5) || sameFingerprint(stated, sha256)) return undefined;
  return `registeredFingerprint ${stated} is not that of the HSM client certificate ${text(properties, 'Identifier')}, whose MD5 fingerprint is ${md5} `
    + `and whose SHA-256 fingerprint is ${sha256}`;
}

function text(properties: Properties, name: keyof HsmRegistrationProperties): string {
  return stringProperty(properties, name);
}
