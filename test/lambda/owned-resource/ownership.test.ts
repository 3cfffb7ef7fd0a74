import { Ownership, ownershipOf, Situation, Verdict, verdict } from '../../../lambda/owned-resource/ownership';
import { OWNER_TAG } from '../../../src/private/contract';

const UUID = '0a1b2c3d-4e5f-11ee-8c99-0242ac120002';
const STACK = { partition: 'aws', region: 'us-east-1', account: '000000000000', name: 'Demo', uuid: UUID };
const RESOURCE = { stack: STACK, logicalResourceId: 'Certificate' };

test.each<[Ownership, string, string | undefined]>([
  ['this request', 'one', `stack/Demo/${UUID}/Certificate/this`],
  ['this resource', 'one', `stack/Demo/${UUID}/Certificate/earlier`],
  ['another', 'one', `stack/Demo/${UUID}/Moved/this`],
  ['earlier stack', 'one', 'stack/Demo/ffffffff-4e5f-11ee/Certificate/this'],
  ['earlier stack', 'one', 'adopted/Demo/ffffffff-4e5f-11ee/Certificate/this'],
  ['another', 'one', 'stack/Demo/ffffffff-4e5f-11ee/Moved/this'],
  ['adopted by this request', 'one', `adopted/Demo/${UUID}/Certificate/this`],
  ['adopted', 'one', `adopted/Demo/${UUID}/Certificate/earlier`],
  ['another', 'one', `adopted/Payroll/${UUID}/Certificate/this`],
  ['another', 'one', `other/Demo/${UUID}/Certificate/this`],
  ['another', 'one', `stack/Payroll/${UUID}/Certificate/this`],
  ['another', 'one', `stack/Demo/${UUID}/Certificate`],
  ['another', 'one', ''],
  ['another', 'prefix-0a1b2c3d', 'the payroll team'],
  ['this resource', 'prefix-0a1b2c3d', `stack/Demo/${UUID}/Certificate/earlier`],
  ['none, generated name', 'prefix-0a1b2c3d', undefined],
  ['none, generated name', 'PREFIX-0A1B2C3D', undefined],
  ['none', 'prefix-ffffffff', undefined],
  ['none', 'prefix0a1b2c3d', undefined],
  ['none', 'one', undefined],
])('"%s" is whose %s is with the owner tag %s', (ownership, identifier, tag) => {
  const tags = new Map([['team', 'security'], ...(tag === undefined ? [] : [[OWNER_TAG, tag] as const])]);
  expect(ownershipOf({ identifier, tags }, RESOURCE, 'this')).toBe(ownership);
});

/** The table of the rules: how a resource is met, and what follows for each ownership in this order. */
const OWNERSHIPS: readonly Ownership[] = [
  'this request', 'this resource', 'adopted by this request', 'adopted', 'earlier stack', 'another', 'none, generated name', 'none',
];

const [RETAINED, NOT_OWNED, NOT_ADOPTABLE] = ['refuse: retained earlier', 'refuse: not owned', 'refuse: not adoptable'] as const;
const WARN = 'leave with a warning';

const RULES: Readonly<Record<Situation, readonly Verdict[]>> = {
  'create': ['accept', RETAINED, RETAINED, RETAINED, NOT_OWNED, NOT_OWNED, NOT_OWNED, NOT_OWNED],
  'create, adopting': ['adopt', 'adopt', 'accept', 'adopt', 'adopt', NOT_ADOPTABLE, 'adopt', 'adopt'],
  'update, same identifier': ['accept', 'accept', 'accept', 'accept', NOT_OWNED, NOT_OWNED, 'accept', 'accept'],
  'update, other identifier': ['accept', 'accept', 'accept', 'accept', NOT_OWNED, NOT_OWNED, 'accept', NOT_OWNED],
  'update, other identifier, adopting': ['accept', 'accept', 'accept', 'accept', 'adopt', NOT_ADOPTABLE, 'adopt', 'adopt'],
  'undo': ['delete', 'delete', 'release', 'release', 'leave', 'leave', 'leave', 'leave'],
  'undo, adopting': ['delete', 'delete', 'release', 'release', 'wait', 'leave', 'wait', 'wait'],
  'delete, known id': ['delete', 'delete', 'release', 'release', WARN, WARN, 'delete', 'refuse: owner tag missing'],
  'delete, known id, adopting': ['delete', 'delete', 'release', 'release', WARN, WARN, 'leave', 'leave'],
  'delete, marker': ['delete', 'leave', 'release', 'leave', 'leave', 'leave', 'leave', 'leave'],
  'delete, marker, adopting': ['delete', 'leave', 'release', 'leave', 'leave', 'leave', 'wait', 'wait'],
  'delete, id itself': ['delete', 'delete', 'release', 'release', WARN, WARN, 'delete', WARN],
  'delete, properties': ['delete', 'delete', 'release', 'release', WARN, WARN, WARN, WARN],
  'delete, properties, adopting': ['wait', 'wait', 'release', 'release', 'wait', WARN, 'wait', 'wait'],
};

describe.each(Object.entries(RULES) as [Situation, readonly Verdict[]][])('%s', (situation, verdicts) => {
  test.each(OWNERSHIPS.map((ownership, i) => [ownership, verdicts[i]] as const))('%s: %s', (ownership, whatFollows) => {
    expect(verdict(situation, ownership)).toBe(whatFollows);
  });
});

test('what was adopted is never deleted', () => {
  for (const verdicts of Object.values(RULES)) expect([verdicts[2], verdicts[3]]).not.toContain('delete');
});
