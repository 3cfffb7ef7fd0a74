import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResourceKind } from './resource-kind';
import { joined } from './template';

/*
 * Findings of cdk-nag (https://github.com/cdklabs/cdk-nag) that cannot be avoided, each with its reason, in the metadata that its
 * versions read: 2 that of the template, 3 that of the construct. The library itself does not need it.
 */

const RULE = 'AwsSolutions-IAM5';

const REASONS = {
  read: ({ describeAction }: ResourceKind) => `${describeAction} and redshift:DescribeClusters have no resource-level permissions.`,
  describe: ({ describeAction }: ResourceKind) => `${describeAction} has no resource-level permissions.`,
  owned: ({ shortNoun }: ResourceKind) =>
    `A changed identifier is no longer in the template: a condition limits this to ${shortNoun}s with the owner tag of this stack.`,
  generated: () => 'Generated identifiers of this stack, which begin with a hash of its name.',
};

/** The ARNs with a wildcard in a policy, by what they are for. */
type Wildcards = { readonly [reason in keyof typeof REASONS]?: string };

/** Acknowledges wildcards in a policy for resources of a kind. */
export function acknowledgeWildcards(policy: IConstruct, kind: ResourceKind, wildcards: Wildcards): void {
  const resource = policy.node.defaultChild as CfnResource;
  acknowledgeFindings(policy, Object.entries(wildcards).map(([reason, arn]) => ({
    finding: `Resource::${joined(resource.stack.resolve(arn), (name) => `<${name}>`)}`, // as cdk-nag writes references
    reason: REASONS[reason as keyof Wildcards](kind),
  })));
}

/** Acknowledges findings of the rule about wildcards in a policy. */
export function acknowledgeFindings(policy: IConstruct, findings: ReadonlyArray<{ readonly finding: string; readonly reason: string }>): void {
  const resource = policy.node.defaultChild as CfnResource;
  resource.addMetadata('cdk_nag', { rules_to_suppress: findings.map(({ finding, reason }) => ({ id: RULE, reason, applies_to: [finding] })) });
  resource.node.addMetadata('aws:cdk:acknowledged-rules', Object.fromEntries(findings.map(({ finding, reason }) => [`${RULE}[${finding}]`, reason])));
}
