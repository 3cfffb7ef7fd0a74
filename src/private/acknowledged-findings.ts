import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/*
 * Findings of cdk-nag (https://github.com/cdklabs/cdk-nag) that cannot be avoided, each with its reason, in the metadata that it reads.
 * The library itself does not need it.
 */

const WILDCARDS = [
  {
    applies_to: ['Resource::*'],
    reason: 'redshift:DescribeHsmClientCertificates and redshift:DescribeClusters have no resource-level permissions.',
  },
  {
    applies_to: [{ regex: '/^Resource::.*:hsmclientcertificate:\\*$/' }],
    reason: 'A changed identifier is no longer in the template: a condition limits this to certificates with the owner tag of this stack.',
  },
  {
    applies_to: [{ regex: '/^Resource::.*:hsmclientcertificate:\\*-.+$/' }],
    reason: 'Generated identifiers of this stack, which end in a part of the id of the stack and nothing else does.',
  },
].map((wildcard) => ({ id: 'AwsSolutions-IAM5', ...wildcard }));

/** Acknowledges the wildcards in the policy of a role. A role that the user has made beforehand has none. */
export function acknowledgeWildcards(role: IConstruct): void {
  const policy = role.node.tryFindChild('DefaultPolicy')?.node.defaultChild;
  if (policy instanceof CfnResource) policy.addMetadata('cdk_nag', { rules_to_suppress: WILDCARDS });
}
