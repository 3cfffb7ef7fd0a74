import {
  CreateHsmClientCertificateCommand, DeleteHsmClientCertificateCommand, DescribeHsmClientCertificatesCommand, HsmClientCertificate,
} from '@aws-sdk/client-redshift';
import { errorName, NoResponse } from './classification';
import { callsOf, Client, sdkClient } from './client';
import { clustersThatUse } from './clusters';
import { Found, isSameIdentifier, ResourceCalls } from './resource-calls';
import type { Caller } from './retries';
import { tagCalls, tagList, tagMap } from './tags';

export interface FoundCertificate extends Found {
  /** A PEM; empty if Redshift does not return it. It is not needed to tag or to delete the certificate. */
  readonly publicKey: string;
}

export function hsmClientCertificates(
  arnOf: (identifier: string) => string, caller: Caller, client: Client = sdkClient(),
): ResourceCalls<FoundCertificate> {
  const call = callsOf(caller);
  return {
    create: async ({ identifier }, tags, signal) => call('CreateHsmClientCertificate', arnOf(identifier), signal, async () => {
      const { HsmClientCertificate: created } = await client.send(
        new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier, Tags: tagList(tags) }), { abortSignal: signal });
      return foundCertificate(created);
    }),

    describe: async (identifier, signal) => call('DescribeHsmClientCertificates', '*', signal, async () => {
      try {
        const { HsmClientCertificates: certificates } = await client.send(
          new DescribeHsmClientCertificatesCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
        if (!certificates) throw new NoResponse('the reply has no list of certificates'); // read as "not there", it would orphan one
        const certificate = certificates.find((each) => isSameIdentifier(each.HsmClientCertificateIdentifier, identifier));
        return certificate && foundCertificate(certificate);
      } catch (error) {
        // What Redshift does not accept as an identifier cannot exist.
        if (['HsmClientCertificateNotFoundFault', 'InvalidParameterValue'].includes(errorName(error))) return undefined;
        throw error;
      }
    }),

    delete: async (identifier, signal) => call('DeleteHsmClientCertificate', arnOf(identifier), signal, async () => {
      await client.send(new DeleteHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
    }),

    clustersThatUse: async (identifier, signal) =>
      clustersThatUse(caller, client, (status) => isSameIdentifier(status.HsmClientCertificateIdentifier, identifier), signal),

    ...tagCalls(arnOf, caller, client),
  };
}

function foundCertificate(certificate: HsmClientCertificate | undefined): FoundCertificate {
  const { HsmClientCertificateIdentifier: identifier, HsmClientCertificatePublicKey: publicKey = '', Tags: tags } = certificate ?? {};
  if (!identifier) throw new Error('Redshift returned an HSM client certificate without its identifier');
  return { identifier, publicKey, tags: tagMap(tags) };
}
