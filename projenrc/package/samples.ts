/*
 * The samples of a package, and what jsii-rosetta made of them.
 */

/** Languages that samples are shown in besides TypeScript. */
const LANGUAGES = ['python', 'java', 'csharp', 'go'];

/** `.jsii.tabl.json` */
export interface Tablet {
  readonly snippets: Readonly<Record<string, Snippet>>;
}

interface Snippet {
  readonly didCompile?: boolean;
  readonly translations: Readonly<Record<string, { readonly source: string }>>;
}

/** A name of a sample that a reader finds. */
const nameOf = (sample: string): string => `the sample that begins "${sample.trim().split('\n')[0]}"`;

/** What is wrong with the samples in the Markdown of a package: each compiles, and has a translation to every language. */
export function sampleProblems(samples: readonly string[], tablet: Tablet): string[] {
  return samples.flatMap((sample) => {
    const snippet = snippetOf(sample, tablet);
    if (!snippet) return [`${nameOf(sample)} was not translated`];
    const missing = LANGUAGES.filter((language) => !snippet.translations[language]?.source.trim());
    return [
      ...(snippet.didCompile ? [] : [`${nameOf(sample)} does not compile`]),
      ...missing.map((language) => `${nameOf(sample)} has no translation to ${language}`),
    ];
  });
}

/** A sample in another language. */
export function translationOf(sample: string, tablet: Tablet, language: string): string | undefined {
  return snippetOf(sample, tablet)?.translations[language]?.source;
}

function snippetOf(sample: string, tablet: Tablet): Snippet | undefined {
  return Object.values(tablet.snippets).find(({ translations: { $: original } }) => original?.source.trim() === sample.trim());
}

/** The TypeScript samples in a README, and in all that `.jsii` says of an API. */
export function samplesOf(readme: string, assembly: unknown): string[] {
  return [...fenced(readme), ...documentation(assembly)];
}

function fenced(markdown: string): string[] {
  return [...markdown.matchAll(/^( *)```(?:ts|typescript)\b[^\n]*\n([^]*?)\n\1```/gm)].map(([, indent, sample]) => sample.replaceAll(`\n${indent}`, '\n'));
}

function documentation(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'example' && typeof each === 'string') return [each];
    if (key === 'remarks' && typeof each === 'string') return fenced(each);
    return documentation(each);
  });
}
