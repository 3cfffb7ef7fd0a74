import { ArnFormat, Aws, CfnResource, Duration, Fn, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-findings';
import { OWNER_TAG } from './contract';
import { HandlerCode } from './handler-code';
import { uniqueToThisLife } from './identifier';
import { publicKeyExportProblems } from './public-key-exports';

/** CloudFormation refuses a changed service token, so the ids of the provider and its children never change. */
const ID = 'CdkRedshiftHsmProvider';

/** Changes if a provider of this version cannot serve the resources of another version of the library in the same stack. */
const CONTRACT_VERSION = 1;

/** CloudFormation gives up on a request after this time. The last run of the function that may start ends before. */
export const SERVICE_TIMEOUT = Duration.minutes(20);

const FUNCTION_TIMEOUT = Duration.minutes(5);
const MAX_EVENT_AGE = Duration.minutes(14);

/**
 * How the CDK writes the policies of the role, whatever the app says. Statements that differ in their resources become one, and where a
 * policy gets too long, statements of it go to others: the CDK cannot know how long an ARN with tokens is, so it is told the most that
 * one here can be, with 255 characters for the identifier and a Region, and partition, of the longest name.
 */
const POLICIES = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-iam.arnSizeEstimate': 'arn:aws-iso-b:redshift:us-isob-east-1:123456789012:hsmclientcertificate:'.length + 255,
};

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

  private readonly role: iam.Role;
  private readonly eventInvokeConfig: CfnResource;
  private readonly certificates: CfnResource[] = [];
  private readonly identifiers = new Map<string, string>();

  private constructor(stack: Stack) {
    super(stack, ID);
    for (const [name, value] of Object.entries(POLICIES)) this.node.setContext(name, value);
    const logGroup = new logs.LogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', {
      description: 'Lets the function behind custom resources of cdk-redshift-hsm manage the HSM client certificates of this stack',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.allow(logGroup);
    const fn = new lambda.Function(this, 'Function', {
      description: 'Creates, tags and deletes Amazon Redshift HSM client certificates for custom resources of cdk-redshift-hsm',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: new HandlerCode(),
      memorySize: 256,
      timeout: FUNCTION_TIMEOUT,
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: 2,
      role: this.role,
      logGroup,
    });
    this.serviceToken = fn.functionArn;
    this.eventInvokeConfig = fn.node.findChild('EventInvokeConfig').node.defaultChild as CfnResource;
    this.node.addValidation({ validate: () => publicKeyExportProblems(this.certificates) });
  }

  /**
   * Has the function serve a certificate. Throws if the identifier, where the user gave one, is that of another certificate of the stack.
   */
  public serve(certificate: CfnResource, identifier?: string): void {
    if (identifier !== undefined) {
      this.refuseTwice(certificate, identifier);
      this.allowName(identifier);
    }
    this.certificates.push(certificate);
    // The function depends on the role and its policies, and these settings on the function: so all of them outlive the certificate.
    certificate.node.addDependency(this.eventInvokeConfig);
  }

  private refuseTwice(certificate: CfnResource, identifier: string): void {
    if (Token.isUnresolved(identifier)) return;
    const { path: ours } = certificate.node.scope!.node;
    const theirs = this.identifiers.get(identifier.toLowerCase());
    if (theirs !== undefined) {
      throw new Error(`hsmClientCertificateIdentifier "${identifier}" of ${ours} is that of ${theirs} too: each certificate of a stack needs its own, whatever its case`);
    }
    this.identifiers.set(identifier.toLowerCase(), ours);
  }

  private allow(logGroup: logs.ILogGroup): void {
    // Its own log group and no other: a function that may create one would leave it behind when the stack is gone.
    logGroup.grantWrite(this.role);
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      sid: 'Read', // neither action can be limited to a resource
      actions: ['redshift:DescribeHsmClientCertificates', 'redshift:DescribeClusters'],
      resources: ['*'],
    }));
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      sid: 'ByOwner', // what a changed identifier leaves behind is no longer named by the template
      actions: ['redshift:DeleteHsmClientCertificate', 'redshift:CreateTags', 'redshift:DeleteTags'],
      resources: [this.arn('*')],
      conditions: { StringLike: { [`aws:ResourceTag/${OWNER_TAG}`]: `${Fn.select(5, Fn.split(':', Aws.STACK_ID))}/*` } },
    }));
    this.allowName(`*-${uniqueToThisLife()}`);
    acknowledgeWildcards(this.role);
  }

  private allowName(identifier: string): void {
    // The service may keep what it is given in lower case.
    const names = Token.isUnresolved(identifier) ? [identifier] : [...new Set([identifier, identifier.toLowerCase()])];
    // A statement for each: the report of `Role.customizeRoles` has a statement as it is when it is added.
    this.role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['CreateHsmClientCertificate', 'DeleteHsmClientCertificate', 'CreateTags', 'DeleteTags'].map((action) => `redshift:${action}`),
      resources: names.map((name) => this.arn(name)),
    }));
  }

  private arn(identifier: string): string {
    return Stack.of(this).formatArn({
      service: 'redshift', resource: 'hsmclientcertificate', resourceName: identifier, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
