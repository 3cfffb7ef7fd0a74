import { join } from 'node:path';
import { CHECKOUT, copyOfExample, environment, packageJson, workFolder } from './checkout';
import { run } from './command';
import { type Assembly, differences, readAssembly } from './consumers/assembly';
import { buildPackages, packageFile } from './packages';
import { contractOf } from './peers/contract';
import { lowest } from './peers/lowest';
import { main, timed } from './script';

/*
 * Installs the package into the TypeScript example with the lowest versions of the CDK that it promises to work with, and with the newest
 * that there are: the app compiles, synthesizes, and no deployed certificate would be replaced by an upgrade from the one to the other.
 * With the newest, the samples of the documents keep their promises too; with the lowest, the unit tests see to that.
 */

const PEERS = ['aws-cdk-lib', 'constructs'];

main(async () => {
  const tarball = packageFile(await buildPackages(['js']), 'js', '.tgz');
  const newest = await synthesizedWith('newest', PEERS.map((name) => `${name}@latest`), tarball);
  const oldest = await synthesizedWith('lowest', PEERS.map((name) => `${name}@${lowest(name, packageJson.peerDependencies[name])}`), tarball);
  const found = differences(contractOf(oldest), contractOf(newest));
  if (found.length) throw new Error(found.map((difference) => `An upgrade of the CDK changes ${difference}`).join('\n'));
  console.log('Logical ids, and all properties of the custom resources, are the same with both.');
  await timed('The samples of the documents, with the newest', () => testWith('newest', 'test/package/documented-samples.test.ts'));
});

/** Runs a unit test with the CDK that was installed into a copy of the example. */
async function testWith(which: string, test: string): Promise<void> {
  const peers = { [`^(${PEERS.join('|')})(/.*)?$`]: join(workFolder('peers', which), 'node_modules', '$1$2') };
  await run('npx', ['jest', '--silent', '--moduleNameMapper', JSON.stringify(peers), test], { cwd: CHECKOUT, env: environment() });
}

async function synthesizedWith(which: string, peers: readonly string[], tarball: string): Promise<Assembly> {
  const app = copyOfExample('typescript', 'peers', which);
  const where = { cwd: app, env: { ...environment(), CDK_OUTDIR: 'cdk.out' } };
  return timed(`The ${which}: ${peers.join(', ')}`, async () => {
    await run('npm', ['install', '--no-audit', '--no-fund', ...peers, tarball], where);
    await run('npm', ['ls'], where);
    await run('npx', ['tsc', '--project', '.'], where);
    await run('npx', ['ts-node', 'app.ts'], where); // without the CDK CLI, which would have to be as new
    console.log((await run('npm', ['ls', ...PEERS, '--depth=0'], where)).trimEnd().split('\n').slice(1).join('\n'));
    return readAssembly(join(app, 'cdk.out'));
  });
}
