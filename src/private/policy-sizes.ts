import { CfnResource, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { isReported } from './reported-role';
import { isIntrinsic, joined, propertiesOf, references, resourcesOf } from './template';

// Quotas of IAM, in characters without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
export const MAX_MANAGED_POLICY = 6_144;
const MAX_INLINE = 10_240;
const MAX_MANAGED_POLICIES = 10;

/** What CloudFormation puts in for pseudo parameters, at its shortest. */
const PSEUDO_PARAMETERS: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012' };

/**
 * Why a role cannot be deployed with its policies, those that a user has added among them, if it cannot. To be asked when the app is
 * complete. `given` says how many identifiers the user gives.
 */
export function policySizeProblem(role: Role, given: string): string | undefined {
  if (isReported(role)) return undefined;
  const { path } = role.node;
  const { managed, inline } = policiesOf(role);
  const { ManagedPolicyArns: attached } = propertiesOf(role.node.defaultChild as CfnResource);
  const count = managed.length + (Array.isArray(attached) ? attached.length : 0);
  if (count > MAX_MANAGED_POLICIES) {
    return `${path} has ${count} managed policies, for ${given} in its stack and whatever else is attached to it: `
      + `IAM allows ${MAX_MANAGED_POLICIES} for a role. Leave identifiers out, since one statement allows all that are generated, make them shorter, `
      + 'or divide the resources among several stacks';
  }
  const size = inline.map((policy) => characters(propertiesOf(policy).PolicyDocument)).reduce((sum, each) => sum + each, 0);
  if (size > MAX_INLINE) {
    return `the inline policies of ${path} have at least ${size} characters, for ${given} in its stack and statements `
      + `that were added to the role: IAM allows ${MAX_INLINE} for a role. Put statements of your own into a managed policy, or leave identifiers out`;
  }
  return undefined;
}

/** The policies in the stack that say that they are of the role. */
function policiesOf(role: Role): { managed: CfnResource[]; inline: CfnResource[] } {
  const stack = Stack.of(role);
  const logicalId = stack.resolve((role.node.defaultChild as CfnResource).logicalId) as string;
  const resources = resourcesOf(stack);
  const [managed, inline] = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].map((type) => resources
    .filter((each) => each.cfnResourceType === type && references(propertiesOf(each).Roles).includes(logicalId)));
  return { managed, inline };
}

/** How long a policy is at least: what is known at deployment only is taken for nothing. */
function characters(document: unknown): number {
  return JSON.stringify(shortest(document) ?? '').length;
}

function shortest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortest);
  if (isIntrinsic(value)) return joined(value, (name) => PSEUDO_PARAMETERS[name] ?? '');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shortest(each)]));
}
