import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const cli = dirname(require.resolve('aws-cdk/package.json'));

/** The feature flags that `cdk init` writes into the cdk.json of a new app, as JSON. A CDK does not look at those that it does not know. */
export const RECOMMENDED_FLAGS = readFileSync(join(cli, 'lib', 'init-templates', '.recommended-feature-flags.json'), 'utf8');
