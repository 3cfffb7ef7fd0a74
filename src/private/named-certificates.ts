import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { identifierPartProblem, identifierProblem, identifierWarning } from './rules';
import { dependsOn, isAbsent, isLiteral } from './template';

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

  /** What is wrong with identifiers that are tokens, now that the app is complete; warns of what Redshift probably refuses. */
  public problems(certificates: readonly CfnResource[]): string[] {
    const logicalIds = new Set(certificates.map((certificate) => this.stack.resolve(certificate.logicalId) as string));
    const byName = new Map<string, string>();
    return this.given.flatMap(({ certificate, identifier }) => {
      const path = pathOf(certificate);
      const value = this.stack.resolve(identifier) as unknown;
      if (isAbsent(value)) return []; // it gets a generated identifier
      const problem = isLiteral(value) ? literalProblem(path, String(value)) : tokenProblem(path, value) ?? this.cycle(path, value, logicalIds);
      if (problem) return [problem];
      const name = isLiteral(value) ? String(value) : JSON.stringify(value);
      const twin = byName.get(name.toLowerCase());
      if (twin !== undefined) return [duplicate(path, name, twin)];
      byName.set(name.toLowerCase(), path);
      if (isLiteral(value)) warn(certificate, path, name);
      return [];
    });
  }

  /** CloudFormation refuses a circular dependency, and names the policy and the function rather than the identifier. */
  private cycle(path: string, value: unknown, certificates: ReadonlySet<string>): string | undefined {
    if (!dependsOn(this.stack, value, certificates)) return undefined;
    return `hsmClientCertificateIdentifier of ${path} is made of ${JSON.stringify(value)}, which depends on an HSM client certificate of the same stack: `
      + 'the role of the function has to name the identifier before the function can make any certificate. '
      + 'Give an identifier that does not depend on one, or leave it out for a generated one';
  }
}

function literalProblem(path: string, identifier: string): string | undefined {
  const problem = identifierProblem(identifier);
  return problem && `hsmClientCertificateIdentifier "${identifier}" of ${path} ${problem}`;
}

function tokenProblem(path: string, value: unknown): string | undefined {
  for (const part of literalParts(value)) {
    const problem = identifierPartProblem(part);
    if (problem) return `hsmClientCertificateIdentifier of ${path} has the part "${part}", which ${problem}`;
  }
  return undefined;
}

/** What is known at synth of a value that is known at deployment. */
function literalParts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [value] : [];
  return Object.entries(value).flatMap(([name, argument]: [string, unknown]) => {
    const list = Array.isArray(argument) ? argument as unknown[] : [argument];
    switch (name) {
      case 'Fn::Join': return [list[0], ...[list[1]].flat()].flatMap(literalParts);
      case 'Fn::If': return list.slice(1).flatMap(literalParts);
      case 'Fn::Sub': return [
        ...literalParts(list[0]).map((text) => text.replace(/\$\{[^!}][^}]*\}/g, '')),
        ...Object.values(list[1] ?? {}).flatMap(literalParts),
      ];
      default: return [];
    }
  });
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
