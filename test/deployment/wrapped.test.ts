import { indented, wrapped } from '../../demo/wrapped';

test.each([
  ['what fits', 'one two\n\n  three', 'one two\n\n  three'],
  ['just what fits', '12345678901234567890', '12345678901234567890'],
  ['words', 'one two three four five six seven', 'one two three four\n  five six seven'],
  ['indented words', '  one two three four five six seven', '  one two three four\n    five six seven'],
  ['a long word after a short one', 'a = 00:11:22:33:44:55:66:77:88', 'a = 00:11:22:33:44:\n  55:66:77:88'],
  ['a path', '/one/two/three/four/five/six', '/one/two/three/four/\n  five/six'],
  ['what has no place to break', 'x'.repeat(50), `${'x'.repeat(20)}\n  ${'x'.repeat(18)}\n  ${'x'.repeat(12)}`],
  ['what is only long by its colours', `\u001B[32m${'x'.repeat(20)}\u001B[39m`, `\u001B[32m${'x'.repeat(20)}\u001B[39m`],
])('%s', (_, text, expected) => {
  expect(wrapped(text, 20)).toBe(expected);
});

test.each([1, 10, 19, 21, 50, 80])('no line is longer than %p columns, unless most of them are indent', (columns) => {
  const text = '        one two-three  arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one\n\n    four';
  const lines = wrapped(text, columns).split('\n');
  expect(lines.join('').replace(/ /g, '')).toBe(text.replace(/[ \n]/g, ''));
  if (columns >= 21) for (const { length } of lines) expect(length).toBeLessThanOrEqual(columns);
});

test('empty lines are not indented', () => {
  expect(indented('one\n\n  two')).toBe('  one\n\n    two');
});
