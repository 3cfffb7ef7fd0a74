import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, emptyWorkFolder, environment, packageJson, workFolder } from '../../projenrc/checkout';
import { run } from '../../projenrc/command';
import { PINNED } from '../../projenrc/pip';
import { timed } from '../../projenrc/script';

/** The languages that the package is built for by a toolchain of their own. */
export type Target = 'js' | 'python' | 'java' | 'go';

/** A local repository that survives, since it takes long to fill. Never the user's own: that would keep our unreleased version. */
export const mavenLocalRepository = (): string => workFolder('maven');

/** Builds packages from the sources of the checkout, as a release does; returns the folder that has one of each target. */
export async function buildPackages(targets: readonly Target[]): Promise<string> {
  const packages = emptyWorkFolder('packages');
  await timed('Compile', async () => {
    await run('projen', ['compile'], here());
    await run('jsii-rosetta', ['extract', '--strict'], here());
  });
  const env = targets.includes('python') ? await timed('Fetch the tools that build a wheel', pythonTools) : {};
  await timed(`Package for ${targets.join(', ')}`, () => run('jsii-pacmak', [
    ...targets.flatMap((target) => ['--target', target]), '--outdir', packages, '--maven-local-repository', mavenLocalRepository(), '--no-npmignore',
  ], here(env)));
  return packages;
}

/** Has pip, which jsii-pacmak runs, find nothing but what is pinned by hash, as `package:python` in .projenrc.ts has it. */
async function pythonTools(): Promise<NodeJS.ProcessEnv> {
  const tools = emptyWorkFolder('python-tools');
  await run('python3', ['-m', 'pip', 'download', '--quiet', '--dest', tools, ...PINNED, join('projenrc', 'release', 'python-tools', 'requirements.txt')], here());
  return { PIP_NO_INDEX: '1', PIP_FIND_LINKS: tools };
}

/** The one file of a kind that a target's folder has: the tarball, the wheel. */
export function packageFile(packages: string, target: Target, extension: string): string {
  const files = readdirSync(join(packages, target)).filter((name) => name.endsWith(extension));
  if (files.length !== 1) throw new Error(`${files.length} ${extension} files were built for ${target}, not one, of ${packageJson.name}`);
  return join(packages, target, files[0]);
}

const here = (env: NodeJS.ProcessEnv = {}): { cwd: string; env: NodeJS.ProcessEnv } => ({ cwd: CHECKOUT, env: { ...environment(), ...env } });
