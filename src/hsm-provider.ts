import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { StackProvider } from './private/provider';
import { addSettings, configuredScope } from './private/provider-settings';

/** The lowest version of Node.js that runs the function. */
const MIN_NODE_VERSION = 22;

/**
 * Settings of the function behind the custom resources of this library, with its role and its log group.
 */
export interface HsmProviderSettings {
  /**
   * The VPC in which the function runs. It needs a route to Amazon Redshift and to the S3 bucket to which it sends its responses
   * (`cloudformation-custom-resource-response-<Region>`), and for an `HsmConfiguration` to AWS Secrets Manager: without one, each deployment
   * waits for 20 minutes. The role gets the six actions of EC2 for network interfaces.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
   * @default - no VPC
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the VPC in which the function runs. An error without `vpc`.
   *
   * @default - the private subnets with a route to the internet
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function in the VPC. An error without `vpc`.
   *
   * @default - a new one that allows all outbound traffic
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * How long the log of the function is kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;

  /**
   * The KMS key that encrypts the log. A key of this app gets a statement in its policy that allows CloudWatch Logs to use it for log groups of
   * the account; the policy of an imported key cannot be changed from here, and has to allow it already.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - encrypted by CloudWatch Logs
   */
  readonly logEncryptionKey?: IKey;

  /**
   * What happens to the log when the stack is deleted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * Whether the function calls the FIPS endpoints of AWS services. Not every Region has them.
   *
   * @see https://aws.amazon.com/compliance/fips/
   * @default false
   */
  readonly useFipsEndpoint?: boolean;

  /**
   * The runtime of the function: Node.js 22 or later.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime;

  /**
   * The permissions boundary of the role. It has to allow what the role needs.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/**
 * The function behind the custom resources of this library, one in each stack, and its settings.
 */
export class HsmProvider {
  /**
   * The functions below a scope.
   *
   * @param scope an app, a stage, a stack, or any construct
   */
  public static of(scope: IConstruct): HsmProvider {
    return new HsmProvider(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets properties of the functions in all stacks below the scope; a construct in a stack speaks for the stack. Of each property, the setting of
   * the nearest scope counts, and `vpc`, `vpcSubnets` and `securityGroups` go together.
   *
   * Call it before the first construct of this library is defined in any of these stacks: afterwards it is an error.
   *
   * @param settings what differs from the defaults
   */
  public configure(settings: HsmProviderSettings): void {
    const scope = configuredScope(this.scope);
    const path = scope.node.path || 'the app';
    const existing = StackProvider.existingBelow(scope);
    if (existing) {
      throw new Error(`HsmProvider.of(...).configure() of ${path} comes too late: the function ${existing.node.path} is defined already. `
        + 'Call it before the first construct of cdk-redshift-hsm');
    }
    const { vpc, vpcSubnets, securityGroups, runtime } = settings;
    if (!vpc && (vpcSubnets ?? securityGroups)) {
      throw new Error(`HsmProvider.of(...).configure() of ${path} has ${vpcSubnets ? 'vpcSubnets' : 'securityGroups'} without vpc: give the VPC too`);
    }
    if (runtime) refuseRuntime(path, runtime);
    addSettings(scope, settings);
  }

  /**
   * The function of the stack that the scope is in. It is defined if it is not there yet.
   */
  public get function(): LambdaFunction {
    return StackProvider.of(this.scope).fn;
  }

  /**
   * The role of the function of the stack that the scope is in.
   */
  public get role(): Role {
    return StackProvider.of(this.scope).role;
  }

  /**
   * The log group of the function of the stack that the scope is in.
   */
  public get logGroup(): LogGroup {
    return StackProvider.of(this.scope).logGroup;
  }
}

function refuseRuntime(path: string, { name }: Runtime): void {
  const [, version] = /^nodejs(\d+)\.x$/.exec(name) ?? [];
  if (version !== undefined && Number(version) >= MIN_NODE_VERSION) return;
  throw new Error(`runtime of HsmProvider.of(...).configure() of ${path} is ${name}: Node.js ${MIN_NODE_VERSION} or later is needed`);
}
