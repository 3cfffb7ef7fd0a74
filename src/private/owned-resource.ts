import { CfnResource, Lazy, RemovalPolicy, Resource, TagManager, Token } from 'aws-cdk-lib';
import { OwnedResourceProperties } from './contract';
import { customResource } from './custom-resource';
import { refuseIdentifier } from './given-identifiers';
import { identifierPrefix } from './identifier';
import { StackProvider } from './provider';
import { refuseRemovalPolicy, removalPolicyProblems } from './removal-policy';
import { OwnedKind } from './resource-kind';
import { KindPolicy } from './role-policy';
import { refuseTags, resolvedTags, ResourceTags, tagProblems, tagProperties, tagValues } from './tags';
import { isLiteral } from './template';

/** What the constructs of all kinds are given. */
export interface OwnedResourceProps {
  /** Generated where it is absent. */
  readonly identifier?: string;
  readonly tags?: Record<string, string>;
  readonly removalPolicy: RemovalPolicy;
  /** Properties in the template that are the kind's own. */
  readonly properties?: Record<string, unknown>;
}

/** What a construct has of its custom resource. */
export interface OwnedResource {
  readonly resource: CfnResource;
  readonly tags: TagManager;
  /** What the function may do with resources of the kind. */
  readonly policy: KindPolicy;
}

/** The custom resource of a construct. */
export function customResourceOf(construct: Resource): CfnResource {
  return construct.node.findChild('Resource') as CfnResource;
}

/**
 * Defines the custom resource of a construct, its child `Resource`, and has the function of the stack manage it. Throws before anything
 * is defined if something that the user gives cannot be.
 */
export function defineOwnedResource(construct: Resource, kind: OwnedKind, props: OwnedResourceProps): OwnedResource {
  const { identifier, removalPolicy } = props;
  if (identifier !== undefined) refuseIdentifier(construct, kind, identifier);
  if (props.tags !== undefined) refuseTags(construct, kind, props.tags);
  refuseRemovalPolicy(construct, kind, removalPolicy);

  const { stack } = construct;
  const provider = StackProvider.of(construct);
  const tags = new ResourceTags(construct, kind, props.tags);
  // A token may turn out to be a literal, or nothing. While the CDK looks for references to other stacks it has to see what is in it.
  const known = Lazy.uncachedAny({ produce: ({ preparing }) => (preparing ? identifier : stack.resolve(identifier) ?? undefined) });
  const properties: Record<keyof OwnedResourceProperties, unknown> = {
    Identifier: Token.isUnresolved(identifier) ? known : identifier,
    // The logical id may still be overridden.
    IdentifierPrefix: Lazy.uncachedAny({
      produce: () => (isLiteral(stack.resolve(identifier)) ? undefined : identifierPrefix(resource, kind.identifierPartLength)),
    }),
    Tags: Lazy.uncachedAny({ produce: () => tagProperties(stack, tagValues(construct, tags)) }, { omitEmptyArray: true }),
  };
  const resource: CfnResource = customResource(construct, 'Resource', kind.resourceType, provider, { ...properties, ...props.properties });
  const policy = provider.own(kind, resource, identifier);
  construct.applyRemovalPolicy(removalPolicy);
  // What Aspects do, as Tags.of and RemovalPolicies.of, is known by then.
  construct.node.addValidation({
    validate: () => [...tagProblems(kind, resolvedTags(stack, tagValues(construct, tags))), ...removalPolicyProblems(resource, kind)],
  });
  return { resource, tags, policy };
}
