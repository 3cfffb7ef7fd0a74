import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnRole, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcards } from './acknowledged-findings';
import { formatHsmClientCertificateArn } from './arn';
import { MAX_IDENTIFIER_LENGTH, spellings } from './rules';
import { isAbsent, isLiteral } from './template';

/*
 * Quotas of IAM, in characters without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * All inline policies of a role may have 10,240 together. What is left is for the other statements, those that a user adds among them.
 */
const MAX_NAMES_INLINE = 6_144;
const MAX_MANAGED_POLICY = 6_144;
const MAX_MANAGED_POLICIES = 10;

const ACTIONS = ['CreateHsmClientCertificate', 'DeleteHsmClientCertificate', 'CreateTags', 'DeleteTags'].map((action) => `redshift:${action}`);

/** What a managed policy has besides ARNs. */
const FRAME = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'ByName', Effect: 'Allow', Action: ACTIONS, Resource: [] }] }).length;

/** What an ARN has besides the identifier: the longest partition and Region, quotes and a comma. */
const ARN_FRAME = '"arn:aws-iso-f:redshift:us-isof-south-1:123456789012:hsmclientcertificate:",'.length;

interface Policy {
  /** Undefined for a certificate that is given none. */
  readonly identifiers: (string | undefined)[];
  /** What of the quota is left. */
  room: number;
}

/**
 * What the role may do with certificates by their names: the generated ones of the stack, and each that the user gives. The CDK takes
 * every ARN with a token for equally long, so the names are packed here, by their length, into the role's own policy and as many
 * managed policies as it takes.
 */
export class PermissionsByName {
  private readonly policies: Policy[] = [{ identifiers: [], room: MAX_NAMES_INLINE }];
  private hasReportedGenerated = false;

  /**
   * @param role the role
   * @param generatedNames the pattern of the stack's generated names
   */
  public constructor(private readonly role: Role, private readonly generatedNames: string) {
    if (this.isPrecreated) return;
    role.addToPrincipalPolicy(this.statement(this.policies[0]));
  }

  /**
   * Allows a certificate with such an identifier. One that the user gives is allowed as written and, since Redshift may keep it so,
   * in lower case; a token as written only.
   */
  public allow(identifier: string | undefined): void {
    if (this.isPrecreated) this.report(identifier);
    else if (identifier === undefined) this.policies[0].identifiers.push(identifier);
    else this.pack(identifier);
  }

  /** Why the role cannot be deployed, if it cannot. */
  public problem(): string | undefined {
    const ours = this.policies.length - 1;
    if (!ours) return undefined;
    const attached = Stack.of(this.role).resolve((this.role.node.defaultChild as CfnRole).managedPolicyArns) as unknown[] | undefined;
    const others = attached?.length ?? 0;
    if (ours + others <= MAX_MANAGED_POLICIES) return undefined;
    const given = this.policies.flatMap(({ identifiers }) => identifiers).filter((identifier) => identifier !== undefined);
    return `${this.role.node.path} needs ${ours} managed policies for the ${given.length} values of `
      + `hsmClientCertificateIdentifier in its stack${others ? `, and has ${others} more` : ''}: IAM allows ${MAX_MANAGED_POLICIES} for a role. Leave identifiers out, `
      + 'since one statement allows all that are generated, make them shorter, or divide the certificates among several stacks';
  }

  private pack(identifier: string): void {
    const size = namesOf(identifier).reduce((sum, name) => sum + ARN_FRAME + (Token.isUnresolved(name) ? MAX_IDENTIFIER_LENGTH : name.length), 0);
    const last = this.policies[this.policies.length - 1];
    const policy = size <= last.room ? last : this.addManagedPolicy();
    policy.identifiers.push(identifier);
    policy.room -= size;
  }

  private addManagedPolicy(): Policy {
    const policy: Policy = { identifiers: [], room: MAX_MANAGED_POLICY - FRAME };
    const construct = new ManagedPolicy(this.role, `ByName${this.policies.length}`, {
      description: 'Further HSM client certificates, by name', statements: [this.statement(policy)], roles: [this.role],
    });
    acknowledgeWildcards(construct, { generated: this.arn(this.generatedNames) });
    this.policies.push(policy);
    return policy;
  }

  /** Its id keeps the CDK from merging it with other statements. */
  private statement(policy: Policy): PolicyStatement {
    return new PolicyStatement({ sid: 'ByName', actions: ACTIONS, resources: Lazy.uncachedList({ produce: () => this.arnsIn(policy) }) });
  }

  /** `Role.customizeRoles` has the user make the role; its report has each statement as it is when it is added. */
  private get isPrecreated(): boolean {
    return this.role.node.defaultChild === undefined;
  }

  private report(identifier: string | undefined): void {
    const mayBeGenerated = identifier === undefined || Token.isUnresolved(identifier);
    const names = identifier === undefined ? [] : namesOf(identifier);
    if (mayBeGenerated && !this.hasReportedGenerated) names.push(this.generatedNames);
    this.hasReportedGenerated ||= mayBeGenerated;
    for (const name of names) this.role.addToPrincipalPolicy(new PolicyStatement({ actions: ACTIONS, resources: [this.arn(name)] }));
  }

  /** Asked when the app is complete. */
  private arnsIn({ identifiers }: Policy): string[] {
    const values = identifiers.map((identifier) => Stack.of(this.role).resolve(identifier) as unknown);
    const given = values.filter((value) => !isAbsent(value))
      .flatMap((value) => (isLiteral(value) ? spellings(String(value)).map((name) => this.arn(name)) : [this.arnOfToken(value)]));
    return [...new Set([...(values.every(isLiteral) ? [] : [this.arn(this.generatedNames)]), ...given])];
  }

  /** An identifier that comes to `AWS::NoValue` has no ARN: it is the ARNs that there is a choice of. */
  private arnOfToken(value: unknown): string {
    if (isAbsent(value)) return Aws.NO_VALUE;
    const { 'Fn::If': choice } = value as { 'Fn::If'?: unknown[] };
    if (choice) return Token.asString({ 'Fn::If': [choice[0], ...choice.slice(1).map((each) => this.arnOfToken(each))] });
    return this.arn(isLiteral(value) ? String(value) : Token.asString(value));
  }

  private arn(identifier: string): string {
    return formatHsmClientCertificateArn(Stack.of(this.role), identifier);
  }
}

function namesOf(identifier: string): string[] {
  return Token.isUnresolved(identifier) ? [identifier] : spellings(identifier);
}
