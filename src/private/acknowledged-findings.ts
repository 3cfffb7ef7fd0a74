import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/*
 * Findings of cdk-nag (https://github.com/cdklabs/cdk-nag) that cannot be avoided, each with its reason, in the metadata that its
 * versions read: 2 that of the template, 3 that of the construct. The library itself does not need it.
 */

const RULE = 'AwsSolutions-IAM5';

const REASONS = {
  read: 'redshift:DescribeHsmClientCertificates and redshift:DescribeClusters have no resource-level permissions.',
  owned: 'A changed identifier is no longer in the template: a condition limits this to certificates with the owner tag of this stack.',
  generated: 'Generated identifiers of this stack, which begin with a hash of its name.',
};

/** The resources with a wildcard in a policy, by what they are for. */
export type Wildcards = { readonly [reason in keyof typeof REASONS]?: string };

/** Acknowledges wildcards in a policy. */
export function acknowledgeWildcards(policy: IConstruct, wildcards: Wildcards): void {
  const resource = policy.node.defaultChild as CfnResource;
  const findings = Object.entries(wildcards).map(([reason, arn]) => ({
    finding: `Resource::${flat(resource.stack.resolve(arn))}`, reason: REASONS[reason as keyof Wildcards],
  }));
  resource.addMetadata('cdk_nag', { rules_to_suppress: findings.map(({ finding, reason }) => ({ id: RULE, reason, applies_to: [finding] })) });
  resource.node.addMetadata('aws:cdk:acknowledged-rules', Object.fromEntries(findings.map(({ finding, reason }) => [`${RULE}[${finding}]`, reason])));
}

/** As cdk-nag writes what is known at deployment. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Ref': name } = value as { 'Fn::Join'?: [string, unknown[]]; 'Ref'?: string };
  return join ? join[1].map(flat).join(join[0]) : `<${name}>`;
}
