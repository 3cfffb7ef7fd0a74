import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { go } from './consumers/go';
import { java } from './consumers/java';
import { python } from './consumers/python';
import { typescript } from './consumers/typescript';
import { lowest } from './peers/lowest';
import { CHECKOUT, packageJson } from '../../projenrc/checkout';

/*
 * An example that compiles with the lowest versions shows that these are right; `npm run consumers` does that.
 */

const LANGUAGES = [typescript, python, java, go];

describe.each(LANGUAGES)('the example in $name', ({ name, manifest }) => {
  const content = readFileSync(join(CHECKOUT, 'examples', name, manifest), 'utf8');

  test.each(['aws-cdk-lib', 'constructs'])('has the lowest %s that the package takes', (peer) => {
    expect(content).toContain(lowest(peer, packageJson.peerDependencies[peer]));
  });
});
