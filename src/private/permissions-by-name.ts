import { Aws, CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcards } from './acknowledged-findings';
import { formatHsmClientCertificateArn } from './arn';
import { PolicySizes } from './policy-sizes';
import { MAX_IDENTIFIER_LENGTH, spellings } from './rules';
import { attributeOf, isAbsent, isLiteral } from './template';

/** The most of the inline policies that names may take. What is left is for the other statements, those that a user adds among them. */
const MAX_NAMES_INLINE = 6_144;

const ACTIONS = ['CreateHsmClientCertificate', 'DeleteHsmClientCertificate', 'CreateTags', 'DeleteTags'].map((action) => `redshift:${action}`);

/** What a managed policy has besides ARNs. */
const FRAME = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'ByName', Effect: 'Allow', Action: ACTIONS, Resource: [] }] }).length;

/** What an ARN has besides the identifier: the longest partition and Region, quotes and a comma. */
const ARN_FRAME = '"arn:aws-iso-f:redshift:us-isof-south-1:123456789012:hsmclientcertificate:",'.length;

interface Policy {
  readonly certificates: { readonly resource: CfnResource; readonly identifier: string | undefined }[];
  /** What of the quota is left, in characters. */
  room: number;
}

/**
 * What the role may do with certificates by their names: the generated ones of the stack, and each that the user gives. The CDK takes
 * every ARN with a token for equally long, so the names are packed here, by their length, into the role's own policy and as many
 * managed policies as it takes. A token may turn out to be a literal of any length, with capitals.
 */
export class PermissionsByName {
  private readonly policies: Policy[] = [];
  private hasGenerated = false;

  /**
   * @param role the role, which may do something already
   * @param generatedNames the pattern of the stack's generated names
   */
  public constructor(private readonly role: Role, private readonly generatedNames: string) {
    if (!this.isReported) role.addToPrincipalPolicy(this.addPolicy(MAX_NAMES_INLINE));
  }

  /**
   * Allows a certificate with such an identifier. One that the user gives is allowed as written and, since Redshift may keep it so,
   * in lower case; a token as written only.
   */
  public allow(resource: CfnResource, identifier: string | undefined): void {
    if (this.isReported) return this.report(identifier);
    if (identifier === undefined && this.hasGenerated) return; // one pattern allows them all
    this.hasGenerated ||= identifier === undefined;
    const size = identifier === undefined ? 0 : sizeOf(identifier);
    const hasRoom = size <= this.policies[this.policies.length - 1].room;
    if (!hasRoom) this.addManagedPolicy();
    const policy = this.policies[identifier === undefined ? 0 : this.policies.length - 1];
    policy.certificates.push({ resource, identifier });
    policy.room -= size;
  }

  /** Why the role cannot be deployed, if it cannot. */
  public problem(): string | undefined {
    if (this.isReported) return undefined;
    const given = this.policies.flatMap(({ certificates }) => certificates).filter(({ identifier }) => identifier !== undefined).length;
    return new PolicySizes(this.role).problem(given);
  }

  private addManagedPolicy(): void {
    const id = `ByName${this.policies.length}`;
    const statements = [this.addPolicy(PolicySizes.MAX_MANAGED_POLICY - FRAME)];
    const policy = new ManagedPolicy(this.role, id, { description: 'Further HSM client certificates, by name', statements, roles: [this.role] });
    acknowledgeWildcards(policy, { generated: this.arn(this.generatedNames) });
  }

  /** Its id keeps the CDK from merging the statement with others. */
  private addPolicy(room: number): PolicyStatement {
    const policy: Policy = { certificates: [], room: room - sizeOf(this.generatedNames) };
    this.policies.push(policy);
    return new PolicyStatement({ sid: 'ByName', actions: ACTIONS, resources: Lazy.uncachedList({ produce: () => this.arnsIn(policy) }) });
  }

  /** `Role.customizeRoles` makes no policies, only a report of what they would be. It has each statement as it is when it is added. */
  private get isReported(): boolean {
    return this.role.node.tryFindChild('DefaultPolicy') === undefined; // where policies are made there is one by now
  }

  private report(identifier: string | undefined): void {
    const mayBeGenerated = identifier === undefined || Token.isUnresolved(identifier);
    const names = identifier === undefined ? [] : namesOf(identifier);
    if (mayBeGenerated && !this.hasGenerated) names.push(this.generatedNames);
    this.hasGenerated ||= mayBeGenerated;
    for (const name of names) this.role.addToPrincipalPolicy(new PolicyStatement({ actions: ACTIONS, resources: [this.arn(name)] }));
  }

  /** Asked when the app is complete. */
  private arnsIn({ certificates }: Policy): string[] {
    const stack = Stack.of(this.role);
    const values = certificates.map(({ resource, identifier }) => ({ resource, value: stack.resolve(identifier) as unknown }));
    const given = values.filter(({ value }) => !isAbsent(value)).flatMap(({ resource, value }) => {
      if (isLiteral(value)) return spellings(String(value)).map((name) => this.arn(name));
      const condition = attributeOf(resource, 'Condition', resource.cfnOptions.condition && stack.resolve(resource.cfnOptions.condition.logicalId));
      return [condition ? Token.asString({ 'Fn::If': [condition, this.arnOfToken(value), { Ref: 'AWS::NoValue' }] }) : this.arnOfToken(value)];
    });
    return [...new Set([...(values.every(({ value }) => isLiteral(value)) ? [] : [this.arn(this.generatedNames)]), ...given])];
  }

  /** What an identifier is made of may be there only if the certificate is; and one that comes to `AWS::NoValue` has no ARN. */
  private arnOfToken(value: unknown): string {
    if (isAbsent(value)) return Aws.NO_VALUE;
    const { 'Fn::If': choice } = value as { 'Fn::If'?: unknown };
    if (Array.isArray(choice)) return Token.asString({ 'Fn::If': [choice[0], ...choice.slice(1).map((each) => this.arnOfToken(each))] });
    return this.arn(isLiteral(value) ? String(value) : Token.asString(value));
  }

  private arn(identifier: string): string {
    return formatHsmClientCertificateArn(Stack.of(this.role), identifier);
  }
}

function namesOf(identifier: string): string[] {
  return Token.isUnresolved(identifier) ? [identifier] : spellings(identifier);
}

/** The most that its ARNs can take. */
function sizeOf(identifier: string): number {
  const names = Token.isUnresolved(identifier) ? ['x'.repeat(MAX_IDENTIFIER_LENGTH), 'X'.repeat(MAX_IDENTIFIER_LENGTH)] : spellings(identifier);
  return names.reduce((sum, { length }) => sum + ARN_FRAME + length, 0);
}
