import { Context } from './context';
import { create } from './create';
import { deleteResource } from './delete';
import { Kind } from './kind';
import { parseDesired } from './properties';
import { keepsIdentifier, update } from './update';
import { Waiting } from './waiting';
import { CustomResource } from '../custom-resource/handler';
import { Invocation } from '../custom-resource/invocation';
import { CustomResourceRequest } from '../custom-resource/request';
import { redshiftArn } from '../redshift/arn';
import { Connect, Found } from '../redshift/resource-calls';

/** A custom resource that creates, tags and deletes resources of a kind, and only those that it has created. */
export function ownedResource<P, F extends Found>(kind: Kind<P, F>, connect: Connect<F, P>): CustomResource {
  const arn = ({ stack }: CustomResourceRequest, identifier: string) => redshiftArn(stack, kind.arnType, identifier);
  const attributes = (request: CustomResourceRequest, found: F) => kind.attributes(found, arn(request, found.identifier));
  const contextOf = (request: CustomResourceRequest, invocation: Invocation): Context<P, F> => ({
    kind,
    request,
    invocation,
    signal: invocation.signal,
    redshift: connect((identifier) => arn(request, identifier), invocation),
    waiting: new Waiting(invocation),
  });
  return {
    async create(request, invocation) {
      const created = await create(contextOf(request, invocation), parseDesired(kind, request.resourceProperties, request.stack));
      return { physicalResourceId: created.identifier, data: attributes(request, created) };
    },

    async update(request, invocation) {
      const desired = parseDesired(kind, request.resourceProperties, request.stack);
      const updated = await update(contextOf(request, invocation), desired);
      // The physical id changes only in a replacement, not if the service spells a name differently.
      const physicalResourceId = keepsIdentifier(request, desired) ? request.physicalResourceId : updated.identifier;
      return { physicalResourceId, data: attributes(request, updated) };
    },

    async delete(request, invocation) {
      await deleteResource(contextOf(request, invocation));
    },
  };
}
