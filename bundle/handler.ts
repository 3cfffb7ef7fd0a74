import { join } from 'node:path';
import { build, Metafile } from 'esbuild';
import { declaredErrors, withoutOtherErrors } from './declared-errors';

const CHECKOUT = join(__dirname, '..');

/** Makes one file of the Lambda function and its SDK client. Returns what is in it. */
export async function bundleHandler(outfile: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: CHECKOUT,
    entryPoints: ['lambda/index.ts'],
    outfile,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node22', // so that an overridden runtime works
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lambda/redshift/credential-provider-node.ts' },
    external: ['@smithy/core/event-streams'], // what the SDK loads only when it needs it, and never does here
    plugins: [withoutOtherErrors(declaredErrors(join(CHECKOUT, 'lambda', 'redshift', 'hsm-client-certificates.ts')))],
    logLevel: 'warning',
  });
  return metafile;
}
