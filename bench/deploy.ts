import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from './cloudformation';
import type { DeployApp } from './deploy-app';
import { byTurns, Row, show, spread, table, time } from './measure';
import { ALL, Name } from './peers/names';
import { NODE_PATH, Workspace } from './workspace';
import { CdkCli, clientEnvironment } from '../demo/cdk-cli';
import { path } from '../demo/checkout';
import { run } from '../demo/child';
import { Emulator } from '../demo/emulator';
import { prepare } from '../demo/prepare';
import { SILENT } from '../demo/progress';
import { RedshiftHsmServer } from '../local-redshift/server';
import { selfSignedCertificate } from '../local-redshift/x509';

const COUNTS = [1, 25];

/** What was measured of a stack from its deployment to its end: milliseconds, and calls to Redshift. */
type Life = Readonly<Record<'deploy' | 'update' | 'destroy', { readonly milliseconds: number; readonly calls: number }>>;

/** A stack with certificates on the emulator: how long CloudFormation takes to deploy it, to change a tag of each, and to destroy it. */
export async function deploy(workspace: Workspace, rounds: number): Promise<object> {
  const { signal } = workspace;
  const { environment } = await prepare(signal, SILENT);
  const publicKey = await selfSignedCertificate({ commonName: 'bench' }); // one for all: to make a key pair takes longer than all else
  const redshift = await new RedshiftHsmServer({ publicKeyFor: () => publicKey }).start();
  const withSdk = { ...environment, env: { ...environment.env, NODE_PATH } }; // Lambda has it, the emulator has not
  const emulator = await Emulator.start({ environment: withSdk, folder: workspace.file('emulator'), redshiftUrl: redshift.url, signal });
  try {
    await prepareAccount(workspace, emulator);
    const cloudFormation = new CloudFormation(emulator.url, signal);
    const stacks = ALL.flatMap((name) => COUNTS.map((count) => ({ name, count })));
    const lives = await byTurns(rounds, Object.fromEntries(stacks.map(({ name, count }) =>
      [`${name}, ${count}`, async () => live(workspace, cloudFormation, redshift, name, count)])), { warmUp: false });
    console.log(table(Object.entries(lives).map(([what, own]): Row => row(what, own))));
    return lives;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${emulator.lastWords}`, { cause: error });
  } finally {
    await emulator.stop();
    await redshift.close();
  }
}

/** Bootstraps it, and brings the templates and the functions' code there. */
async function prepareAccount(workspace: Workspace, emulator: Emulator): Promise<void> {
  const cli = new CdkCli({ endpointUrl: emulator.url, folder: workspace.file('cdk-cli') });
  const { succeeded, output } = await cli.bootstrap(workspace.signal);
  if (!succeeded) throw new Error(`cdk bootstrap failed:\n${output}`);
  for (const stage of ['test', 'production']) {
    const told: DeployApp = { outdir: workspace.file(stage), counts: COUNTS, stage };
    await workspace.run('deploy-app', told);
    const published = await run('cdk', ['publish-assets', '--unstable=publish-assets', '--all', '--app', told.outdir], {
      env: { ...clientEnvironment(emulator.url), ...cli.environment, PATH: path(), HOME: workspace.folder, CDK_DISABLE_VERSION_CHECK: '1' },
      signal: workspace.signal,
    });
    if (published.exitCode !== 0) throw new Error(`cdk publish-assets failed:\n${published.output}`);
  }
}

async function live(workspace: Workspace, cloudFormation: CloudFormation, redshift: RedshiftHsmServer, whose: Name, count: number): Promise<Life> {
  const stack = `${whose.replace('.', '-')}-${count}`;
  const template = (stage: string): string => templateUrl(workspace.file(stage), stack);
  const step = async (work: () => Promise<void>, certificates: number): Promise<Life['deploy']> => {
    const before = redshift.calls.length;
    const milliseconds = await time(work);
    const { size } = redshift.hsm.certificates;
    if (size !== certificates) throw new Error(`Redshift should have ${certificates} certificates of ${stack}, and has ${size}`);
    return { milliseconds, calls: redshift.calls.length - before };
  };
  return {
    deploy: await step(async () => cloudFormation.createStack(stack, template('test')), count),
    update: await step(async () => cloudFormation.updateStack(stack, template('production')), count),
    destroy: await step(async () => cloudFormation.deleteStack(stack), 0),
  };
}

/** Where the template of a stack was published to. */
function templateUrl(assembly: string, stack: string): string {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const url: string = artifacts[stack].properties.stackTemplateAssetObjectUrl;
  return url.replace('s3://', 'https://s3.us-east-1.amazonaws.com/').replace('${AWS::AccountId}', '000000000000').replace('${AWS::Region}', 'us-east-1');
}

function row(what: string, lives: readonly Life[]): Row {
  const cell = (step: keyof Life): string => `${show(spread(lives.map((life) => life[step].milliseconds)))}, ${lives[0][step].calls} calls`;
  return { 'certificates': what, 'deploy, milliseconds': cell('deploy'), 'update of a tag': cell('update'), 'destroy': cell('destroy') };
}
