import { attributes } from './attributes';
import { create } from './create';
import { deleteCertificate } from './delete';
import { Patience } from './patience';
import { parseWanted } from './properties';
import { keepsIdentifier, update } from './update';
import { arn, Work } from './work';
import { CustomResource } from '../custom-resource/handler';
import { CustomResourceRequest } from '../custom-resource/request';
import { Run } from '../custom-resource/run';
import { HsmClientCertificate, HsmClientCertificates } from '../redshift/hsm-client-certificates';

/** Makes the calls of a run to Redshift possible, given how ARNs are formed. */
export type Connect = (arnOf: (identifier: string) => string, run: Run) => HsmClientCertificates;

/** The custom resource behind `HsmClientCertificate`: creates, tags and deletes certificates, and never touches other people's. */
export function hsmClientCertificate(connect: Connect): CustomResource {
  const start = (request: CustomResourceRequest, run: Run): Work =>
    ({ request, run, signal: run.signal, redshift: connect((identifier) => arn(request.stack, identifier), run), patience: new Patience(run) });
  return {
    async create(request, run) {
      const certificate = await create(start(request, run), parseWanted(request.resourceProperties, request.stack));
      return { physicalResourceId: certificate.identifier, data: data(request, certificate) };
    },

    async update(request, run) {
      const [work, wanted] = [start(request, run), parseWanted(request.resourceProperties, request.stack)];
      const certificate = await update(work, wanted);
      const physicalResourceId = keepsIdentifier(work, wanted) ? request.physicalResourceId : certificate.identifier;
      return { physicalResourceId, data: data(request, certificate) };
    },

    async delete(request, run) {
      await deleteCertificate(start(request, run));
    },
  };
}

function data({ stack }: CustomResourceRequest, { identifier, publicKey }: HsmClientCertificate): Record<string, string> {
  if (publicKey === '') throw new Error(`Redshift returned the HSM client certificate ${identifier} without its public key`);
  return { ...attributes(arn(stack, identifier), publicKey) };
}
