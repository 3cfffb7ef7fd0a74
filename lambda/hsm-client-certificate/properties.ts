import { HsmClientCertificateProperties, TagProperty } from '../../src/private/contract';
import { identifierProblem, MAX_TAGS, tagKeyProblem, tagValueProblem } from '../../src/private/rules';
import { Properties } from '../custom-resource/request';
import { Tags } from '../redshift/hsm-client-certificates';

/** What the template says of a certificate. */
export interface WantedCertificate {
  readonly identifier: string;
  readonly tags: Tags;
}

const IDENTIFIER: keyof HsmClientCertificateProperties = 'Identifier';
const TAGS: keyof HsmClientCertificateProperties = 'Tags';

/** Reads properties that are to be obeyed: throws for what cannot be. Properties that are not known are of a later version, and ignored. */
export function parseWanted(properties: Properties): WantedCertificate {
  const identifier = properties[IDENTIFIER];
  if (typeof identifier !== 'string') throw new Error(`the property ${IDENTIFIER} is ${JSON.stringify(identifier)}: it must be a string`);
  const problem = identifierProblem(identifier);
  if (problem) throw new Error(`the property ${IDENTIFIER} ${JSON.stringify(identifier)} ${problem}`);
  return { identifier, tags: parseTags(properties[TAGS] ?? []) };
}

/** The identifier in properties that are only looked at, where it is usable. */
export function usableIdentifier(properties: Properties): string | undefined {
  const identifier = properties[IDENTIFIER];
  return typeof identifier === 'string' && identifierProblem(identifier) === undefined ? identifier : undefined;
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
