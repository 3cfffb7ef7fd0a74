import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, differences, readAssembly, withoutWhatTheCdkVaries } from './consumers/assembly';
import { go } from './consumers/go';
import { java } from './consumers/java';
import type { Language } from './consumers/language';
import { python } from './consumers/python';
import { toolProblem } from './consumers/tools';
import { typescript } from './consumers/typescript';
import { buildPackages } from './packages';
import { CHECKOUT, copyOfExample, environment, packageJson } from '../../projenrc/checkout';
import { run } from '../../projenrc/command';
import { main, timed } from '../../projenrc/script';

/*
 * Builds the packages from the checkout, installs each into a copy of the example of its language as a consumer would, and synthesizes
 * it with the CDK CLI. What comes out must be the same in all languages.
 */

const LANGUAGES = [typescript, python, java, go];
const EXAMPLE_VERSION = '0.0.0'; // what the examples call the version that their reader uses

main(async () => {
  const languages = chosen(process.argv.slice(2));
  await refuseMissingTools(languages);
  const packages = await buildPackages(languages.map(({ target }) => target));
  const assemblies: { name: string; assembly: Assembly }[] = [];
  for (const language of languages) {
    assemblies.push({ name: language.name, assembly: await timed(`Install and synthesize in ${language.name}`, () => synthesized(language, packages)) });
  }
  compare(assemblies);
});

function chosen(names: string[]): readonly Language[] {
  const known = LANGUAGES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length) throw new Error(`There is no example in ${unknown.join(', ')}. Usage: npm run consumers [-- ${known.join(' ')}]`);
  return names.length ? LANGUAGES.filter(({ name }) => names.includes(name)) : LANGUAGES;
}

async function refuseMissingTools(languages: readonly Language[]): Promise<void> {
  const problems: string[] = [];
  for (const { name, tools } of languages) {
    for (const tool of tools) {
      const problem = await toolProblem(tool, { cwd: CHECKOUT, env: environment() });
      if (problem) problems.push(`For ${name}, ${problem}.`);
    }
  }
  if (problems.length) throw new Error([...problems, 'Or name the languages that you want: npm run consumers -- typescript'].join('\n'));
}

async function synthesized({ name, manifest, install }: Language, packages: string): Promise<Assembly> {
  const app = copyOfExample(name, 'consumers', name);
  const path = join(app, manifest);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(EXAMPLE_VERSION, packageJson.version));
  const env = environment();
  Object.assign(env, await install(app, packages, env));
  await run('cdk', ['synth', '--quiet', '--no-notices', '--output', 'cdk.out'], { cwd: app, env });
  return readAssembly(join(app, 'cdk.out'));
}

function compare([first, ...others]: readonly { name: string; assembly: Assembly }[]): void {
  console.log(`${first.name} has ${[...first.assembly.keys()].join(', ')}.`);
  if (!others.length) return;
  console.log('Put aside, since the CDK varies it: Analytics of AWS::CDK::Metadata, and with it the hash of each template in its asset manifest.');
  const found = others.flatMap(({ name, assembly }) => {
    const differing = differences(withoutWhatTheCdkVaries(first.assembly), withoutWhatTheCdkVaries(assembly));
    console.log(`${name} ${differing.length ? 'differs' : 'is the same'}.`);
    return differing.map((difference) => `${first.name} and ${name} differ in ${difference}`);
  });
  if (found.length) throw new Error(found.join('\n'));
}
