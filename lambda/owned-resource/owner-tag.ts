import { createHash } from 'node:crypto';
import { OWNER_TAG } from '../../src/private/contract';
import { tagValueProblem } from '../../src/private/validation';
import { StackIdentity } from '../custom-resource/stack-id';
import { Tags } from '../redshift/resource-calls';

const MAX_TAG_VALUE_LENGTH = 256;
const UUID_LENGTH = 36;

/** The resource of a stack that owns something. */
export interface Owner {
  readonly stack: Pick<StackIdentity, 'name' | 'uuid'>;
  readonly logicalResourceId: string;
}

/** How an owner has come to it: the stack has created it, or adopted what somebody else has created. */
export type Origin = 'stack' | 'adopted';

/**
 * The value of the owner tag: `stack/<stack name>/<stack UUID>/<logical id>/<id of the request that created it>`. The first four parts
 * identify the owner. The last tells a duplicate event from a resource that was retained earlier. What is
 * adopted has `adopted` instead of `stack`, and the id of the request that adopted it.
 */
export function ownerTag(owner: Owner, requestId: string, origin: Origin = 'stack'): string {
  return tagValue(origin, owner, requestPart(requestId));
}

export function hasOwner(tags: Tags): boolean {
  return tags.has(OWNER_TAG);
}

/** How an owner has come to something, if it belongs to that owner. */
export function originOf(tags: Tags, owner: Owner): Origin | undefined {
  const value = tags.get(OWNER_TAG);
  const found = parts(value);
  // How much of the logical id fits depends on the last part.
  return found && value === tagValue(found.origin, owner, found.creator) ? found.origin : undefined;
}

export function isOwnedBy(tags: Tags, owner: Owner): boolean {
  return originOf(tags, owner) !== undefined;
}

/** Whether a request has created or adopted something for its resource. */
export function isCreatedBy(tags: Tags, owner: Owner, requestId: string): boolean {
  return isOwnedBy(tags, owner) && isOfRequest(tags, requestId);
}

/** The same, if it is known to belong to the resource. */
export function isOfRequest(tags: Tags, requestId: string): boolean {
  return parts(tags.get(OWNER_TAG))?.creator === requestPart(requestId);
}

/** Whether something belonged to a resource of the same name in an earlier stack of the same name. */
export function isOfEarlierStack(tags: Tags, { stack, logicalResourceId }: Owner): boolean {
  const found = parts(tags.get(OWNER_TAG));
  if (!found || found.stackName !== stack.name || found.stackUuid === stack.uuid) return false;
  return originOf(tags, { stack: { name: stack.name, uuid: found.stackUuid }, logicalResourceId }) !== undefined;
}

/** Whom something belongs to that is not this resource's, for a message. */
export function describeOwner(tags: Tags, { stack }: Owner): string {
  const value = tags.get(OWNER_TAG);
  if (value === undefined) return `an unknown owner: it has no tag ${OWNER_TAG}`;
  const owner = parts(value);
  if (!owner) return `an unknown owner: its tag ${OWNER_TAG} is ${value}`;
  if (owner.stackName !== stack.name) return `the resource ${owner.logicalResourceId} of the stack ${owner.stackName}`;
  if (owner.stackUuid !== stack.uuid) {
    return `the resource ${owner.logicalResourceId} of an earlier stack of this name, which was deleted (${owner.stackUuid})`;
  }
  return `the resource ${owner.logicalResourceId} of this stack; a construct that was moved keeps its certificate if it keeps its logical id `
    + '(overrideLogicalId)';
}

function tagValue(origin: Origin, { stack, logicalResourceId }: Owner, creator: string): string {
  const beginning = `${origin}/${stack.name}/${stack.uuid}/`;
  const room = MAX_TAG_VALUE_LENGTH - beginning.length - 1 - creator.length;
  return `${beginning}${shorten(logicalResourceId, room)}/${creator}`;
}

interface OwnerTagParts {
  readonly origin: Origin;
  readonly stackName: string;
  readonly stackUuid: string;
  readonly logicalResourceId: string;
  readonly creator: string;
}

function parts(value: string | undefined): OwnerTagParts | undefined {
  const match = /^(stack|adopted)\/([^/]+)\/([^/]+)\/([^/]+)\/(.+)$/.exec(value ?? '');
  if (!match) return undefined;
  const [, origin, stackName, stackUuid, logicalResourceId, creator] = match;
  return { origin: origin as Origin, stackName, stackUuid, logicalResourceId, creator };
}

function requestPart(requestId: string): string {
  return requestId.length > UUID_LENGTH || tagValueProblem(requestId) !== undefined ? hash(requestId) : requestId;
}

function shorten(logicalResourceId: string, room: number): string {
  if (logicalResourceId.length <= room) return logicalResourceId;
  const ending = `-${hash(logicalResourceId)}`;
  return `${logicalResourceId.slice(0, room - ending.length)}${ending}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
