import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/*
 * Fails if the tarball that npm would publish has a file too many or lacks one, or is too large. Run after a build.
 */

const MAX_BYTES = 400_000;

const expected = [
  '.jsii',
  '.jsii.tabl.json',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'assets/lambda/bill-of-materials.cdx.json',
  'assets/lambda/index/index.js',
  'assets/lambda/index/secrets-manager.js',
  'docs/API.md',
  'package.json',
  ...compiled('src', 'lib'),
];

const { size, files } = packed();
const found = files.map(({ path }) => path);
const problems = [
  ...expected.filter((path) => !found.includes(path)).map((path) => `missing: ${path}`),
  ...found.filter((path) => !expected.includes(path)).map((path) => `too many: ${path}`),
  ...(size > MAX_BYTES ? [`it has ${size} bytes: at most ${MAX_BYTES} are allowed`] : []),
];
console.log(`The tarball has ${found.length} files and ${size} bytes.`);
for (const problem of problems) console.error(`The tarball is wrong: ${problem}`);
process.exitCode = problems.length ? 1 : 0;

/** What jsii makes of the sources in a folder. */
function compiled(sources: string, output: string): string[] {
  return readdirSync(sources, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return compiled(`${sources}/${entry.name}`, `${output}/${entry.name}`);
    return ['.d.ts', '.js'].map((extension) => `${output}/${entry.name.replace(/\.ts$/, extension)}`);
  });
}

function packed(): { size: number; files: { path: string }[] } {
  const json = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return (Array.isArray(json) ? json : Object.values(json))[0]; // a list, in newer versions of npm an object by name
}
