import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';

export const CHECKOUT = resolve(__dirname, '..');

/** Where everything that checks the packages works. It is ignored by git. */
const WORK = join(CHECKOUT, '.package');

export const packageJson: {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));

/** A folder for files that may be used again in a later run. */
export function workFolder(...names: string[]): string {
  const folder = join(WORK, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function emptyWorkFolder(...names: string[]): string {
  rmSync(join(WORK, ...names), { recursive: true, force: true });
  return workFolder(...names);
}

/** What somebody who tried an example has left in it. */
const LEFT = ['node_modules', 'package-lock.json', '.venv', '__pycache__', 'target', 'go.sum', 'cdk.out'];

/** A new work folder with a copy of an example. */
export function copyOfExample(language: string, ...names: string[]): string {
  const copy = emptyWorkFolder(...names);
  cpSync(join(CHECKOUT, 'examples', language), copy, { recursive: true, filter: (source) => !LEFT.includes(basename(source)) });
  return copy;
}

/**
 * What programs need in their environment to leave nothing outside of the work folder. What they download of other people's stays in
 * their own caches, as with any installation.
 */
export function environment(): NodeJS.ProcessEnv {
  return {
    PATH: [join(CHECKOUT, 'node_modules', '.bin'), process.env.PATH].join(delimiter), // Node and the CDK CLI as package.json has them
    CDK_HOME: workFolder('cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    JSII_RUNTIME_PACKAGE_CACHE_ROOT: workFolder('jsii'),
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
}
