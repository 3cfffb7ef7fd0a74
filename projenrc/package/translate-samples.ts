import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CHECKOUT, emptyWorkFolder, environment, packageJson } from '../checkout';
import { run } from '../command';
import { sampleProblems, samplesOf, type Tablet, translationOf } from './samples';
import { main } from '../script';

/*
 * Fails if a sample in the guides does not compile, or cannot be shown in another language, and makes the example in C# from the one in
 * TypeScript. The build has jsii-rosetta do the same for the README; for it, each guide here is the README of a submodule. Run after a build.
 */

const GENERATED = 'API.md';
const EXAMPLE = 'examples/typescript/app.ts';
const IN_CSHARP = 'examples/csharp/App.cs';
const TABLET = 'samples.tabl.json';

main(async () => {
  const example = readFileSync(join(CHECKOUT, EXAMPLE), 'utf8');
  const guides = readGuides().set('example', `\`\`\`ts nofixture\n${example}\`\`\`\n`);
  const tablet = await translated(guides);
  const samples = [...guides.values()].flatMap((markdown) => samplesOf(markdown, {}));
  const problems = sampleProblems(samples, tablet);
  if (problems.length) throw new Error(problems.join('\n'));
  mkdirSync(dirname(join(CHECKOUT, IN_CSHARP)), { recursive: true });
  writeFileSync(join(CHECKOUT, IN_CSHARP), `// What jsii-rosetta makes of ${EXAMPLE}.\nusing System.Collections.Generic;\n${withoutRepeatedComments(translationOf(example, tablet, 'csharp')!)}\n`);
  console.log(`The ${samples.length - 1} samples of the guides and the example compile, and have a translation to every language.`);
});

/** By name. */
function readGuides(): Map<string, string> {
  const folder = join(CHECKOUT, 'docs');
  return new Map(readdirSync(folder).filter((name) => name.endsWith('.md') && name !== GENERATED)
    .map((name) => [basename(name, '.md'), readFileSync(join(folder, name), 'utf8')]));
}

async function translated(guides: ReadonlyMap<string, string>): Promise<Tablet> {
  const work = emptyWorkFolder('samples');
  for (const name of ['package.json', 'lib', 'rosetta', 'node_modules']) symlinkSync(join(CHECKOUT, name), join(work, name));
  const assembly = JSON.parse(readFileSync(join(CHECKOUT, '.jsii'), 'utf8'));
  const submodules = Object.fromEntries([...guides].map(([name, markdown]) => [`${packageJson.name}.${name}`, { readme: { markdown } }]));
  writeFileSync(join(work, '.jsii'), JSON.stringify({ ...assembly, readme: undefined, types: {}, submodules }));
  await run('jsii-rosetta', ['extract', '--strict', '--output', TABLET], { cwd: work, env: environment() });
  return JSON.parse(readFileSync(join(work, TABLET), 'utf8'));
}

/** jsii-rosetta writes the comment before a statement that begins with `new` twice. */
function withoutRepeatedComments(code: string): string {
  return code.replace(/^( *\/\/ .*)\n\1$/gm, '$1');
}
