import { Aws, CfnResource, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { formatArn } from './arn';
import { OWNER_TAG } from './contract';
import { stackPart } from './identifier';
import { acknowledgeWildcards } from './nag-suppressions';
import { PermissionsByName } from './permissions-by-name';
import { isReported } from './reported-role';
import { OwnedKind, ResourceKind } from './resource-kind';

/** In the pattern of a resource. */
const ANY = '*';

/**
 * What a role may do with the resources of a kind in a stack, in a policy of the kind's own, on which they depend: CloudFormation changes a
 * policy before it deletes what is no longer in the template, so in a common one the last resource of a kind would lose its permissions.
 */
export class KindPolicy {
  /** Undefined if the role's policies are reported. */
  private readonly policy?: Policy;

  public constructor(scope: Construct, private readonly role: Role, kind: ResourceKind) {
    if (!isReported(role)) this.policy = new Policy(scope, `${kind.className}Policy`, { roles: [role] });
  }

  public addStatement(statement: PolicyStatement): void {
    if (this.policy) this.policy.addStatements(statement);
    else this.role.addToPrincipalPolicy(statement);
  }

  /** Has a resource outlive none of its permissions. */
  public protect(resource: CfnResource): void {
    if (this.policy) resource.node.addDependency(this.policy);
  }

  /** Allows to look at resources of a kind, and nothing else. */
  public allowToRead(kind: ResourceKind): void {
    this.addStatement(new PolicyStatement({ sid: 'Read', actions: [kind.describeAction], resources: [ANY] })); // it cannot be limited to a resource
    if (this.policy) acknowledgeWildcards(this.policy, kind, { describe: ANY });
  }

  /** Allows what is done with all resources of a kind. What is done with each by its name is for the caller to allow. */
  public allowToOwn(kind: OwnedKind): PermissionsByName {
    const stack = Stack.of(this.role);
    this.addStatement(new PolicyStatement({
      sid: 'Read', // neither action can be limited to a resource
      actions: [kind.describeAction, 'redshift:DescribeClusters'],
      resources: [ANY],
    }));
    const byOwner = (sid: string, origin: string, actions: string[]) => new PolicyStatement({
      sid, // what a changed identifier leaves behind is no longer named by the template
      actions: [...actions, 'redshift:CreateTags', 'redshift:DeleteTags'],
      resources: [formatArn(stack, kind, ANY)],
      conditions: { StringLike: { [`aws:ResourceTag/${OWNER_TAG}`]: `${origin}/${deployedName(stack)}/*` } },
    });
    this.addStatement(byOwner('ByOwner', 'stack', [kind.deleteAction]));
    if (kind.isAdopted) this.addStatement(byOwner('ByAdopter', 'adopted', []));
    const generatedNames = `${stackPart(stack)}-*`;
    const [owned, generated] = [ANY, generatedNames].map((name) => formatArn(stack, kind, name));
    if (this.policy) acknowledgeWildcards(this.policy, kind, { read: ANY, owned, generated });
    return new PermissionsByName(this.role, kind, generatedNames, this.policy);
  }
}

/**
 * The name that a stack has when it is deployed. That of a stack within another one, such as a nested stack, the template of a
 * StackSet or a product of a service catalog, is chosen by what deploys it.
 */
function deployedName(stack: Stack): string {
  return stack.node.scopes.filter(Stack.isStack).length > 1 ? Aws.STACK_NAME : stack.stackName;
}
