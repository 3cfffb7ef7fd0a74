import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CdkCli, CdkCliOptions } from './cdk-cli';
import { DEMO_FOLDER } from './checkout';
import { Emulator } from './emulator';
import type { PythonEnvironment } from './python';
import { RedshiftHsmServer } from '../local-redshift/server';

export interface LocalAwsOptions {
  /** With the emulator in it. */
  readonly environment: PythonEnvironment;

  /** Of the emulator. @default - a free one */
  readonly port?: number;

  readonly signal: AbortSignal;

  readonly cdk?: Pick<CdkCliOptions, 'columns' | 'progress'>;
}

/** An AWS account on this machine, with what talks to it: an emulator, the HSM calls of Redshift, which it does not have, and the CDK CLI. */
export class LocalAws {
  static async start({ environment, port, signal, cdk: options }: LocalAwsOptions): Promise<LocalAws> {
    await mkdir(DEMO_FOLDER, { recursive: true });
    const folder = await mkdtemp(join(DEMO_FOLDER, 'run-'));
    const redshift = await new RedshiftHsmServer().start();
    try {
      const emulator = await Emulator.start({ environment, folder: join(folder, 'emulator'), redshiftUrl: redshift.url, port, signal });
      const cdk = new CdkCli({ endpointUrl: emulator.url, folder: join(folder, 'cdk-cli'), ...options });
      return new LocalAws(folder, redshift, emulator, cdk);
    } catch (error) {
      await redshift.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(readonly folder: string, readonly redshift: RedshiftHsmServer, readonly emulator: Emulator, readonly cdk: CdkCli) {}

  /** Nothing of it is left. */
  async stop(): Promise<void> {
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
    await this.redshift.close();
  }
}
