import { generatedIdentifier } from './identifier';
import { HsmClientCertificateProperties, TagProperty } from '../../src/private/contract';
import { identifierProblem, MAX_TAGS, tagKeyProblem, tagValueProblem } from '../../src/private/rules';
import { Properties } from '../custom-resource/request';
import { StackIdentity } from '../custom-resource/stack-id';
import { Tags } from '../redshift/hsm-client-certificates';

/** What the template says of a certificate. */
export interface WantedCertificate {
  readonly identifier: string;
  readonly tags: Tags;
}

const IDENTIFIER: keyof HsmClientCertificateProperties = 'Identifier';
const PREFIX: keyof HsmClientCertificateProperties = 'IdentifierPrefix';
const TAGS: keyof HsmClientCertificateProperties = 'Tags';

/** Reads properties that are to be obeyed: throws for what cannot be. Properties that are not known are of a later version, and ignored. */
export function parseWanted(properties: Properties, stack: StackIdentity): WantedCertificate {
  const property = isGiven(properties[IDENTIFIER]) || properties[PREFIX] === undefined ? IDENTIFIER : PREFIX;
  const value = properties[property];
  if (typeof value !== 'string') throw new Error(`the property ${property} is ${JSON.stringify(value)}: it must be a string`);
  const problem = identifierProblem(value);
  if (problem) throw new Error(`the property ${property} ${JSON.stringify(value)} ${problem}`);
  return { identifier: property === PREFIX ? generatedIdentifier(value, stack) : value, tags: parseTags(properties[TAGS] ?? []) };
}

/** The identifier in properties that are only looked at, where it is usable. */
export function usableIdentifier(properties: Properties, stack: StackIdentity): string | undefined {
  const { [IDENTIFIER]: given, [PREFIX]: prefix } = properties;
  const value = isGiven(given) ? given : prefix;
  if (typeof value !== 'string' || identifierProblem(value) !== undefined) return undefined;
  return isGiven(given) ? value : generatedIdentifier(value, stack);
}

/** What the user gives may be `AWS::NoValue`, or empty, only at deployment. */
function isGiven(identifier: unknown): boolean {
  return identifier !== undefined && identifier !== null && identifier !== '';
}

/** The tags' keys in properties that are only looked at, as far as they are usable. */
export function usableTagKeys(properties: Properties): string[] {
  const tags = properties[TAGS];
  if (!Array.isArray(tags)) return [];
  const keys = tags.map((tag: Partial<TagProperty> | null) => tag?.Key).filter((key): key is string => typeof key === 'string' && tagKeyProblem(key) === undefined);
  return [...new Set(keys)];
}

function parseTags(list: unknown): Tags {
  if (!Array.isArray(list)) throw new Error(`the property ${TAGS} is ${JSON.stringify(list)}: it must be a list of tags, each with Key and Value`);
  const tags = new Map<string, string>();
  for (const tag of list) {
    const { key, value } = parseTag(tag);
    if (tags.has(key)) throw new Error(`the property ${TAGS} has the key ${JSON.stringify(key)} twice`);
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) throw new Error(`the property ${TAGS} has ${tags.size} tags: at most ${MAX_TAGS} are allowed, since one of the library is added`);
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
