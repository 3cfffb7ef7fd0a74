import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyWorkFolder, environment } from '../../../projenrc/checkout';
import { run } from '../../../projenrc/command';
import { type Assembly, readAssembly } from '../consumers/assembly';

const NAME = 'fresh-app'; // of the folder: the CDK CLI names files and classes after it
const PLACE = '    // The code that defines your stack goes here\n';

/** What a reader of the README adds to the stack that `cdk init` writes: a certificate in the stack itself, and one in a construct. */
const ADDED = `    new HsmClientCertificate(this, 'Certificate');
    new Warehouse(this, 'Warehouse');
`;
const WAREHOUSE = `
class Warehouse extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new HsmClientCertificate(this, 'Certificate');
  }
}
`;

/** Makes an app as a user does: by `cdk init`, of the CDK CLI that package.json has. Returns its folder. */
export async function freshApp(): Promise<string> {
  const app = emptyWorkFolder('peers', NAME);
  await run('cdk', ['init', 'app', '--language', 'typescript', '--generate-only'], { cwd: app, env: environment() });
  const path = join(app, 'lib', `${NAME}-stack.ts`);
  const stack = readFileSync(path, 'utf8');
  if (!stack.includes(PLACE)) throw new Error(`The stack that \`cdk init\` writes has no place for code:\n${stack}`);
  writeFileSync(path, `import { HsmClientCertificate } from 'cdk-redshift-hsm';\n${stack.replace(PLACE, PLACE + ADDED)}${WAREHOUSE}`);
  return app;
}

/** Installs packages into an app and synthesizes it with the CDK CLI, which is to have nothing to warn of. */
export async function synthesized(app: string, packages: readonly string[]): Promise<Assembly> {
  const where = { cwd: app, env: environment() };
  await run('npm', ['install', '--no-audit', '--no-fund', ...packages], where);
  rmSync(join(app, 'cdk.out'), { recursive: true, force: true });
  await run('cdk', ['synth', '--quiet', '--strict', '--no-notices'], where);
  return readAssembly(join(app, 'cdk.out'));
}
