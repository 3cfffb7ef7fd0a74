import { join } from 'node:path';
import { type Assembly, differences, readAssembly } from './consumers/assembly';
import { buildPackages, packageFile } from './packages';
import { contractOf } from './peers/contract';
import { freshApp, synthesized } from './peers/fresh-app';
import { lowest } from './peers/lowest';
import { testWith } from './peers/test-newest';
import { CHECKOUT, copyOfExample, environment, packageJson } from '../../projenrc/checkout';
import { run } from '../../projenrc/command';
import { main, timed } from '../../projenrc/script';
import { RECOMMENDED_FLAGS } from '../src/recommended-flags';

/*
 * Installs the package with the lowest versions of the CDK that it promises to work with, and with the newest that there are, into the
 * TypeScript example and into an app that `cdk init` makes. They compile and synthesize, without feature flags and with those of `cdk init`,
 * and no deployed certificate would be replaced by an upgrade or a flag. With the newest the tests of constructs pass too.
 */

const PEERS = ['aws-cdk-lib', 'constructs'];
const NEWEST = PEERS.map((name) => `${name}@latest`);
const NEWEST_NAG = 'cdk-nag@3'; // needs a newer CDK than our lowest
const LOWEST = PEERS.map((name) => `${name}@${lowest(name, packageJson.peerDependencies[name])}`);

main(async () => {
  const tarball = packageFile(await buildPackages(['js']), 'js', '.tgz');
  const newest = await example('newest', [...NEWEST, NEWEST_NAG], tarball);
  const oldest = await example('lowest', LOWEST, tarball);
  refuseDifferences([...oldest, ...newest]);

  const app = await freshApp();
  refuseDifferences([
    await timed('An app of `cdk init`, with the newest', () => synthesized(app, [...NEWEST, tarball])),
    await timed('An app of `cdk init`, with the lowest', () => synthesized(app, [...LOWEST, tarball])),
  ]);
  console.log('Logical ids, and all properties of the custom resources, are the same in each.');

  await timed('Tests of constructs, with the newest', () => testWith(join(CHECKOUT, '.package', 'peers', 'newest', 'node_modules')));
});

/** The example without feature flags, and with those of `cdk init`. */
async function example(which: string, peers: readonly string[], tarball: string): Promise<Assembly[]> {
  const app = copyOfExample('typescript', 'peers', which);
  const where = { cwd: app, env: environment() };
  return timed(`The example with the ${which}: ${peers.join(', ')}`, async () => {
    await run('npm', ['install', '--no-audit', '--no-fund', ...peers, tarball], where);
    await run('npm', ['ls'], where);
    await run('npx', ['tsc', '--project', '.'], where);
    const assemblies: Assembly[] = [];
    for (const [output, flags] of [['cdk.out', '{}'], ['with-flags.out', RECOMMENDED_FLAGS]]) {
      // without the CDK CLI, which would have to be as new
      await run('npx', ['ts-node', 'app.ts'], { ...where, env: { ...where.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: flags } });
      assemblies.push(readAssembly(join(app, output)));
    }
    console.log((await run('npm', ['ls', ...PEERS, '--depth=0'], where)).trimEnd().split('\n').slice(1).join('\n'));
    return assemblies;
  });
}

function refuseDifferences([first, ...others]: readonly Assembly[]): void {
  const found = others.flatMap((other) => differences(contractOf(first), contractOf(other)));
  if (found.length) throw new Error(found.map((difference) => `An upgrade of the CDK, or its flags, change ${difference}`).join('\n'));
}
