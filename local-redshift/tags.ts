import type { Tag } from '@aws-sdk/client-redshift';
import { Fault } from './fault';

const MAX_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

export function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

export function validTags(tags: Tag[]): Map<string, string> {
  const valid = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags) {
    validateTagKey(Key);
    if (characters(Value) > 256 || !TAG_TEXT.test(Value)) throw new Fault('InvalidTagFault', `The value of the tag ${Key} is invalid.`);
    if (valid.has(Key)) throw new Fault('InvalidTagFault', `The tag key ${Key} is given twice.`);
    valid.set(Key, Value);
  }
  if (valid.size > MAX_TAGS) throw tagLimitExceeded();
  return valid;
}

/** Tags that are put on what has others already. */
export function addTags(present: Map<string, string>, tags: ReadonlyMap<string, string>): void {
  if (new Set([...present.keys(), ...tags.keys()]).size > MAX_TAGS) throw tagLimitExceeded();
  tags.forEach((value, key) => present.set(key, value));
}

export function validateTagKey(key: string): void {
  if (key === '' || characters(key) > 128 || !TAG_TEXT.test(key)) throw new Fault('InvalidTagFault', `The tag key ${key} is invalid.`);
  if (/^aws:/i.test(key)) throw new Fault('InvalidTagFault', `The tag key ${key} is invalid: the prefix aws: is reserved.`);
}

function tagLimitExceeded(): Fault {
  return new Fault('TagLimitExceededFault', `A resource can have ${MAX_TAGS} tags at most.`);
}

function characters(text: string): number {
  return [...text].length;
}

export interface TagFilter {
  readonly TagKeys?: string[];
  readonly TagValues?: string[];
}

/** The tags that a Describe asks for: with one of the keys, where it names keys, and one of the values, where it names values. */
export function matchingTags(tags: ReadonlyMap<string, string>, { TagKeys = [], TagValues = [] }: TagFilter): Tag[] {
  return tagList(tags).filter(({ Key, Value }) => (!TagKeys.length || TagKeys.includes(Key!)) && (!TagValues.length || TagValues.includes(Value!)));
}

/** A Describe that names neither keys nor values means resources without tags as well. */
export function isMeant(tags: ReadonlyMap<string, string>, filter: TagFilter): boolean {
  return !(filter.TagKeys?.length || filter.TagValues?.length) || matchingTags(tags, filter).length > 0;
}
