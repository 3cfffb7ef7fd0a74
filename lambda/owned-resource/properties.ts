import { generatedIdentifier } from './identifier';
import { Kind } from './kind';
import { HsmClientCertificateProperties, TagProperty } from '../../src/private/contract';
import { identifierProblem, MAX_TAGS, tagKeyProblem, tagValueProblem } from '../../src/private/validation';
import { Properties, stringProperty } from '../custom-resource/request';
import { StackIdentity } from '../custom-resource/stack-id';
import { Tags } from '../redshift/resource-calls';

/** What the template says of a resource. */
export interface Desired<P = unknown> {
  readonly identifier: string;
  /** Whether the library has generated the identifier. */
  readonly isGenerated: boolean;
  readonly tags: Tags;
  /** Whether one that exists is to be adopted. */
  readonly adoptExisting: boolean;
  /** What is particular to the kind. */
  readonly particulars: P;
}

type IdentifierKind = Pick<Kind<unknown, never>, 'identifierPart'>;

const IDENTIFIER: keyof HsmClientCertificateProperties = 'Identifier';
const PREFIX: keyof HsmClientCertificateProperties = 'IdentifierPrefix';
const ADOPT: keyof HsmClientCertificateProperties = 'AdoptExisting';
const TAGS: keyof HsmClientCertificateProperties = 'Tags';

/** Reads the properties that a request asks for; throws if they are invalid. Unknown ones are of a later version of the library, and ignored. */
export function parseDesired<P>(kind: Kind<P, never>, properties: Properties, stack: StackIdentity): Desired<P> {
  const property = isGiven(properties[IDENTIFIER]) || properties[PREFIX] === undefined ? IDENTIFIER : PREFIX;
  const value = identifierProperty(properties, property);
  const isGenerated = property === PREFIX;
  return {
    identifier: isGenerated ? generatedIdentifier(value, kind.identifierPart(properties), stack) : value,
    isGenerated,
    tags: parseTags(properties[TAGS] ?? [], MAX_TAGS - kind.ownTagKeys.length),
    adoptExisting: parseAdoptExisting(properties, isGenerated),
    particulars: kind.parse(properties),
  };
}

/** A property that has to be an identifier, or begin one; throws if it cannot. */
export function identifierProperty(properties: Properties, name: string): string {
  const value = stringProperty(properties, name);
  const problem = identifierProblem(value);
  if (problem) throw new Error(`the property ${name} ${JSON.stringify(value)} ${problem}`);
  return value;
}

/** The identifier of properties that may be invalid. */
export function usableIdentifier(kind: IdentifierKind, properties: Properties, stack: StackIdentity): string | undefined {
  const { [IDENTIFIER]: given, [PREFIX]: prefix } = properties;
  const value = isGiven(given) ? given : prefix;
  if (typeof value !== 'string' || identifierProblem(value) !== undefined) return undefined;
  return isGiven(given) ? value : generatedIdentifier(value, kind.identifierPart(properties), stack);
}

/** Whether properties that may be invalid ask to adopt what exists. CloudFormation makes scalars strings. */
export function isAdopting(properties: Properties): boolean {
  return properties[ADOPT] === 'true' || properties[ADOPT] === true;
}

function parseAdoptExisting(properties: Properties, isGenerated: boolean): boolean {
  const { [ADOPT]: value = 'false' } = properties;
  if (!['true', 'false', true, false].includes(value as string | boolean)) {
    throw new Error(`the property ${ADOPT} is ${JSON.stringify(value)}: true or false is expected`);
  }
  if (isAdopting(properties) && isGenerated) throw new Error(`the property ${ADOPT} is true without ${IDENTIFIER}: it must name what is to be adopted`);
  return isAdopting(properties);
}

/** What the user gives may be `AWS::NoValue`, or empty, only at deployment. */
function isGiven(identifier: unknown): boolean {
  return identifier !== undefined && identifier !== null && identifier !== '';
}

/** The valid keys of tags in properties that may be invalid. */
export function usableTagKeys(properties: Properties): string[] {
  const tags = properties[TAGS];
  if (!Array.isArray(tags)) return [];
  const keys = tags.map((tag: Partial<TagProperty> | null) => tag?.Key).filter((key): key is string => typeof key === 'string' && tagKeyProblem(key) === undefined);
  return [...new Set(keys)];
}

function parseTags(list: unknown, limit: number): Tags {
  if (!Array.isArray(list)) throw new Error(`the property ${TAGS} is ${JSON.stringify(list)}: it must be a list of tags, each with Key and Value`);
  const tags = new Map<string, string>();
  for (const tag of list) {
    const { key, value } = parseTag(tag);
    if (tags.has(key)) throw new Error(`the property ${TAGS} has the key ${JSON.stringify(key)} twice`);
    tags.set(key, value);
  }
  if (tags.size > limit) throw new Error(`the property ${TAGS} has ${tags.size} tags: at most ${limit} are allowed, since Redshift takes 50 and the library adds its own`);
  return tags;
}

function parseTag(tag: unknown): { key: string; value: string } {
  const { Key: key, Value: value = '' } = (typeof tag === 'object' && tag !== null ? tag : {}) as Record<string, unknown>;
  if (typeof key !== 'string' || typeof value !== 'string') {
    throw new Error(`the property ${TAGS} has the tag ${JSON.stringify(tag)}: a tag has a Key and a Value, both strings`);
  }
  const problem = tagKeyProblem(key);
  if (problem) throw new Error(`the tag key ${JSON.stringify(key)} ${problem}`);
  const problemOfValue = tagValueProblem(value);
  if (problemOfValue) throw new Error(`the value of the tag ${JSON.stringify(key)} ${problemOfValue}`);
  return { key, value };
}
