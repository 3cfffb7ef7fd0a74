import { identifierProblem, MAX_TAGS, tagKeyProblem, tagValueProblem } from '../../../src/private/validation';

const A_LETTER_BEYOND_UTF_16 = '𝒜';
const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @ are allowed';
const NOT_IN_AN_IDENTIFIER = 'neither white space nor any of * ? $ { } : / is allowed';

describe('an identifier', () => {
  test.each([
    'a', 'A', '1', '-', 'my-certificate', 'My_Certificate.2026', 'zertifikät', 'a"b', 'x'.repeat(255),
  ])('may be %p', (identifier) => {
    expect(identifierProblem(identifier)).toBeUndefined();
  });

  test.each([
    ['', 'is empty: an identifier has 1 to 255 characters'],
    ['x'.repeat(256), 'has 256 characters: at most 255 are allowed'],
    [' ', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['my certificate', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    [' certificate', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['certificate\n', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['my\tcertificate', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['my\u00a0certificate', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['my*', `contains "*": ${NOT_IN_AN_IDENTIFIER}`],
    ['m?', `contains "?": ${NOT_IN_AN_IDENTIFIER}`],
    ['$my', `contains "$": ${NOT_IN_AN_IDENTIFIER}`],
    ['{my', `contains "{": ${NOT_IN_AN_IDENTIFIER}`],
    ['my}', `contains "}": ${NOT_IN_AN_IDENTIFIER}`],
    ['my:own', `contains ":": ${NOT_IN_AN_IDENTIFIER}`],
    ['my/own', `contains "/": ${NOT_IN_AN_IDENTIFIER}`],
  ])('may not be %p: it %s', (identifier, problem) => {
    expect(identifierProblem(identifier)).toBe(problem);
  });
});

describe('a tag key', () => {
  test.each([
    'a', 'Team', 'cost centre', 'größe', '値段', '2026', '_.:/=+-@', 'aws', 'awsome:key', 'my:aws:key', 'cdk-redshift-hsm', 'x-cdk-redshift-hsm:owner',
    'k'.repeat(128), A_LETTER_BEYOND_UTF_16.repeat(128),
  ])('may be %p', (key) => {
    expect(tagKeyProblem(key)).toBeUndefined();
  });

  test.each([
    ['', 'has 0 characters: 1 to 128 are allowed'],
    ['k'.repeat(129), 'has 129 characters: 1 to 128 are allowed'],
    [A_LETTER_BEYOND_UTF_16.repeat(129), 'has 129 characters: 1 to 128 are allowed'],
    ['cost#centre', `has a character that is not allowed: ${CHARACTERS}`],
    ['cost\ncentre', `has a character that is not allowed: ${CHARACTERS}`],
    ['#', `has a character that is not allowed: ${CHARACTERS}`],
    ['key#', `has a character that is not allowed: ${CHARACTERS}`],
    ['aws:', 'begins with aws:, a prefix that is reserved by AWS'],
    ['aws:mine', 'begins with aws:, a prefix that is reserved by AWS'],
    ['AWS:mine', 'begins with aws:, a prefix that is reserved by AWS'],
    ['aWs:mine', 'begins with aws:, a prefix that is reserved by AWS'],
    ['cdk-redshift-hsm:owner', 'begins with cdk-redshift-hsm:, a prefix that is reserved for this library'],
    ['cdk-redshift-hsm:mine', 'begins with cdk-redshift-hsm:, a prefix that is reserved for this library'],
    ['CDK-Redshift-HSM:Owner', 'begins with cdk-redshift-hsm:, a prefix that is reserved for this library'],
  ])('may not be %p: it %s', (key, problem) => {
    expect(tagKeyProblem(key)).toBe(problem);
  });
});

describe('the value of a tag', () => {
  test.each([
    '', ' ', 'data', 'aws:mine', 'cdk-redshift-hsm:owner', 'größe', '_.:/=+-@', 'v'.repeat(256), A_LETTER_BEYOND_UTF_16.repeat(256),
  ])('may be %p', (value) => {
    expect(tagValueProblem(value)).toBeUndefined();
  });

  test.each([
    ['v'.repeat(257), 'has 257 characters: at most 256 are allowed'],
    [A_LETTER_BEYOND_UTF_16.repeat(257), 'has 257 characters: at most 256 are allowed'],
    ['100%', `has a character that is not allowed: ${CHARACTERS}`],
    ['a\tb', `has a character that is not allowed: ${CHARACTERS}`],
    ['<', `has a character that is not allowed: ${CHARACTERS}`],
  ])('may not be %p: it %s', (value, problem) => {
    expect(tagValueProblem(value)).toBe(problem);
  });
});

test('there may be 49 tags, since Redshift takes 50 and the owner tag is one', () => {
  expect(MAX_TAGS).toBe(49);
});
