import { Aspects, IAspect, Stack, Stage, TagManager, TagProps, TagType, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { TagProperty } from './contract';
import { inWords, refuseOtherType } from './given-values';
import { OwnedKind } from './resource-kind';
import { stackWithParents } from './stack-with-parents';
import { isIntrinsic, literalParts } from './template';
import { tagKeyProblem, tagValueProblem } from './validation';

const LOWEST_PRIORITY = 0;

/** What Redshift takes. */
const MAX_TAGS_OF_REDSHIFT = 50;

/** The tags that a resource has itself, besides those of its stack. */
export class ResourceTags extends TagManager {
  constructor(private readonly construct: IConstruct, kind: OwnedKind, tags?: Record<string, string>) {
    super(TagType.MAP, kind.resourceType, tags);
  }

  /** What `Tags.of` calls: the CDK could not even sort keys that are no strings. */
  public setTag(key: string, value: string, priority?: number, applyToLaunchedInstances?: boolean): void {
    if (typeof key !== 'string') throw new Error(`tags of ${this.construct.node.path}: the tag key ${inWords(key)} is not a string`);
    super.setTag(key, value, priority, applyToLaunchedInstances);
  }
}

/** Tags as the CDK ranks them: those of the stack, then the construct's own, then those of `Tags.of`, which the manager knows. */
export function tagValues(scope: IConstruct, manager: TagManager): Record<string, string> {
  const own = manager.tagValues();
  const others = Object.entries(stackTags(scope, manager)).filter(([key]) => !Object.hasOwn(own, key));
  if (!others.length) return own;
  // With the lowest priority, the manager ignores what was taken off by `Tags.of(...).remove(key)`. It forgets them again: a stack may still change its tags.
  for (const [key, value] of others) manager.setTag(key, value, LOWEST_PRIORITY);
  const all = manager.tagValues();
  for (const [key] of others) manager.removeTag(key, LOWEST_PRIORITY);
  return all;
}

export function tagProperties(stack: Stack, tags: Record<string, string>): TagProperty[] {
  const order = (key: string): string => (Token.isUnresolved(key) ? JSON.stringify(stack.resolve(key)) : key); // tokens are numbered
  const keys = Object.keys(tags).map((key) => ({ key, at: order(key) })).sort((one, other) => (one.at < other.at ? -1 : 1));
  return keys.map(({ key }) => ({ Key: key, Value: tags[key] }));
}

/** Throws if the tags that the user gives to a construct cannot be, as far as that is known now. */
export function refuseTags(construct: IConstruct, kind: OwnedKind, tags: Record<string, string>): void {
  refuseOtherType(construct.node.path, 'tags', tags, 'object');
  const problems = tagProblems(kind, tags);
  if (problems.length) throw new Error(`tags of ${construct.node.path}: ${problems.join('; ')}`);
}

/** What is wrong with tags, as far as it is known at synth. */
export function tagProblems({ maxTags }: OwnedKind, tags: Record<string, string>): string[] {
  const count = Object.keys(tags).length;
  const ours = MAX_TAGS_OF_REDSHIFT - maxTags === 1 ? 'one is' : `${MAX_TAGS_OF_REDSHIFT - maxTags} are`;
  const tooMany = count > maxTags
    ? [`there are ${count} tags: at most ${maxTags} are allowed, since Redshift takes ${MAX_TAGS_OF_REDSHIFT} and ${ours} this library's`] : [];
  return Object.entries(tags).reduce((problems, [key, value]) => {
    const ofKey = Token.isUnresolved(key) ? undefined : tagKeyProblem(key);
    const ofValue = valueProblem(value);
    if (ofKey) problems.push(`the tag key ${JSON.stringify(key)} ${ofKey}`);
    if (ofValue) problems.push(`the value ${inWords(value)} of the tag ${JSON.stringify(key)} ${ofValue}`);
    return problems;
  }, tooMany);
}

/** Tags with what is known of them when the app is complete. */
export function resolvedTags(stack: Stack, tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => {
    const knownKey = stack.resolve(key) as unknown;
    const isToken = Tokenization.isResolvable(value) || (typeof value === 'string' && Token.isUnresolved(value));
    return [typeof knownKey === 'string' ? knownKey : key, isToken ? stack.resolve(value) as string : value];
  }));
}

function valueProblem(value: unknown): string | undefined {
  if (Tokenization.isResolvable(value)) return undefined;
  if (isIntrinsic(value)) return literalParts(value).map(tagValueProblem).find((problem) => problem !== undefined);
  if (typeof value !== 'string') return 'is not a string: give one, or leave the tag out';
  return Token.isUnresolved(value) ? undefined : tagValueProblem(value);
}

/**
 * The tags of the stacks that a construct is in, the inner ones winning. CloudFormation gives them to its own resource types,
 * not to a custom resource. What `Tags.of` put on a stack, but not on the type of the manager, is left out; so is a value that is undefined,
 * which the CDK leaves out too.
 */
function stackTags(scope: IConstruct, manager: TagManager): Record<string, string> {
  const tags = stackWithParents(Stack.of(scope))
    .flatMap((stack) => Object.entries(stack.tags.tagValues()).filter(([key, value]) => !isKeptOff(manager, stack, key, value)))
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(tags);
}

/** Whether a tag of a stack comes from `Tags.of` with a list that excludes the type of the manager. */
function isKeptOff(manager: TagManager, stack: Stack, key: string, value: string): boolean {
  const scopes = stack.node.scopes;
  const withinStage = scopes.slice(scopes.map(Stage.isStage).lastIndexOf(true)); // aspects do not go from one stage to the next
  return withinStage.flatMap((scope) => Aspects.of(scope).all).some((aspect) => {
    if (!isTag(aspect) || aspect.key !== key || aspect.value !== value) return false;
    const { includeResourceTypes, excludeResourceTypes } = aspect.props;
    return stack.tags.applyTagAspectHere(includeResourceTypes, excludeResourceTypes) && !manager.applyTagAspectHere([], excludeResourceTypes);
  });
}

/** Whether an aspect is a `Tag`. No instanceof: the app may have another copy of the CDK than this library. */
function isTag(aspect: IAspect): aspect is IAspect & { readonly key: string; readonly value: string; readonly props: TagProps } {
  return 'key' in aspect && 'value' in aspect && 'props' in aspect && typeof aspect.props === 'object' && aspect.props !== null;
}
