import { Annotations, Aws, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-findings';
import { formatHsmClientCertificateArn } from './arn';
import { OWNER_TAG } from './contract';
import { HandlerCode } from './handler-code';
import { stackPart } from './identifier';
import { NamedCertificates } from './named-certificates';
import { PermissionsByName } from './permissions-by-name';
import { publicKeyExportProblems } from './public-key-exports';
import { propertiesOf } from './template';

/** CloudFormation refuses a changed service token, so the ids of the provider and its children never change. */
const ID = 'CdkRedshiftHsmProvider';

/** Changes if a provider of this version cannot serve the resources of another version of the library in the same stack. */
const CONTRACT_VERSION = 1;

/** CloudFormation gives up on a request after this time. The last run of the function that may start ends before. */
export const SERVICE_TIMEOUT = Duration.minutes(20);

const FUNCTION_TIMEOUT = Duration.minutes(5);
const MAX_EVENT_AGE = Duration.minutes(14);

/** The one function of a stack that serves all its certificates, with its role and log group. */
export class HsmProvider extends Construct {
  /** The provider of the stack that a construct is in. */
  public static of(scope: Construct): HsmProvider {
    const stack = Stack.of(scope);
    const found = stack.node.tryFindChild(ID) as HsmProvider | undefined;
    if (!found) return new HsmProvider(stack);
    if (found.contractVersion !== CONTRACT_VERSION) { // no instanceof: it may come from another copy of the library
      throw new Error(`two versions of cdk-redshift-hsm that cannot share a function meet in the stack ${stack.node.path}: ${found.node.path} has the contract `
        + `version ${found.contractVersion}, and ${CONTRACT_VERSION} is needed. Use one version of the library in a stack`);
    }
    return found;
  }

  public readonly contractVersion = CONTRACT_VERSION;

  public readonly serviceToken: string;

  private readonly eventInvokeConfig: CfnResource;
  private readonly certificates: CfnResource[] = [];
  private readonly named: NamedCertificates;
  private readonly permissions: PermissionsByName;

  private constructor(stack: Stack) {
    super(stack, ID);
    const logGroup = new logs.LogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', {
      description: 'Lets the function behind custom resources of cdk-redshift-hsm manage the HSM client certificates of this stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    allow(role, logGroup);
    const generatedNames = `${stackPart(stack)}-*`;
    this.named = new NamedCertificates(stack);
    this.permissions = new PermissionsByName(role, generatedNames);
    const policy = role.node.tryFindChild('DefaultPolicy'); // none where `Role.customizeRoles` makes a report of it
    const [owned, generated] = [ANY, generatedNames].map((name) => formatHsmClientCertificateArn(stack, name));
    if (policy) acknowledgeWildcards(policy, { read: ANY, owned, generated });
    const fn = new lambda.Function(this, 'Function', {
      description: 'Creates, tags and deletes Amazon Redshift HSM client certificates for custom resources of cdk-redshift-hsm',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: new HandlerCode(),
      memorySize: 256,
      timeout: FUNCTION_TIMEOUT,
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: 2,
      role,
      logGroup,
    });
    this.serviceToken = fn.functionArn;
    this.eventInvokeConfig = fn.node.findChild('EventInvokeConfig').node.defaultChild as CfnResource;
    this.node.addValidation({ validate: () => this.problems(fn.node.defaultChild as lambda.CfnFunction) });
  }

  /**
   * Has the function manage a certificate. Throws if the identifier, where the user gives one, is that of another certificate of the stack.
   */
  public register(certificate: CfnResource, identifier?: string): void {
    if (identifier !== undefined) this.named.add(certificate, identifier);
    this.permissions.allow(certificate, identifier);
    this.certificates.push(certificate);
    // The function depends on the role and its policies, and these settings on the function: so all of them outlive the certificate.
    certificate.node.addDependency(this.eventInvokeConfig);
  }

  /** What cannot be made before the role has its permissions, and those permissions. */
  private permissionsAndFunction(): CfnResource[] {
    const others = ['AWS::IAM::Role', 'AWS::Logs::LogGroup'];
    return this.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && !others.includes(each.cfnResourceType));
  }

  /** What is wrong, now that the app is complete. */
  private problems(fn: lambda.CfnFunction): string[] {
    warnOfChangedArn(fn);
    const tooMany = this.permissions.problem();
    const ofIdentifiers = this.named.problems([...this.certificates, ...this.permissionsAndFunction()]);
    return [...publicKeyExportProblems(this.certificates), ...ofIdentifiers, ...(tooMany ? [tooMany] : [])];
  }
}

/** In the pattern of a resource. */
const ANY = '*';

function allow(role: iam.Role, logGroup: logs.ILogGroup): void {
  // Its own log group and no other: a function that may create one would leave it behind when the stack is gone.
  logGroup.grantWrite(role);
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    sid: 'Read', // neither action can be limited to a resource
    actions: ['redshift:DescribeHsmClientCertificates', 'redshift:DescribeClusters'],
    resources: [ANY],
  }));
  const stack = Stack.of(role);
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    sid: 'ByOwner', // what a changed identifier leaves behind is no longer named by the template
    actions: ['redshift:DeleteHsmClientCertificate', 'redshift:CreateTags', 'redshift:DeleteTags'],
    resources: [formatHsmClientCertificateArn(stack, ANY)],
    conditions: { StringLike: { [`aws:ResourceTag/${OWNER_TAG}`]: `stack/${deployedName(stack)}/*` } },
  }));
}

/**
 * The name that a stack has when it is deployed. That of a stack within another one, such as a nested stack, the template of a
 * StackSet or a product of a service catalog, is chosen by what deploys it.
 */
function deployedName(stack: Stack): string {
  return stack.node.scopes.filter(Stack.isStack).length > 1 ? Aws.STACK_NAME : stack.stackName;
}

/** Of a stack that is deployed already, the ARN cannot change any more; of one that is not, it may be as the user likes. */
function warnOfChangedArn(fn: lambda.CfnFunction): void {
  const { FunctionName: name } = propertiesOf(fn);
  const isRenamed = fn.stack.resolve(fn.logicalId) !== fn.stack['allocateLogicalId'](fn); // eslint-disable-line dot-notation -- it is protected
  if (name === undefined && !isRenamed) return;
  Annotations.of(fn).addWarningV2('cdk-redshift-hsm:function-arn', `${name === undefined ? 'the logical id' : 'functionName'} of ${fn.node.path} is set, `
    + 'which decides on the ARN of the function: set it before the first deployment of the stack, and never change it or take it away. CloudFormation '
    + 'refuses every update of a stack where the ARN is another one ("Modifying service token is not allowed")');
}
