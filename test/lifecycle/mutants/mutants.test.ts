import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applied, MUTANTS } from './mutants';

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('the mistake can be made: %s', (_, mutant) => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'lambda', mutant.file), 'utf8');
  expect(applied(mutant, text)).not.toBe(text);
});

test('each mistake has a name of its own', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

test.each([
  ['is not there', 'nothing of it'],
  ['is there more than once', 'one two one'],
])('a mistake whose text %s cannot be made', (problem, text) => {
  expect(() => applied({ name: 'a mistake', file: 'a.ts', find: 'one', replace: 'three' }, text)).toThrow(`the mutant "a mistake" does not apply: one ${problem}`);
});
