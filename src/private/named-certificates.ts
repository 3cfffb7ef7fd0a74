import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { inWords, isLookedUp } from './given-values';
import { identifierPartProblem, identifierProblem, identifierWarning } from './rules';
import { dependencyFinder, isAbsent, isIntrinsic, literalParts } from './template';

/** Warnings of this id are about identifiers that Redshift probably refuses. */
const WARNING_ID = 'cdk-redshift-hsm:identifier';

/** The certificates of a stack to which the user gives an identifier, or what may turn out to be one when the app is synthesized or deployed. */
export class NamedCertificates {
  private readonly given: { readonly certificate: CfnResource; readonly identifier: string }[] = [];

  public constructor(private readonly stack: Stack) {}

  /** Throws if a literal identifier is that of another certificate of the stack. */
  public add(certificate: CfnResource, identifier: string): void {
    const twin = Token.isUnresolved(identifier) ? undefined : this.given.find((other) => identifier.toLowerCase() === other.identifier.toLowerCase());
    if (twin) throw new Error(duplicate(pathOf(certificate), identifier, pathOf(twin.certificate)));
    this.given.push({ certificate, identifier });
  }

  /**
   * What is wrong with identifiers that are tokens, now that the app is complete; warns of what Redshift probably refuses. `dependents` are
   * what depends on the role's permissions, and so on all identifiers.
   */
  public problems(dependents: readonly CfnResource[]): string[] {
    const isCircular = dependencyFinder(this.stack, new Set(dependents.map(({ logicalId }) => this.stack.resolve(logicalId) as string)));
    const byName = new Map<string, string>();
    return this.given.flatMap(({ certificate, identifier }) => {
      const path = pathOf(certificate);
      const value = this.stack.resolve(identifier) as unknown;
      if (isAbsent(value)) return []; // it gets a generated identifier
      if (typeof value === 'string' && isLookedUp(value)) return [];
      const problem = typeof value === 'string' ? literalProblem(path, value) : tokenProblem(path, value) ?? (isCircular(value) ? circle(path, value) : undefined);
      if (problem) return [problem];
      const key = JSON.stringify(comparable(value));
      const twin = byName.get(key);
      if (twin !== undefined) return [duplicate(path, typeof value === 'string' ? value : JSON.stringify(value), twin)];
      byName.set(key, path);
      if (typeof value === 'string') warn(certificate, path, value);
      return [];
    });
  }
}

/** CloudFormation would refuse a circular dependency, and name the policy and the function rather than the identifier. */
function circle(path: string, value: unknown): string {
  return `hsmClientCertificateIdentifier of ${path} is made of ${JSON.stringify(value)}, which depends on an HSM client certificate of the same stack, `
    + 'or on the function that makes them: its role has to name the identifier before it can make any. '
    + 'Give an identifier that does not depend on one, or leave it out for a generated one';
}

function literalProblem(path: string, identifier: string): string | undefined {
  const problem = identifierProblem(identifier);
  return problem && `hsmClientCertificateIdentifier "${identifier}" of ${path} ${problem}`;
}

function tokenProblem(path: string, value: unknown): string | undefined {
  if (!isIntrinsic(value)) return `hsmClientCertificateIdentifier of ${path} resolves to ${inWords(value)}: a string is expected`;
  for (const part of literalParts(value)) {
    const problem = identifierPartProblem(part);
    if (problem) return `hsmClientCertificateIdentifier of ${path} has the part "${part}", which ${problem}`;
  }
  return undefined;
}

/** For comparing, whatever the case of what is known. References are as they are: their names count. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase();
  const { 'Fn::Join': join, 'Fn::If': choice, 'Fn::Sub': text } = value as Record<string, unknown>;
  if (Array.isArray(join)) return { 'Fn::Join': [join[0], [join[1]].flat().map(comparable)] };
  if (Array.isArray(choice)) return { 'Fn::If': [choice[0], ...choice.slice(1).map(comparable)] };
  return typeof text === 'string' && !text.includes('${') ? text.toLowerCase() : value;
}

function warn(certificate: CfnResource, path: string, identifier: string): void {
  const warning = identifierWarning(identifier);
  // On the resource: aws-cdk-lib 2.224 misses an acknowledgement on the very construct of a warning that is added later.
  if (warning) Annotations.of(certificate).addWarningV2(WARNING_ID, `hsmClientCertificateIdentifier "${identifier}" of ${path} ${warning}`);
}

function duplicate(path: string, identifier: string, twin: string): string {
  return `hsmClientCertificateIdentifier "${identifier}" of ${path} is that of ${twin} too: each certificate of a stack needs its own, whatever its case`;
}

function pathOf(certificate: CfnResource): string {
  return certificate.node.scope!.node.path;
}
