import { Annotations, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { allowLogsToUse, allowNetworkInterfaces } from './function-permissions';
import { GivenIdentifiers } from './given-identifiers';
import { HandlerCode } from './handler-code';
import { PermissionsByName } from './permissions-by-name';
import { policySizeProblem } from './policy-sizes';
import { settingsFor } from './provider-settings';
import { OwnedKind, ResourceKind } from './resource-kind';
import { KindPolicy } from './role-policy';
import { propertiesOf } from './template';
import { FUNCTION_TIMEOUT_SECONDS, MAX_EVENT_AGE_SECONDS, RETRY_ATTEMPTS } from './time-limits';

/** CloudFormation refuses a changed service token, so the ids of the provider and its children never change. */
const ID = 'CdkRedshiftHsmProvider';

/** Changes if a provider of this version cannot serve the resources of another version of the library in the same stack. */
const CONTRACT_VERSION = 1;

/** The resources of a kind in the stack. */
interface Served {
  readonly kind: ResourceKind;
  readonly resources: CfnResource[];
  readonly policy: KindPolicy;
  /** Undefined for a kind that is only read. */
  readonly byName?: PermissionsByName;
}

/** The one function of a stack behind all its custom resources of this library, with its role and log group. */
export class StackProvider extends Construct {
  /** The provider of the stack that a construct is in. */
  public static of(scope: IConstruct): StackProvider {
    const stack = Stack.of(scope);
    const found = stack.node.tryFindChild(ID) as StackProvider | undefined;
    if (!found) return new StackProvider(stack);
    if (found.contractVersion !== CONTRACT_VERSION) { // no instanceof: it may come from another copy of the library
      throw new Error(`two versions of cdk-redshift-hsm that cannot share a function meet in the stack ${stack.node.path}: ${found.node.path} has the contract `
        + `version ${found.contractVersion}, and ${CONTRACT_VERSION} is needed. Use one version of the library in a stack`);
    }
    return found;
  }

  /** A provider that is defined already in one of the stacks below a scope. */
  public static existingBelow(scope: IConstruct): StackProvider | undefined {
    const stacks = scope.node.findAll().filter(Stack.isStack);
    return stacks.map(({ node }) => node.tryFindChild(ID) as StackProvider | undefined).find((found) => found !== undefined);
  }

  public readonly contractVersion = CONTRACT_VERSION;

  public readonly serviceToken: string;

  public readonly fn: lambda.Function;
  public readonly role: iam.Role;
  public readonly logGroup: logs.LogGroup;

  private readonly eventInvokeConfig: CfnResource;
  /** By the name of the class: another copy of the library has other objects for the same kinds. */
  private readonly served = new Map<string, Served>();
  /** By resource type. */
  private readonly identifiers = new Map<string, GivenIdentifiers>();

  private constructor(stack: Stack) {
    super(stack, ID);
    const settings = settingsFor(stack);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: settings.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: settings.logRemovalPolicy ?? RemovalPolicy.DESTROY,
      encryptionKey: settings.logEncryptionKey,
    });
    if (settings.logEncryptionKey) allowLogsToUse(settings.logEncryptionKey, stack);
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets the function behind custom resources of cdk-redshift-hsm manage the HSM client certificates of this stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissionsBoundary: settings.permissionsBoundary,
    });
    // Its own log group and no other: a function that may create one would leave it behind when the stack is gone.
    this.logGroup.grantWrite(this.role);
    if (settings.vpc) allowNetworkInterfaces(this.role);
    const { vpc, vpcSubnets, securityGroups } = settings;
    this.fn = new lambda.Function(this, 'Function', {
      description: 'Creates, tags and deletes Amazon Redshift HSM client certificates for custom resources of cdk-redshift-hsm',
      runtime: settings.runtime ?? lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: new HandlerCode(),
      memorySize: 256,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      maxEventAge: Duration.seconds(MAX_EVENT_AGE_SECONDS),
      retryAttempts: RETRY_ATTEMPTS,
      role: this.role,
      logGroup: this.logGroup,
      ...(vpc && { vpc, vpcSubnets, securityGroups }),
      ...(settings.useFipsEndpoint && { environment: { AWS_USE_FIPS_ENDPOINT: 'true' } }),
    });
    this.serviceToken = this.fn.functionArn;
    this.eventInvokeConfig = this.fn.node.findChild('EventInvokeConfig').node.defaultChild as CfnResource;
    this.node.addValidation({ validate: () => this.problems(this.fn.node.defaultChild as lambda.CfnFunction) });
  }

  /**
   * Has the function own a resource. Throws if the identifier, where the user gives one, is that of another resource of the same kind
   * in the stack.
   */
  public own(kind: OwnedKind, resource: CfnResource, identifier?: string): KindPolicy {
    const served = this.servedOf(kind, (policy) => policy.allowToOwn(kind));
    if (identifier !== undefined) this.identifiersOf(kind).add(resource, identifier);
    served.byName?.allow(resource, identifier);
    return this.serve(resource, served);
  }

  /** Has the function read what a resource refers to. */
  public read(kind: ResourceKind, resource: CfnResource): void {
    this.serve(resource, this.servedOf(kind, (policy) => policy.allowToRead(kind)));
  }

  /** Has the function serve a resource that needs no permissions. */
  public serveWithoutPermissions(resource: CfnResource): void {
    // The function depends on the role, and these settings on the function: so all of them outlive the resource.
    resource.node.addDependency(this.eventInvokeConfig);
  }

  private serve(resource: CfnResource, { resources, policy }: Served): KindPolicy {
    resources.push(resource);
    policy.protect(resource);
    this.serveWithoutPermissions(resource);
    return policy;
  }

  private servedOf(kind: ResourceKind, allow: (policy: KindPolicy) => PermissionsByName | void): Served {
    const found = this.served.get(kind.className);
    if (found) return found;
    const policy = new KindPolicy(this, this.role, kind);
    const served = { kind, resources: [], policy, byName: allow(policy) ?? undefined };
    this.served.set(kind.className, served);
    return served;
  }

  /** Those of adopted resources among them: the identifiers of all must differ. */
  private identifiersOf(kind: OwnedKind): GivenIdentifiers {
    const found = this.identifiers.get(kind.resourceType) ?? new GivenIdentifiers(Stack.of(this), kind);
    this.identifiers.set(kind.resourceType, found);
    return found;
  }

  /** What cannot be made before the role has its permissions, and those permissions. */
  private permissionsAndFunction(): CfnResource[] {
    const others = ['AWS::IAM::Role', 'AWS::Logs::LogGroup'];
    return this.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && !others.includes(each.cfnResourceType));
  }

  /** What is wrong, now that the app is complete. */
  private problems(fn: lambda.CfnFunction): string[] {
    warnOfChangedArn(fn);
    const all = [...this.served.values()];
    const afterPermissions = [...all.flatMap(({ resources }) => resources), ...this.permissionsAndFunction()];
    const ofKinds = all.flatMap(({ kind, resources }) => kind.problems?.(resources) ?? []);
    const identifiers = [...this.identifiers.values()];
    const ofIdentifiers = identifiers.flatMap((each) => each.problems(afterPermissions));
    const given = identifiers.map(({ count, kind }) => `${count} values of ${kind.identifierProperty}`).join(' and ') || 'generated identifiers';
    const ofSize = policySizeProblem(this.role, given);
    return [...ofKinds, ...ofIdentifiers, ...(ofSize === undefined ? [] : [ofSize])];
  }
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
