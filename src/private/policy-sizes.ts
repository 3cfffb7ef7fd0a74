import { CfnResource, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { propertiesOf, references, resourcesOf } from './template';

/** What CloudFormation puts in for pseudo parameters, at its shortest. */
const PSEUDO_PARAMETERS: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012' };

/** The policies of a role, those that a user has added among them, beside what IAM allows. To be asked when the app is complete. */
export class PolicySizes {
  // Quotas of IAM, in characters without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  public static readonly MAX_MANAGED_POLICY = 6_144;
  private static readonly MAX_INLINE = 10_240;
  private static readonly MAX_MANAGED_POLICIES = 10;

  public constructor(private readonly role: Role) {}

  /** Why the role cannot be deployed, if it cannot, with so many identifiers that the user gives. */
  public problem(identifiers: number): string | undefined {
    const path = this.role.node.path;
    const managed = this.policies('AWS::IAM::ManagedPolicy').length + this.attached();
    if (managed > PolicySizes.MAX_MANAGED_POLICIES) {
      return `${path} has ${managed} managed policies, for ${identifiers} values of hsmClientCertificateIdentifier in its stack and whatever else is attached to it: `
        + `IAM allows ${PolicySizes.MAX_MANAGED_POLICIES} for a role. Leave identifiers out, since one statement allows all that are generated, make them shorter, `
        + 'or divide the certificates among several stacks';
    }
    const inline = this.policies('AWS::IAM::Policy').map((policy) => characters(propertiesOf(policy).PolicyDocument)).reduce((sum, each) => sum + each, 0);
    if (inline > PolicySizes.MAX_INLINE) {
      return `the inline policies of ${path} have at least ${inline} characters, for ${identifiers} values of hsmClientCertificateIdentifier in its stack and statements `
        + `that were added to the role: IAM allows ${PolicySizes.MAX_INLINE} for a role. Put statements of your own into a managed policy, or leave identifiers out`;
    }
    return undefined;
  }

  /** Those in the stack that say that they are of the role. */
  private policies(type: string): CfnResource[] {
    const stack = Stack.of(this.role);
    const logicalId = stack.resolve((this.role.node.defaultChild as CfnResource).logicalId) as string;
    return resourcesOf(stack).filter((each) => each.cfnResourceType === type && references(propertiesOf(each).Roles).includes(logicalId));
  }

  /** Those that the role says are its own. */
  private attached(): number {
    const { ManagedPolicyArns: arns } = propertiesOf(this.role.node.defaultChild as CfnResource);
    return Array.isArray(arns) ? arns.length : 0;
  }
}

/** How long a policy is at least: what is known at deployment only is taken for nothing. */
function characters(document: unknown): number {
  return JSON.stringify(shortest(document) ?? '').length;
}

function shortest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortest);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Join': join, 'Ref': name } = value as { 'Fn::Join'?: [string, unknown[]]; 'Ref'?: string };
  if (Array.isArray(join?.[1])) return join[1].map(shortest).join(join[0]);
  if (name !== undefined) return PSEUDO_PARAMETERS[name] ?? '';
  if (Object.keys(value).some((key) => key.startsWith('Fn::'))) return '';
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shortest(each)]));
}
