import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * Gives every app of a test the feature flags that `cdk init` writes into a new app's cdk.json, as the CDK CLI gives them to an app. Those
 * that a CDK does not know yet it does not look at.
 */

const cli = dirname(require.resolve('aws-cdk/package.json'));
process.env.CDK_CONTEXT_JSON = readFileSync(join(cli, 'lib', 'init-templates', '.recommended-feature-flags.json'), 'utf8');
