import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, Server } from 'node:tls';
import { CloudFormationEvent } from './cloudformation-events';
import { ConnectProxy } from './connect-proxy';
import { ResponseReceiver, Received } from './response-receiver';
import { RedshiftHsmServer, RedshiftHsmServerOptions } from '../../local-redshift/server';

const ROOT = join(__dirname, '..', '..');

/** What goes to the process that hosts the bundle. */
export interface HostMessage {
  readonly run: number;
  readonly event: unknown;
  readonly timeout: number;
}

/** What comes back at the end of a run. */
export interface HostReply {
  readonly run: number;
  readonly error?: string;
  readonly seconds: number;
  /** Every module that was asked for so far. */
  readonly loaded: string[];
}

/** What came of one run of the bundle. */
export interface BundleRun extends Omit<HostReply, 'run'> {
  /** What arrived at the URL of the event so far, of this and other runs. */
  readonly received: Received[];
}

export interface BundledFunctionOptions extends RedshiftHsmServerOptions {
  readonly time: 'real' | 'virtual';

  /** The only way out of the function. @default - none is needed */
  readonly proxy?: ConnectProxy;

  /** What else the environment has. @default - nothing */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The bundle as Lambda has it: alone in a folder, in a process of its own under Node.js 24, with a local Redshift and a receiver of its
 * responses. It is kept from run to run, as a warm environment is.
 */
export class BundledFunction {
  /** The bodies of the responses that were taken. */
  static responses({ received }: BundleRun): Record<string, unknown>[] {
    return received.filter(({ reply }) => reply === 200).map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);
  }

  readonly redshift: RedshiftHsmServer;
  readonly receiver = new ResponseReceiver();

  /** All that the process wrote. */
  output = '';

  private readonly folder = mkdtempSync(join(tmpdir(), 'bundled-function-'));
  private process?: ChildProcess;
  private tls?: Server;
  private runs = 0;

  constructor(private readonly options: BundledFunctionOptions) {
    this.redshift = new RedshiftHsmServer(options);
  }

  async start(): Promise<this> {
    await Promise.all([this.redshift.start(), this.receiver.start()]);
    const endpoint = await this.endpoint();
    const [bundle, authority] = [join(this.folder, 'index.js'), join(this.folder, 'authority.pem')];
    copyFileSync(join(ROOT, 'assets', 'lambda', 'index', 'index.js'), bundle);
    writeFileSync(authority, this.receiver.cert);
    const host = [require.resolve('ts-node/dist/bin'), '-T', join(__dirname, 'bundle-host.ts'), bundle, this.options.time];
    this.process = spawn(join(ROOT, 'node_modules', '.bin', 'node'), host, {
      cwd: this.folder,
      env: {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_ENDPOINT_URL_REDSHIFT: endpoint,
        AWS_LAMBDA_FUNCTION_NAME: 'Demo-CdkRedshiftHsmProvider',
        AWS_REGION: this.redshift.hsm.region,
        AWS_SECRET_ACCESS_KEY: 'a-secret-access-key',
        AWS_SESSION_TOKEN: 'a-session-token',
        DISABLE_V8_COMPILE_CACHE: '1', // that of ts-node lies outside the checkout
        HOME: this.folder,
        NODE_EXTRA_CA_CERTS: authority,
        ...this.options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.process.setMaxListeners(0);
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (data) => { this.output += data; });
    await once(this.process, 'spawn');
    return this;
  }

  async close(): Promise<void> {
    if (this.process?.exitCode === null) {
      this.process.kill();
      await once(this.process, 'exit');
    }
    rmSync(this.folder, { recursive: true });
    this.tls?.close();
    await Promise.all([this.redshift.close(), this.receiver.close()]);
  }

  /** Of Redshift; behind a proxy with TLS, as AWS has it. */
  private async endpoint(): Promise<string> {
    const { proxy } = this.options;
    if (!proxy) return this.redshift.url;
    const { key, cert } = this.receiver;
    this.tls = createServer({ key, cert }, (socket) => {
      const upstream = connect(Number(new URL(this.redshift.url).port), '127.0.0.1');
      upstream.on('error', () => socket.destroy()).pipe(socket).on('error', () => upstream.destroy()).pipe(upstream);
    });
    await new Promise<void>((resolve) => this.tls?.listen(0, '127.0.0.1', resolve));
    return proxy.urlBehind(`https://localhost:${(this.tls.address() as AddressInfo).port}`);
  }

  /** Runs the function with an event, whose response is to go to the receiver. */
  async invoke(event: CloudFormationEvent): Promise<BundleRun> {
    const run = ++this.runs;
    const { run: _, ...reply } = await new Promise<HostReply>((resolve, reject) => {
      const settle = (message: HostReply | number | null): void => {
        if (typeof message === 'object' && message?.run !== run) return;
        this.process?.off('message', settle).off('exit', settle);
        if (typeof message === 'object' && message !== null) resolve(message);
        else reject(new Error(`The process ended with ${message}: ${this.output}`));
      };
      this.process?.on('message', settle).on('exit', settle);
      const url = this.receiver.url(event.RequestId);
      const message: HostMessage = { run, event: { ...event, ResponseURL: this.options.proxy?.urlBehind(url) ?? url }, timeout: 300_000 };
      this.process?.send(message);
    });
    return { ...reply, received: this.receiver.received.filter(({ path }) => path?.startsWith(`/${event.RequestId}?`)) };
  }

  /** The lines of the log about a request. */
  logOf({ RequestId }: CloudFormationEvent): string[] {
    return this.output.split('\n').filter((line) => line.includes(RequestId));
  }
}
