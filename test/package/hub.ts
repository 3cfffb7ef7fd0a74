import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Documentation, Language } from 'jsii-docgen';
import { type Api, undocumented } from './hub/api-docs';
import { absoluteLinkProblems } from './hub/links';
import { repository } from './hub/repository';
import { type Identity, identityProblems, keywordProblems, licenceProblems, releaseNotesProblems } from './hub/rules';
import { buildPackages, packageFile } from './packages';
import { emptyWorkFolder } from '../../projenrc/checkout';
import { run } from '../../projenrc/command';
import { sampleProblems, samplesOf, type Tablet } from '../../projenrc/package/samples';
import { main, timed } from '../../projenrc/script';

/*
 * Checks the tarball by the rules of Construct Hub, then has the pages made that Construct Hub would show, by the same program.
 */

const LANGUAGES = [Language.TYPESCRIPT, Language.PYTHON, Language.JAVA, Language.CSHARP, Language.GO];

main(async () => {
  const tarball = packageFile(await buildPackages(['js']), 'js', '.tgz');
  const problems = await tarballProblems(tarball);
  if (problems.length) throw new Error(problems.join('\n'));
  console.log('The tarball is as Construct Hub wants it.');
  await renderPages(tarball);
});

async function tarballProblems(tarball: string): Promise<string[]> {
  const folder = emptyWorkFolder('hub');
  await run('tar', ['--extract', '--gzip', '--file', tarball, '--strip-components=1'], { cwd: folder });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const packageJson: Identity & { keywords?: string[] } = JSON.parse(read('package.json'));
  const assembly: Identity & Api = JSON.parse(read('.jsii'));
  const readme = read('README.md');
  const tablet: Tablet = JSON.parse(read('.jsii.tabl.json'));
  return [
    ...identityProblems(packageJson, assembly),
    ...licenceProblems(packageJson.license, readdirSync(folder)),
    ...keywordProblems(packageJson.keywords),
    ...releaseNotesProblems(packageJson.version, read('CHANGELOG.md')),
    ...absoluteLinkProblems({ path: 'README.md', markdown: readme }, await repository()),
    ...sampleProblems(samplesOf(readme, assembly), tablet),
    ...undocumented(assembly),
  ];
}

/** As Construct Hub does it: https://github.com/cdklabs/construct-hub (`transliterator.ecstask.ts`). */
async function renderPages(tarball: string): Promise<void> {
  process.noDeprecation = true; // of how jsii-docgen starts npm
  const documentation = await timed('Install', () => Documentation.forPackage(tarball, { verbose: false }));
  try {
    for (const language of LANGUAGES) {
      await timed(`Page in ${language}`, async () => {
        const { content: { readme, apiReference } } = await documentation.toJson({ language, readme: true, validate: true, loose: false });
        if (!readme) throw new Error(`The page in ${language} has no README`);
        if (!apiReference?.constructs.length) throw new Error(`The page in ${language} has no constructs`);
      });
    }
  } finally {
    await documentation.cleanup();
  }
}
