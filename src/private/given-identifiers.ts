import { Annotations, CfnResource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inWords, isLookedUp, refuseOtherType } from './given-values';
import { ResourceKind } from './resource-kind';
import { dependencyFinder, isAbsent, isIntrinsic, literalParts } from './template';
import { identifierPartProblem, identifierProblem, identifierWarning } from './validation';

/** Warnings of this id are about identifiers that Redshift probably refuses. */
const WARNING_ID = 'cdk-redshift-hsm:identifier';

/** What marks `PhysicalName.GENERATE_IF_NEEDED`, of whatever copy of the CDK. */
const GENERATE_IF_NEEDED = Symbol.for('@aws-cdk/core.<private>.GenerateIfNeeded');

/** Throws if the identifier that the user gives to a construct cannot be one, as far as that is known now. */
export function refuseIdentifier(construct: IConstruct, { identifierProperty }: ResourceKind, identifier: string): void {
  const { path } = construct.node;
  refuseOtherType(path, identifierProperty, identifier, 'string');
  if (Tokenization.reverseString(identifier).tokens.some((token) => GENERATE_IF_NEEDED in token)) {
    throw new Error(`${identifierProperty} of ${path} is PhysicalName.GENERATE_IF_NEEDED: leave it out for a generated one, or give a name`);
  }
  const problem = Token.isUnresolved(identifier) || isLookedUp(identifier) ? undefined : identifierProblem(identifier);
  if (problem) throw new Error(`${identifierProperty} "${identifier}" of ${path} ${problem}`);
}

/** The identifiers that the user gives to the resources of a kind in a stack, and what may turn out to be one when the app is synthesized or deployed. */
export class GivenIdentifiers {
  private readonly given: { readonly resource: CfnResource; readonly identifier: string }[] = [];

  public constructor(private readonly stack: Stack, public readonly kind: ResourceKind) {}

  public get count(): number {
    return this.given.length;
  }

  /** Throws if a literal identifier is a duplicate of another one. */
  public add(resource: CfnResource, identifier: string): void {
    const other = Token.isUnresolved(identifier) ? undefined : this.given.find((each) => identifier.toLowerCase() === each.identifier.toLowerCase());
    if (other) throw new Error(this.duplicateProblem(pathOf(resource), identifier, pathOf(other.resource)));
    this.given.push({ resource, identifier });
  }

  /**
   * What is wrong with identifiers that are tokens, now that the app is complete; warns of what Redshift probably refuses. `dependents` are
   * what depends on the role's permissions, and so on all identifiers.
   */
  public problems(dependents: readonly CfnResource[]): string[] {
    const isCircular = dependencyFinder(this.stack, new Set(dependents.map(({ logicalId }) => this.stack.resolve(logicalId) as string)));
    const paths = new Map<string, string>();
    return this.given.flatMap(({ resource, identifier }) => {
      const path = pathOf(resource);
      const value = this.stack.resolve(identifier) as unknown;
      if (isAbsent(value)) return []; // it gets a generated identifier
      if (typeof value === 'string' && isLookedUp(value)) return [];
      const problem = this.valueProblem(value, isCircular);
      if (problem) return [`${this.kind.identifierProperty} ${typeof value === 'string' ? `"${value}" ` : ''}of ${path} ${problem}`];
      const key = JSON.stringify(comparable(value));
      const other = paths.get(key);
      if (other !== undefined) return [this.duplicateProblem(path, typeof value === 'string' ? value : JSON.stringify(value), other)];
      paths.set(key, path);
      if (typeof value === 'string') this.warn(resource, value);
      return [];
    });
  }

  /** In words that follow the property, its value and the construct. */
  private valueProblem(value: unknown, isCircular: (value: unknown) => boolean): string | undefined {
    if (typeof value === 'string') return identifierProblem(value);
    if (!isIntrinsic(value)) return `resolves to ${inWords(value)}: a string is expected`;
    for (const part of literalParts(value)) {
      const problem = identifierPartProblem(part);
      if (problem) return `has the part "${part}", which ${problem}`;
    }
    return isCircular(value) ? this.circularProblem(value) : undefined;
  }

  /** CloudFormation would refuse a circular dependency, and name the policy and the function rather than the identifier. */
  private circularProblem(value: unknown): string {
    return `is made of ${JSON.stringify(value)}, which depends on an ${this.kind.noun} of the same stack, `
      + 'or on the function that makes them: its role has to name the identifier before it can make any. '
      + 'Give an identifier that does not depend on one, or leave it out for a generated one';
  }

  private duplicateProblem(path: string, identifier: string, other: string): string {
    return `${this.kind.identifierProperty} "${identifier}" of ${path} is a duplicate of that of ${other}: `
      + `each ${this.kind.shortNoun} of a stack needs an identifier of its own, ignoring case`;
  }

  private warn(resource: CfnResource, identifier: string): void {
    const warning = identifierWarning(identifier);
    // On the resource: aws-cdk-lib 2.224 misses an acknowledgement on the very construct of a warning that is added later.
    if (warning) Annotations.of(resource).addWarningV2(WARNING_ID, `${this.kind.identifierProperty} "${identifier}" of ${pathOf(resource)} ${warning}`);
  }
}

/** For comparing, whatever the case of what is known. References are as they are: their names count. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase();
  const { 'Fn::Join': join, 'Fn::If': choice, 'Fn::Sub': text } = value as Record<string, unknown>;
  if (Array.isArray(join)) return { 'Fn::Join': [join[0], [join[1]].flat().map(comparable)] };
  if (Array.isArray(choice)) return { 'Fn::If': [choice[0], ...choice.slice(1).map(comparable)] };
  return typeof text === 'string' && !text.includes('${') ? text.toLowerCase() : value;
}

/** Of the construct that the custom resource is in. */
function pathOf(resource: CfnResource): string {
  return resource.node.scope!.node.path;
}
