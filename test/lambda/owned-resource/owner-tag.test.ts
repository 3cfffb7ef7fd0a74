import fc from 'fast-check';
import { describeOwner, hasOwner, isCreatedBy, isOwnedBy, Owner, ownerTag } from '../../../lambda/owned-resource/owner-tag';
import { OWNER_TAG } from '../../../src/private/contract';
import { tagValueProblem } from '../../../src/private/validation';

const REQUEST = '11111111-2222-3333-4444-555555555555';
const UUID = '0a1b2c3d-4e5f-11ee-8c99-0242ac120002';
const OWNER: Owner = { stack: { name: 'Demo', uuid: UUID }, logicalResourceId: 'Certificate4E7ABB08' };
const LONGEST: Owner = { stack: { name: 'S'.repeat(128), uuid: UUID }, logicalResourceId: 'L'.repeat(255) };

const tagged = (value: string): Map<string, string> => new Map([['a', '1'], [OWNER_TAG, value]]);

const owners = fc.record({
  stack: fc.record({ name: fc.stringMatching(/^[A-Za-z][-A-Za-z0-9]{0,127}$/), uuid: fc.uuid() }),
  logicalResourceId: fc.stringMatching(/^[A-Za-z0-9]{1,255}$/),
});
const requestIds = fc.oneof(
  fc.uuid(), fc.stringMatching(/^[-A-Za-z0-9/]{1,36}$/), fc.string({ minLength: 1, maxLength: 200 }), fc.string({ unit: 'binary', minLength: 1 }),
);

// The tag is on certificates of every version: none of these values may ever change.
test.each([
  ['as it is', OWNER, REQUEST, `stack/Demo/${UUID}/Certificate4E7ABB08/${REQUEST}`],
  ['a short request id', OWNER, 'x', `stack/Demo/${UUID}/Certificate4E7ABB08/x`],
  ['a request id that is longer than a UUID', OWNER, 'a request id that is longer than a UUID', `stack/Demo/${UUID}/Certificate4E7ABB08/37dab3bb212d95ac`],
  ['a request id that is one character longer', OWNER, 'r'.repeat(37), `stack/Demo/${UUID}/Certificate4E7ABB08/ffa8d75c3ed3f774`],
  ['a request id that no tag value can have', OWNER, 'short&', `stack/Demo/${UUID}/Certificate4E7ABB08/00c752f1bf38c5b4`],
  ['a logical id that is cut', LONGEST, REQUEST, `stack/${'S'.repeat(128)}/${UUID}/${'L'.repeat(30)}-34048627c9513600/${REQUEST}`],
  ['a logical id that a short request id leaves more room', LONGEST, 'x', `stack/${'S'.repeat(128)}/${UUID}/${'L'.repeat(65)}-34048627c9513600/x`],
])('the value: %s', (_, owner, requestId, value) => {
  expect(ownerTag(owner, requestId)).toBe(value);
});

test('the longest logical id that still fits is not cut', () => {
  const owner = { ...LONGEST, logicalResourceId: 'L'.repeat(47) };
  expect(ownerTag(owner, REQUEST)).toBe(`stack/${'S'.repeat(128)}/${UUID}/${'L'.repeat(47)}/${REQUEST}`);
  expect(ownerTag(owner, REQUEST)).toHaveLength(256);
});

test('the value is always a legal tag value that begins with what the role\'s policy asks for', () => {
  fc.assert(fc.property(owners, requestIds, (owner, requestId) => {
    const value = ownerTag(owner, requestId);
    expect(tagValueProblem(value)).toBeUndefined();
    expect(value.length).toBeLessThanOrEqual(256);
    expect(value.startsWith(`stack/${owner.stack.name}/${owner.stack.uuid}/`)).toBe(true);
  }));
});

test('what a resource has made is its own, whatever request made it, and made by no other request', () => {
  fc.assert(fc.property(owners, requestIds, requestIds, (owner, one, other) => {
    fc.pre(one !== other);
    const tags = tagged(ownerTag(owner, one));
    expect(isOwnedBy(tags, owner)).toBe(true);
    expect(isCreatedBy(tags, owner, one)).toBe(true);
    expect(isCreatedBy(tags, owner, other)).toBe(false);
  }));
});

test('what another resource has made is not', () => {
  fc.assert(fc.property(owners, owners, requestIds, fc.constantFrom('name', 'uuid', 'logicalResourceId'), (one, two, requestId, difference) => {
    const other = {
      stack: { ...one.stack, ...(difference !== 'logicalResourceId' && { [difference]: two.stack[difference] }) },
      logicalResourceId: difference === 'logicalResourceId' ? two.logicalResourceId : one.logicalResourceId,
    };
    fc.pre(JSON.stringify(one) !== JSON.stringify(other));
    const tags = tagged(ownerTag(other, requestId));
    expect(isOwnedBy(tags, one)).toBe(false);
    expect(isCreatedBy(tags, one, requestId)).toBe(false);
  }));
});

test('logical ids that are cut alike are told apart', () => {
  const other = { ...LONGEST, logicalResourceId: `${'L'.repeat(254)}M` };
  expect(isOwnedBy(tagged(ownerTag(other, REQUEST)), LONGEST)).toBe(false);
  expect(isOwnedBy(tagged(ownerTag(other, REQUEST)), other)).toBe(true);
});

test.each([
  ['no owner tag', new Map([['a', '1']])],
  ['an empty one', tagged('')],
  ['only a part', tagged(`stack/Demo/${UUID}/Certificate4E7ABB08`)],
  ['no maker', tagged(`stack/Demo/${UUID}/Certificate4E7ABB08/`)],
  ['something before it', tagged(`x/stack/Demo/${UUID}/Certificate4E7ABB08/${REQUEST}`)],
  ['another case', tagged(`stack/demo/${UUID}/Certificate4E7ABB08/${REQUEST}`)],
  ['words', tagged('the payroll team')],
  ['a key in another case', new Map([[OWNER_TAG.toUpperCase(), ownerTag(OWNER, REQUEST)]])],
])('%s: it is not ours', (_, tags) => {
  expect(isOwnedBy(tags, OWNER)).toBe(false);
  expect(isCreatedBy(tags, OWNER, REQUEST)).toBe(false);
  expect(hasOwner(tags)).toBe(tags.has(OWNER_TAG));
});

test.each([
  ['nobody', new Map<string, string>(), /an unknown owner: it has no tag cdk-redshift-hsm:owner/],
  ['words', tagged('the payroll team'), /an unknown owner: its tag cdk-redshift-hsm:owner is the payroll team/],
  ['what only contains an owner', tagged(`x/stack/Demo/${UUID}/Moved12345678/${REQUEST}`), /an unknown owner: its tag cdk-redshift-hsm:owner is x\/stack\/Demo\//],
  ['another stack', tagged(`stack/Payroll/${UUID}/Certificate4E7ABB08/${REQUEST}`), /the resource Certificate4E7ABB08 of the stack Payroll$/],
  ['an earlier stack', tagged(`stack/Demo/ffffffff-4e5f-11ee/Other/${REQUEST}`), /the resource Other of an earlier stack of this name, which was deleted \(ffffffff-/],
  ['another construct', tagged(`stack/Demo/${UUID}/Moved12345678/${REQUEST}`), /the resource Moved12345678 of this stack; .*logical id \(overrideLogicalId\)$/],
])('whose a certificate is that is not ours, in words: %s', (_, tags, words) => {
  expect(describeOwner(tags, OWNER)).toMatch(words);
});
