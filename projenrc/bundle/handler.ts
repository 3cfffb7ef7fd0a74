import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, Metafile, Plugin } from 'esbuild';

// TypeScript takes the package for an ES module; it is both, and Jest can load this form of it alone.
const { minify } = require('terser') as Terser; // eslint-disable-line @typescript-eslint/no-require-imports

interface Terser {
  minify(code: string, options: object): Promise<{ readonly code?: string }>;
}

const CHECKOUT = join(__dirname, '..', '..');

/** The files of the function's code, with where each begins. */
const FILES = { 'index': 'lambda/index.ts', 'secrets-manager': 'lambda/secrets-manager/client.ts' };

/** What is loaded only when it is needed stays in its own file. */
const LOADED_LATER: Plugin = {
  name: 'files of their own',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/client$/ }, ({ kind, importer }) => (
      kind === 'require-call' && importer.endsWith(join('lambda', 'secrets-manager', 'password.ts')) ? { path: './secrets-manager.js', external: true } : undefined
    ));
  },
};

/**
 * The client of the SDK registers each error of the service when it is loaded, some 140, so that none falls away as unused. An error that is
 * not registered arrives as well, with the code and the message of the service: docs/decisions/0013-no-unused-errors.md.
 */
const REGISTER_ERROR = 'n0_registry.registerError';

/** Makes the files of the Lambda function, with the SDK's clients in them. Returns what is in them, before they are minified. */
export async function bundleHandler(outdir: string): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: CHECKOUT,
    entryPoints: FILES,
    outdir,
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node22', // so that an overridden runtime works
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lambda/redshift/credential-provider-node.ts' },
    external: ['@smithy/core/event-streams'], // what the SDK loads only when it needs it, and never does here
    plugins: [LOADED_LATER],
    logLevel: 'warning',
  });
  for (const { path, text } of outputFiles) {
    // As a call without effects, it falls away with what it alone refers to.
    const { code } = await minify(text, { ecma: 2020, toplevel: true, compress: { passes: 2, pure_funcs: [REGISTER_ERROR] } });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code!);
  }
  return metafile;
}
