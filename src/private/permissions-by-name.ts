import { Aws, CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, Policy as InlinePolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { formatArn } from './arn';
import { acknowledgeWildcards } from './nag-suppressions';
import { MAX_MANAGED_POLICY } from './policy-sizes';
import { OwnedKind } from './resource-kind';
import { attributeOf, isAbsent, isLiteral } from './template';
import { MAX_IDENTIFIER_LENGTH, spellings } from './validation';

/** The most of the inline policies that names may take. What is left is for the other statements, those that a user adds among them. */
const MAX_NAMES_INLINE = 6_144;

interface Policy {
  readonly resources: { readonly resource: CfnResource; readonly identifier: string | undefined }[];
  /** What of the quota is left, in characters. */
  room: number;
}

/**
 * What the role may do with resources of a kind by their names: the generated ones of the stack, and each that the user gives. The CDK takes
 * every ARN with a token for equally long, so the names are packed here, by their length, into the kind's policy and as many
 * managed policies as it takes. A token may turn out to be a literal of any length, with capitals.
 */
export class PermissionsByName {
  private readonly actions: string[];
  private readonly policies: Policy[] = [];
  private hasGenerated = false;

  /**
   * @param role the role, which may do something already
   * @param kind the kind of the resources
   * @param generatedNames the pattern of the stack's generated names
   * @param inline the kind's policy; undefined if the role's policies are reported
   */
  public constructor(
    private readonly role: Role, private readonly kind: OwnedKind, private readonly generatedNames: string, private readonly inline?: InlinePolicy,
  ) {
    this.actions = [kind.createAction, ...(kind.isAdopted ? [] : [kind.deleteAction]), 'redshift:CreateTags', 'redshift:DeleteTags'];
    inline?.addStatements(this.addPolicy(MAX_NAMES_INLINE));
  }

  /**
   * Allows a resource with such an identifier. One that the user gives is allowed as written and, since Redshift may store it so,
   * in lower case; a token as written only.
   */
  public allow(resource: CfnResource, identifier: string | undefined): void {
    if (!this.inline) return this.report(identifier);
    if (identifier === undefined && this.hasGenerated) return; // one pattern allows them all
    this.hasGenerated ||= identifier === undefined;
    const size = identifier === undefined ? 0 : this.sizeOf(identifier);
    const hasRoom = size <= this.policies[this.policies.length - 1].room;
    if (!hasRoom) this.addManagedPolicy(this.inline);
    const policy = this.policies[identifier === undefined ? 0 : this.policies.length - 1];
    policy.resources.push({ resource, identifier });
    policy.room -= size;
  }

  /** Within the kind's policy, so that the resources depend on it too. */
  private addManagedPolicy(scope: InlinePolicy): void {
    const id = `ByName${this.policies.length}`;
    const withoutArns = { Version: '2012-10-17', Statement: [{ Sid: 'ByName', Effect: 'Allow', Action: this.actions, Resource: [] }] };
    const statements = [this.addPolicy(MAX_MANAGED_POLICY - JSON.stringify(withoutArns).length)];
    const managed = new ManagedPolicy(scope, id, { description: `Further ${this.kind.noun}s, by name`, statements, roles: [this.role] });
    acknowledgeWildcards(managed, this.kind, { generated: this.arn(this.generatedNames) });
  }

  /** Its id keeps the CDK from merging the statement with others. */
  private addPolicy(room: number): PolicyStatement {
    const policy: Policy = { resources: [], room: room - this.sizeOf(this.generatedNames) };
    this.policies.push(policy);
    return new PolicyStatement({ sid: 'ByName', actions: this.actions, resources: Lazy.uncachedList({ produce: () => this.arnsIn(policy) }) });
  }

  private report(identifier: string | undefined): void {
    const mayBeGenerated = identifier === undefined || Token.isUnresolved(identifier);
    const names = identifier === undefined ? [] : namesOf(identifier);
    if (mayBeGenerated && !this.hasGenerated) names.push(this.generatedNames);
    this.hasGenerated ||= mayBeGenerated;
    for (const name of names) this.role.addToPrincipalPolicy(new PolicyStatement({ actions: this.actions, resources: [this.arn(name)] }));
  }

  /** Asked when the app is complete. */
  private arnsIn({ resources }: Policy): string[] {
    const stack = Stack.of(this.role);
    const values = resources.map(({ resource, identifier }) => ({ resource, value: stack.resolve(identifier) as unknown }));
    const given = values.filter(({ value }) => !isAbsent(value)).flatMap(({ resource, value }) => {
      if (isLiteral(value)) return spellings(String(value)).map((name) => this.arn(name));
      const condition = attributeOf(resource, 'Condition', resource.cfnOptions.condition && stack.resolve(resource.cfnOptions.condition.logicalId));
      return [condition ? Token.asString({ 'Fn::If': [condition, this.arnOfToken(value), { Ref: 'AWS::NoValue' }] }) : this.arnOfToken(value)];
    });
    return [...new Set([...(values.every(({ value }) => isLiteral(value)) ? [] : [this.arn(this.generatedNames)]), ...given])];
  }

  /** What an identifier is made of may be there only if the resource is; and one that comes to `AWS::NoValue` has no ARN. */
  private arnOfToken(value: unknown): string {
    if (isAbsent(value)) return Aws.NO_VALUE;
    const { 'Fn::If': choice } = value as { 'Fn::If'?: unknown };
    if (Array.isArray(choice)) return Token.asString({ 'Fn::If': [choice[0], ...choice.slice(1).map((each) => this.arnOfToken(each))] });
    return this.arn(isLiteral(value) ? String(value) : Token.asString(value));
  }

  private arn(identifier: string): string {
    return formatArn(Stack.of(this.role), this.kind, identifier);
  }

  /** The most that the ARNs with an identifier can take: in the longest partition and Region, with quotes and a comma. */
  private sizeOf(identifier: string): number {
    const names = Token.isUnresolved(identifier) ? ['x', 'X'].map((letter) => letter.repeat(MAX_IDENTIFIER_LENGTH)) : spellings(identifier);
    return names.reduce((sum, name) => sum + `"arn:aws-iso-f:redshift:us-isof-south-1:123456789012:${this.kind.arnType}:${name}",`.length, 0);
  }
}

function namesOf(identifier: string): string[] {
  return Token.isUnresolved(identifier) ? [identifier] : spellings(identifier);
}
