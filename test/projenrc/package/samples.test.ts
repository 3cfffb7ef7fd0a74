import { sampleProblems, samplesOf, type Tablet, translationOf } from '../../../projenrc/package/samples';

const translations = { python: { source: 'p' }, java: { source: 'j' }, csharp: { source: 'c' }, go: { source: 'g' } };
const original = { $: { source: 'new Thing();' } };
const tablet = (snippet: Partial<Tablet['snippets'][string]> = {}): Tablet =>
  ({ snippets: { one: { didCompile: true, translations: { ...translations, ...original }, ...snippet } } });

test('a sample that compiles and is translated is in order', () => {
  expect(sampleProblems(['new Thing();\n'], tablet())).toEqual([]);
});

test('the translation of a sample is found by what is in it', () => {
  expect(translationOf('new Thing();\n', tablet(), 'csharp')).toBe('c');
  expect(translationOf('new Other();\n', tablet(), 'csharp')).toBeUndefined();
});

test.each<[string, string, Tablet]>([
  ['the sample that begins "new Other();" was not translated', 'new Other();\nnew Thing();', tablet()],
  ['the sample that begins "new Thing();" does not compile', 'new Thing();', tablet({ didCompile: false })],
  ['the sample that begins "new Thing();" has no translation to go', 'new Thing();', tablet({ translations: { ...translations, ...original, go: { source: ' ' } } })],
])('%s', (problem, sample, found) => {
  expect(sampleProblems([sample], found)).toEqual([problem]);
});

test('all samples are found: in the README, in examples and in remarks', () => {
  const readme = 'Words.\n```ts nofixture\nnew One();\n```\n1. A list\n   ```typescript\n   new Two();\n     call();\n   ```\n```shell\nnpm ci\n```\n';
  const assembly = { types: { Thing: { docs: { example: 'new Three();', remarks: 'So:\n```ts\nnew Four();\n```' }, methods: [{ docs: { example: 'new Five();' } }] } } };
  expect(samplesOf(readme, assembly).map((sample) => sample.trim()))
    .toEqual(['new One();', 'new Two();\n  call();', 'new Three();', 'new Four();', 'new Five();']);
});
