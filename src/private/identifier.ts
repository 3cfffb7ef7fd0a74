import { createHash } from 'node:crypto';
import { CfnElement, Lazy, Stack } from 'aws-cdk-lib';
import { stackWithParents } from './stack-with-parents';

/*
 * The identifier of a certificate that the user gives none: `<stack part>-<resource part>-<first group of the stack's UUID>`. The
 * template has the first two parts, its prefix, and the handler appends the last. A changed name replaces a certificate that is
 * registered on an HSM, so this gives the same for ever: it is our own, and nothing of it comes from the CDK but names of
 * stacks and logical ids.
 */

const MAX_LENGTH = 63;
const UUID_GROUP_LENGTH = 8;
const MAX_PREFIX_LENGTH = MAX_LENGTH - 1 - UUID_GROUP_LENGTH;
const MAX_STACK_LETTERS = 16;
const STACK_HASH_LENGTH = 8;
const RESOURCE_HASH_LENGTH = 10;

/**
 * What the generated identifiers of a stack, and of no other of the account and Region, begin with. A literal, but in a nested
 * stack: there logical ids count, which may still be overridden.
 */
export function stackPart(stack: Stack): string {
  const [outermost, ...nested] = stackWithParents(stack); // a nested stack's own name is a token
  if (!nested.length) return stackPartOf(outermost.stackName);
  const logicalIds = () => nested.map(({ nestedStackResource }) => logicalIdOf(nestedStackResource!));
  return Lazy.uncachedString({ produce: () => stackPartOf(outermost.stackName, logicalIds()) });
}

/** The prefix of the generated identifier of a resource, for the template. The handler puts so many characters behind it, besides the stack's part. */
export function identifierPrefix(resource: CfnElement, partLength = 0): string {
  return identifierPrefixOf(resource.stack.resolve(stackPart(resource.stack)) as string, logicalIdOf(resource), partLength);
}

/** A resource by the names of its stack and itself. A nested stack has a token for a name, and is called by its logical id. */
export function creatorName(resource: CfnElement): string {
  const [outermost, ...nested] = stackWithParents(resource.stack);
  return [outermost.stackName, ...nested.map(({ nestedStackResource }) => logicalIdOf(nestedStackResource!)), logicalIdOf(resource)].join('/');
}

/** No hyphens before the hash: names of a stack that is called like another's stack part would else begin like that one's. */
export function stackPartOf(stackName: string, nestedStacks: readonly string[] = []): string {
  const letters = stackName.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, ''); // an identifier starts with a letter
  return `${letters.slice(0, MAX_STACK_LETTERS) || 'stack'}-${hash([stackName, ...nestedStacks].join('/'), STACK_HASH_LENGTH)}`;
}

/** The hash keeps apart what the rules for names make alike, such as logical ids that differ in case. */
export function identifierPrefixOf(ofStack: string, logicalId: string, partLength = 0): string {
  const room = MAX_PREFIX_LENGTH - partLength - ofStack.length - 1 - RESOURCE_HASH_LENGTH - 1;
  const words = logicalId.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-/, '').slice(0, room).replace(/-$/, '');
  return [ofStack, words, hash(logicalId, RESOURCE_HASH_LENGTH)].filter((part) => part !== '').join('-');
}

function logicalIdOf(element: CfnElement): string {
  return element.stack.resolve(element.logicalId) as string;
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
