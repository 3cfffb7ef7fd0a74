import { TAG_KEY_PREFIX } from './contract';

/*
 * What an identifier and a tag may be. Checked at synth where the value is known then, and by the handler for what was a
 * token. Each function says what is wrong, in words that follow the value, or nothing.
 */

/** Of an identifier that the user gives; a generated one has 63. */
export const MAX_IDENTIFIER_LENGTH = 255;

/** Of Redshift's other identifiers, such as those of clusters. */
const USUAL_IDENTIFIER_LENGTH = 63;

const MAX_TAG_KEY_LENGTH = 128;
const MAX_TAG_VALUE_LENGTH = 256;

/** Redshift takes 50 tags; the owner tag is one of them. */
export const MAX_TAGS = 49;

// https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-tagging.html
const TAG_CHARACTERS = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;
const TAG_CHARACTERS_IN_WORDS = 'letters, digits, spaces and _ . : / = + - @ are allowed';

/**
 * The service's own rule is not published, so this is loose. White space would never be valid; the other characters would
 * widen the pattern that the role's policy makes of the identifier, or break the ARN.
 */
export function identifierProblem(identifier: string): string | undefined {
  if (identifier === '') return 'is empty: an identifier has 1 to 255 characters';
  if (identifier.length > MAX_IDENTIFIER_LENGTH) return `has ${identifier.length} characters: at most ${MAX_IDENTIFIER_LENGTH} are allowed`;
  return identifierPartProblem(identifier);
}

/** The same of a part of an identifier, of which the rest is not known yet. */
export function identifierPartProblem(part: string): string | undefined {
  const found = /[\s*?${}:/]/.exec(part)?.[0];
  if (found === undefined) return undefined;
  return `contains ${/\s/.test(found) ? 'white space' : `"${found}"`}: neither white space nor any of * ? $ { } : / is allowed`;
}

/** What Redshift probably refuses, since it does so in its other identifiers. The case of letters is not looked at: they may be made small. */
export function identifierWarning(identifier: string): string | undefined {
  const isUsual = identifier.length <= USUAL_IDENTIFIER_LENGTH && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/i.test(identifier);
  if (isUsual) return undefined;
  return `may be refused by Redshift, whose rule for it is not published: letters, digits and single hyphens, at most ${USUAL_IDENTIFIER_LENGTH} `
    + 'of them, the first a letter and the last no hyphen, are what its other identifiers may have';
}

/** As the user writes an identifier, and as Redshift may keep it. */
export function spellings(identifier: string): string[] {
  return [...new Set([identifier, identifier.toLowerCase()])];
}

export function tagKeyProblem(key: string): string | undefined {
  const length = [...key].length;
  if (length < 1 || length > MAX_TAG_KEY_LENGTH) return `has ${length} characters: 1 to ${MAX_TAG_KEY_LENGTH} are allowed`;
  if (!TAG_CHARACTERS.test(key)) return `has a character that is not allowed: ${TAG_CHARACTERS_IN_WORDS}`;
  const reserved = reservedPrefix(key);
  if (reserved) return `begins with ${reserved}, a prefix that is reserved ${reserved === TAG_KEY_PREFIX ? 'for this library' : 'by AWS'}`;
  return undefined;
}

export function tagValueProblem(value: string): string | undefined {
  const length = [...value].length;
  if (length > MAX_TAG_VALUE_LENGTH) return `has ${length} characters: at most ${MAX_TAG_VALUE_LENGTH} are allowed`;
  if (!TAG_CHARACTERS.test(value)) return `has a character that is not allowed: ${TAG_CHARACTERS_IN_WORDS}`;
  return undefined;
}

/** The reserved prefix that a key begins with, if it does. */
function reservedPrefix(key: string): string | undefined {
  return ['aws:', TAG_KEY_PREFIX].find((prefix) => key.toLowerCase().startsWith(prefix));
}
