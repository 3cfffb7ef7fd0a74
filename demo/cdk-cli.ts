import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { path } from './checkout';
import { run } from './child';
import { type Progress, SILENT } from './progress';
import { command } from './style';
import { indented } from './wrapped';
import { NO_PROXY } from '../local-redshift/no-proxy';

export const STACK = 'HsmDemo';

export interface CdkCliOptions {
  /** Where AWS is. */
  readonly endpointUrl: string;

  /** For everything that it writes. Its cache must not outlive the emulator, which forgets the assets that it has. */
  readonly folder: string;

  /** How wide its tables may be. @default 98 */
  readonly columns?: number;

  /** Told of each command before it is run. @default - nobody is */
  readonly progress?: Progress;
}

export interface CdkResult {
  readonly succeeded: boolean;

  /** What the user sees. */
  readonly output: string;
}

/** The CDK CLI that `npm ci` installed, with the app beside this file. */
export class CdkCli {
  /** What has the CLI put its files where they belong, and talk to nobody but AWS. */
  readonly environment: Record<string, string>;

  /** The template of the stack, as it was deployed last. */
  readonly templateFile: string;

  private readonly outputsFile: string;

  constructor(private readonly options: CdkCliOptions) {
    const assembly = join(options.folder, 'cdk.out');
    this.environment = { CDK_HOME: join(options.folder, 'cdk'), CDK_OUTPUT: assembly, CDK_DISABLE_CLI_TELEMETRY: '1', CDK_DISABLE_VERSION_CHECK: '1' };
    this.templateFile = join(assembly, `${STACK}.template.json`);
    this.outputsFile = join(options.folder, 'outputs.json');
  }

  async bootstrap(signal: AbortSignal): Promise<CdkResult> {
    return this.run(['bootstrap'], signal);
  }

  /** The values of the context go to the app. The outputs of the stack are there if the deployment succeeded. */
  async deploy(context: Record<string, string>, signal: AbortSignal): Promise<CdkResult & { outputs: Record<string, string> }> {
    await rm(this.outputsFile, { force: true });
    const result = await this.run(['deploy', '--yes', ...Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`])], signal);
    const outputs = result.succeeded ? JSON.parse(await readFile(this.outputsFile, 'utf8'))[STACK] : {};
    return { ...result, outputs };
  }

  async destroy(signal: AbortSignal): Promise<CdkResult> {
    return this.run(['destroy', '--force'], signal);
  }

  private async run(args: string[], signal: AbortSignal): Promise<CdkResult> {
    const { endpointUrl, folder, columns = 98, progress = SILENT } = this.options;
    await mkdir(folder, { recursive: true });
    progress.say(indented(command(`cdk ${args.join(' ')}`)));
    const { exitCode, output } = await progress.during(() => run('cdk', args, {
      cwd: __dirname,
      env: { // nothing of the user's own: no credentials, no profile, no real account
        ...clientEnvironment(endpointUrl),
        ...this.environment,
        PATH: path(),
        HOME: folder,
        TMPDIR: folder,
        COLUMNS: String(columns),
        ...NO_PROXY,
        AWS_CONFIG_FILE: join(folder, 'no-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_OUTPUTS_FILE: this.outputsFile,
      },
      signal,
    }));
    return { succeeded: exitCode === 0, output };
  }
}

/** What makes a client of AWS talk to the emulator. Any credentials will do. */
export function clientEnvironment(endpointUrl: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1', // what the AWS CLI reads
  };
}
