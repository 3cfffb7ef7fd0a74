import { ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { formatArn } from './arn';
import { refuseIdentifier } from './given-identifiers';
import { refuseOtherType } from './given-values';
import { ResourceKind } from './resource-kind';
import { identifierProblem } from './validation';

/** What is known of a resource that exists already. */
export interface KnownAttributes {
  readonly identifier: string;
  readonly arn?: string;
}

/** A resource that exists already. Without an ARN, it is in the account and Region of the stack. */
export abstract class ImportedResource extends Resource {
  protected readonly identifier: string;
  protected readonly arn: string;

  constructor(scope: Construct, id: string, kind: ResourceKind, { identifier, arn }: KnownAttributes) {
    super(scope, id, { environmentFromArn: arn });
    refuseIdentifier(this, kind, identifier);
    this.identifier = identifier;
    this.arn = arn ?? formatArn(this.stack, kind, identifier);
  }
}

/** What an ARN says. Throws if it is the ARN of something else. */
export function attributesInArn(scope: Construct, id: string, kind: ResourceKind, arn: string): KnownAttributes {
  refuseOtherType(pathOf(scope, id), kind.arnProperty, arn, 'string');
  return { identifier: identifierIn(scope, id, kind, arn), arn };
}

/** The attributes that a user gives, by the names that they have for the kind. Throws if they contradict each other. */
export function checkedAttributes(scope: Construct, id: string, kind: ResourceKind, attrs: object): KnownAttributes {
  const path = pathOf(scope, id);
  refuseOtherType(path, 'attrs', attrs, 'object');
  const { [kind.identifierProperty]: identifier, [kind.arnProperty]: arn } = attrs as Record<string, string>;
  refuseOtherType(path, kind.identifierProperty, identifier, 'string');
  if (arn === undefined) return { identifier };
  refuseOtherType(path, kind.arnProperty, arn, 'string');
  const identifiers = [identifier, identifierIn(scope, id, kind, arn)];
  if (!identifiers.some(Token.isUnresolved) && identifiers[0].toLowerCase() !== identifiers[1].toLowerCase()) {
    throw new Error(`${kind.identifierProperty} "${identifier}" and ${kind.arnProperty} "${arn}" of ${path} name different ${kind.shortNoun}s`);
  }
  return { identifier, arn };
}

/** What the CDK takes for an ARN. Of anything else it says so without the construct. */
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]/;

/** The identifier in an ARN, of which each part may be a token. */
function identifierIn(scope: Construct, id: string, kind: ResourceKind, arn: string): string {
  const isOther = (part: string | undefined, expected: string) => !Token.isUnresolved(part) && part !== expected;
  const parts = Token.isUnresolved(arn) || ARN.test(arn) ? Stack.of(scope).splitArn(arn, ArnFormat.COLON_RESOURCE_NAME) : undefined;
  if (!parts?.region || !parts.account || isOther(parts.service, 'redshift') || isOther(parts.resource, kind.arnType)
    || parts.arnFormat !== ArnFormat.COLON_RESOURCE_NAME) {
    const isIdentifier = identifierProblem(arn) === undefined; // an ARN has colons
    throw new Error(`${kind.arnProperty} "${arn}" of ${pathOf(scope, id)} is not the ARN of an ${kind.noun}: `
      + `arn:<partition>:redshift:<Region>:<account>:${kind.arnType}:<identifier> is expected`
      + (isIdentifier ? `; did you mean from${kind.className}Identifier?` : ''));
  }
  return parts.resourceName!;
}

function pathOf(scope: Construct, id: string): string {
  return `${scope.node.path}/${id}`;
}
