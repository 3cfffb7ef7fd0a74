import { licenceProblems } from '../../../projenrc/package/allowed-licences';

const one = (...licenses: object[]) => ({ components: [{ group: '@scope', name: 'one', version: '1.2.3', licenses }] });

test.each([
  [one({ license: { id: 'MIT' } })],
  [one({ license: { id: 'Apache-2.0' } }, { license: { id: 'BSD-3-Clause' } })],
])('%j may be bundled', (bill) => {
  expect(licenceProblems(bill)).toEqual([]);
});

test.each([
  [one({ license: { id: 'GPL-3.0-only' } }), 'GPL-3.0-only'],
  [one({ license: { id: 'MIT' } }, { license: { id: 'SSPL-1.0' } }), 'MIT and SSPL-1.0'],
  [one({ license: { name: 'my own' } }), 'my own'],
  [one({ expression: '(MIT OR GPL-2.0-only)' }), '(MIT OR GPL-2.0-only)'],
  [one(), 'not known'],
])('%j may not be bundled', (bill, licence) => {
  expect(licenceProblems(bill)).toEqual([
    `The licence of @scope/one@1.2.3 is ${licence}: what is bundled must have one of 0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MIT`,
  ]);
});

test('a bill without packages is none', () => {
  expect(licenceProblems({})).toEqual(['The bill of materials names no package']);
});
