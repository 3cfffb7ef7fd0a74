import { createHash } from 'node:crypto';
import { OWNER_TAG } from '../../src/private/contract';
import { tagValueProblem } from '../../src/private/rules';
import { StackIdentity } from '../custom-resource/stack-id';
import { Tags } from '../redshift/hsm-client-certificates';

const MAX_TAG_VALUE_LENGTH = 256;
const UUID_LENGTH = 36;

/** The resource of a stack that a certificate can belong to. */
export interface Owner {
  readonly stack: Pick<StackIdentity, 'name' | 'uuid'>;
  readonly logicalResourceId: string;
}

/**
 * The value of the owner tag: `stack/<stack name>/<stack UUID>/<logical id>/<id of the request that made the certificate>`.
 * The first four parts say whose certificate it is. The last tells a repeated delivery from a certificate that was kept earlier.
 */
export function ownerTag(owner: Owner, requestId: string): string {
  return tagValue(owner, requestPart(requestId));
}

export function isOurs(tags: Tags, owner: Owner): boolean {
  const value = tags.get(OWNER_TAG);
  const { maker } = parts(value) ?? {};
  return maker !== undefined && value === tagValue(owner, maker); // how much of the logical id there is room for depends on the last part
}

export function isMadeBy(tags: Tags, owner: Owner, requestId: string): boolean {
  return tags.get(OWNER_TAG) === ownerTag(owner, requestId);
}

export function hasOwner(tags: Tags): boolean {
  return tags.has(OWNER_TAG);
}

/** Whom a certificate belongs to that is not this resource's, in words. */
export function describeOwner(tags: Tags, { stack }: Owner): string {
  const value = tags.get(OWNER_TAG);
  if (value === undefined) return `nobody we know: it has no tag ${OWNER_TAG}`;
  const found = parts(value);
  if (!found) return `somebody else: its tag ${OWNER_TAG} is ${value}`;
  if (found.stackName !== stack.name) return `the resource ${found.logicalResourceId} of the stack ${found.stackName}`;
  if (found.stackUuid !== stack.uuid) return `the resource ${found.logicalResourceId} of an earlier life of this stack (${found.stackUuid})`;
  return `the resource ${found.logicalResourceId} of this stack; a construct that was moved keeps its certificate if it keeps its logical id `
    + '(overrideLogicalId)';
}

function tagValue({ stack, logicalResourceId }: Owner, maker: string): string {
  const beginning = `stack/${stack.name}/${stack.uuid}/`;
  const room = MAX_TAG_VALUE_LENGTH - beginning.length - 1 - maker.length;
  return `${beginning}${shorten(logicalResourceId, room)}/${maker}`;
}

function parts(value: string | undefined): { stackName: string; stackUuid: string; logicalResourceId: string; maker: string } | undefined {
  const match = /^stack\/([^/]+)\/([^/]+)\/([^/]+)\/(.+)$/.exec(value ?? '');
  if (!match) return undefined;
  const [, stackName, stackUuid, logicalResourceId, maker] = match;
  return { stackName, stackUuid, logicalResourceId, maker };
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
