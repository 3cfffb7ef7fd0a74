import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { path } from './checkout';
import { Child } from './child';
import { within } from './deadline';
import type { PythonEnvironment } from './python';
import { NO_PROXY } from '../local-redshift/no-proxy';

const START_SECONDS = 60;

/** Ends the emulator and its functions when our end of its standard input is closed, so also if we are killed. */
const GUARDED = `
import os, signal, sys, threading
def end_with_parent():
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ['ministack']
from ministack.app import main
main()
`;

export interface EmulatorOptions {
  readonly environment: PythonEnvironment;

  /** For everything that it writes. */
  readonly folder: string;

  /** The endpoint that its Lambda functions find Redshift at. */
  readonly redshiftUrl: string;

  /** @default - a free one */
  readonly port?: number;

  readonly signal: AbortSignal;
}

/** An AWS emulator on 127.0.0.1: account 000000000000, Region us-east-1. It starts empty, and forgets everything. */
export class Emulator {
  static async start({ environment, folder, redshiftUrl, port = 0, signal }: EmulatorOptions): Promise<Emulator> {
    const tmp = join(folder, 'tmp');
    await mkdir(tmp, { recursive: true });
    const free = await freePort(port);
    const emulator = new Emulator(free, new Child(environment.executable, ['-c', GUARDED], {
      cwd: folder,
      env: { // nothing of the user's own: it would take many a setting for its own
        ...environment.env,
        PATH: path(), // the first `node` on it runs the functions
        HOME: folder,
        TMPDIR: tmp,
        STATE_DIR: join(folder, 'state'),
        S3_DATA_DIR: join(folder, 's3'),
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(free),
        AWS_ENDPOINT_URL_REDSHIFT: redshiftUrl,
        NODE_NO_WARNINGS: '1',
        ...NO_PROXY,
        DOCKER_HOST: `unix://${join(folder, 'no-docker')}`, // else it would clear away containers that it takes for its own
        IOT_MTLS_ENABLED: '0', // else it may listen on one more port
      },
    }));
    try {
      await within(START_SECONDS, signal, (untilThen) => emulator.untilReady(untilThen));
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  readonly url: string;

  private constructor(readonly port: number, private readonly child: Child) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** For clients of the SDK. Any credentials will do. */
  get clientConfig(): { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } } {
    return { endpoint: this.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }

  /** What to add to the report of a failure: what it wrote last, and whether it is still there. */
  get lastWords(): string {
    return `The AWS emulator ${this.child.isRunning ? 'is running' : 'has ended by itself'}. Its last output:\n${this.child.lastOutput()}`;
  }

  async stop(): Promise<void> {
    this.child.kill();
    await this.child.exit.catch(() => {}); // it did not even start
  }

  private async untilReady(signal: AbortSignal): Promise<void> {
    const failure = (error: unknown): Error => new Error(`The AWS emulator could not be started: ${error}`);
    let startError: Error | undefined;
    this.child.exit.catch((error) => { startError = failure(error); });
    for (;;) {
      await sleep(100);
      if (startError) throw startError;
      if (!this.child.isRunning) {
        throw new Error(`The AWS emulator ended at once. If it does so again, remove .demo/ for a new installation. Its last output:\n${this.child.lastOutput()}`);
      }
      if (signal.aborted) throw new Error(`The AWS emulator did not start: ${signal.reason.message} Its last output:\n${this.child.lastOutput()}`);
      if (await fetch(`${this.url}/_ministack/health`, { signal }).then(({ ok }) => ok, () => false)) return;
    }
  }
}

/** The port, if nothing listens on it; for 0 one that is free. */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(port, error))).listen(port, '127.0.0.1', resolve);
  });
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function portProblem(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken: choose another one, or leave --port out for a free one.`);
  if (error.code === 'EACCES') return new Error(`Port ${port} needs more rights: choose one above 1023, or leave --port out for a free one.`);
  return error;
}
