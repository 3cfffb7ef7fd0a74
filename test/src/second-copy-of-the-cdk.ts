import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The CDK as an app has it that has another copy than this library: after `npm link`, or in a monorepo with packages for each of its parts. */
export interface SecondCopyOfTheCdk {
  readonly cdk: typeof import('aws-cdk-lib');
  readonly assertions: typeof import('aws-cdk-lib/assertions');
}

/** Loads the CDK from other files, which is all that counts to Node.js: it loads more of itself when it is needed. */
export function secondCopyOfTheCdk(): SecondCopyOfTheCdk {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'second-copy-'));
  for (const name of ['aws-cdk-lib', 'constructs']) {
    const original = path.dirname(require.resolve(`${name}/package.json`));
    fs.cpSync(original, path.join(folder, 'node_modules', name), { recursive: true, filter: (file) => isNeeded(path.relative(original, file)) });
  }
  fs.symlinkSync(path.dirname(path.dirname(require.resolve('@aws-cdk/cloud-assembly-schema/package.json'))), path.join(folder, 'node_modules', '@aws-cdk'));
  const load = (name: string): unknown => jest.requireActual(path.join(folder, 'node_modules', name));
  return { cdk: load('aws-cdk-lib'), assertions: load('aws-cdk-lib/assertions') } as SecondCopyOfTheCdk;
}

/** Of the modules of services none is, and of the types none. */
function isNeeded(file: string): boolean {
  return !/^(aws|alexa)-|\.d\.ts$|\.tabl\.json$|\.jsii(\.gz)?$/.test(file);
}
