import { Aspects, Stack, Stage, Tag, TagManager, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { TagProperty } from './contract';
import { MAX_TAGS, tagKeyProblem, tagValueProblem } from './rules';

/** Tags as the CDK ranks them: those of the stack, then the construct's own, then those of `Tags.of`, which the manager knows. */
export function tagValues(scope: IConstruct, manager: TagManager): Record<string, string> {
  for (const [key, value] of Object.entries(stackTags(scope))) {
    // With the lowest priority, the manager ignores what was taken off by `Tags.of(...).remove(key)`.
    if (!(key in manager.tagValues())) manager.setTag(key, value);
  }
  return manager.tagValues();
}

export function tagProperties(tags: Record<string, string>): TagProperty[] {
  return Object.keys(tags).sort().map((key) => ({ Key: key, Value: tags[key] }));
}

/** What is wrong with tags, as far as it is known at synth. */
export function tagProblems(tags: Record<string, string>): string[] {
  const count = Object.keys(tags).length;
  const tooMany = count > MAX_TAGS ? [`there are ${count} tags: at most ${MAX_TAGS} are allowed, since Redshift takes 50 and one is this library's`] : [];
  return Object.entries(tags).reduce((problems, [key, value]) => {
    const ofKey = Token.isUnresolved(key) ? undefined : tagKeyProblem(key);
    const ofValue = Token.isUnresolved(value) ? undefined : tagValueProblem(value);
    if (ofKey) problems.push(`the tag key ${JSON.stringify(key)} ${ofKey}`);
    if (ofValue) problems.push(`the value ${JSON.stringify(value)} of the tag ${JSON.stringify(key)} ${ofValue}`);
    return problems;
  }, tooMany);
}

/**
 * The tags of the stacks that a construct is in, the inner ones winning. CloudFormation gives them to its own resource types,
 * not to a custom resource. What `Tags.of` put on a stack is left out: that reaches the construct itself, if it is meant to.
 */
function stackTags(scope: IConstruct): Record<string, string> {
  const stacks = scope.node.scopes.filter(Stack.isStack);
  const tags = stacks.flatMap((stack) => Object.entries(stack.tags.tagValues()).filter(([key, value]) => !isFromAspect(stack, key, value)));
  return Object.fromEntries(tags);
}

function isFromAspect(stack: Stack, key: string, value: string): boolean {
  const scopes = stack.node.scopes;
  const withinStage = scopes.slice(scopes.map(Stage.isStage).lastIndexOf(true)); // aspects do not go from one stage to the next
  return withinStage.flatMap((scope) => Aspects.of(scope).all).some((aspect) => {
    if (!(aspect instanceof Tag) || aspect.key !== key || aspect.value !== value) return false;
    const { includeResourceTypes, excludeResourceTypes } = aspect['props']; // eslint-disable-line dot-notation -- it is protected
    return stack.tags.applyTagAspectHere(includeResourceTypes, excludeResourceTypes);
  });
}
