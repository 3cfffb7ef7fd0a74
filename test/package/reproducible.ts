import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackages, packageFile } from './packages';
import { CHECKOUT } from '../../projenrc/checkout';
import { main } from '../../projenrc/script';

/*
 * Builds the npm package twice from nothing, and fails if the tarballs differ in a bit: then nobody could check that a published one
 * was made from these sources.
 */

const BUILT = ['.jsii', '.jsii.tabl.json', 'assets', 'lib', 'tsconfig.tsbuildinfo'];

main(async () => {
  const hashes = [await hashOfBuild(), await hashOfBuild()];
  console.log(hashes.map((hash, index) => `Build ${index + 1}: SHA-256 ${hash}`).join('\n'));
  if (hashes[0] !== hashes[1]) throw new Error('The tarballs of two builds differ: something in them depends on when or in which order they were built.');
});

async function hashOfBuild(): Promise<string> {
  for (const path of BUILT) rmSync(join(CHECKOUT, path), { recursive: true, force: true });
  const tarball = packageFile(await buildPackages(['js']), 'js', '.tgz');
  return createHash('sha256').update(readFileSync(tarball)).digest('hex');
}
