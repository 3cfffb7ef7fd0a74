import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { AddressInfo, connect, Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { FunctionRun } from './function-process';
import { Workspace } from './workspace';
import { RedshiftHsmServer } from '../local-redshift/server';
import { localhostCredentials, selfSignedCertificate } from '../local-redshift/x509';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../src/private/contract';

/** Where an environment is held back until all may begin. */
const SIGNAL = '/signal';

/** What is put to the response URL of a request, as far as it is looked at. */
export interface CustomResourceResponse {
  readonly Status: string;
  readonly Reason?: string;
}

/** A function: the file that has its handler, and what is in its environment besides what Lambda puts there. */
export interface LambdaFunction {
  readonly file: string;
  /** @default 'handler' */
  readonly handler?: string;
  /** The function that this one invokes, if it does. */
  readonly invokes?: LambdaFunction;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * What a function meets: a process of its own to run in, Redshift, the receiver of the responses, and Lambda's API. Redshift and the
 * receiver are behind TLS, as they are on AWS.
 */
export class Lambda {
  public static async start(workspace: Workspace): Promise<Lambda> {
    const credentials = await localhostCredentials();
    const publicKey = await selfSignedCertificate({ commonName: 'bench' }); // one for all: to make a key pair takes longer than all else
    const redshift = await new RedshiftHsmServer({ publicKeyFor: () => publicKey }).start();
    const lambda = new Lambda(workspace, redshift, credentials);
    for (const server of [lambda.front, lambda.receiver, lambda.api]) await once(server.listen(0, '127.0.0.1'), 'listening');
    return lambda;
  }

  private readonly front: TcpServer;
  private readonly receiver: Server;
  private readonly api: Server;
  private readonly authority: string;
  private readonly responses = new Map<string, CustomResourceResponse>();
  private readonly waiting: ServerResponse[] = [];
  private invoked?: LambdaFunction;

  private constructor(
    private readonly workspace: Workspace, public readonly redshift: RedshiftHsmServer, credentials: { key: string; cert: string }) {
    this.authority = workspace.file('authority.pem');
    writeFileSync(this.authority, credentials.cert);
    this.front = createTlsServer({ ...credentials, noDelay: true }, (socket) => {
      const behind = connect({ port: Number(new URL(redshift.url).port), host: '127.0.0.1', noDelay: true });
      socket.pipe(behind).pipe(socket);
      socket.on('error', () => behind.destroy());
      behind.on('error', () => socket.destroy());
    });
    this.receiver = createHttpsServer(credentials, async (request, response) => {
      this.responses.set(request.url!.slice(1), JSON.parse(await text(request)));
      response.end();
    });
    this.api = createHttpServer(async (request, response) => {
      if (request.url === SIGNAL) this.waiting.push(response);
      else response.end(await this.invoke(this.invoked!, JSON.parse(await text(request))));
    });
  }

  /**
   * Sends Creates to a function, all at the same time, each to an environment of its own, which has loaded the handler. `onBegin` is
   * called right before.
   */
  public async createAtOnce(fn: LambdaFunction, count: number, onBegin: () => void): Promise<CustomResourceResponse[]> {
    const signalUrl = `http://127.0.0.1:${port(this.api)}${SIGNAL}`;
    const responses = Promise.all(Array.from({ length: count }, async () => this.create(fn, signalUrl)));
    while (this.waiting.length < count) await Promise.race([sleep(100), responses]); // one that fails while it is loaded ends the wait
    onBegin();
    for (const response of this.waiting.splice(0)) response.end();
    return responses;
  }

  /** Sends a Create to a function in a new environment: one that each of them understands, and reads the properties of that it knows. */
  public async create(fn: LambdaFunction, signalUrl?: string): Promise<CustomResourceResponse> {
    const requestId = randomUUID();
    const identifier = `bench-${requestId}`;
    const tags = [{ Key: 'team', Value: 'security' }];
    await this.invoke(fn, {
      RequestType: 'Create',
      RequestId: requestId,
      ResponseURL: `https://localhost:${port(this.receiver)}/${requestId}`,
      StackId: `arn:aws:cloudformation:us-east-1:000000000000:stack/Bench/${requestId}`,
      LogicalResourceId: 'Certificate',
      ResourceType: HSM_CLIENT_CERTIFICATE_TYPE,
      ResourceProperties: {
        Identifier: identifier,
        Tags: tags,
        Create: JSON.stringify({
          service: 'Redshift',
          action: 'createHsmClientCertificate',
          parameters: { HsmClientCertificateIdentifier: identifier, Tags: tags },
          physicalResourceId: { id: identifier },
        }),
      },
    }, signalUrl);
    return this.responses.get(requestId) ?? { Status: 'FAILED', Reason: 'There was no response' };
  }

  public async close(): Promise<void> {
    for (const server of [this.receiver, this.api]) server.close().closeAllConnections();
    this.front.close();
    await this.redshift.close();
  }

  /** From the start of a process to its end. Returns what the handler returned, as JSON. */
  private async invoke(fn: LambdaFunction, event: object, signalUrl?: string): Promise<string> {
    const run: FunctionRun = { file: fn.file, handler: fn.handler ?? 'handler', event, httpsPort: port(this.receiver), signalUrl };
    this.invoked = fn.invokes ?? this.invoked;
    return this.workspace.run('function-process', run, {
      NODE_EXTRA_CA_CERTS: this.authority,
      AWS_REGION: this.redshift.hsm.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SESSION_TOKEN: 'test',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'bench',
      AWS_ENDPOINT_URL_REDSHIFT: `https://localhost:${port(this.front)}`,
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port(this.api)}`,
      ...fn.environment,
    });
  }
}

function port(server: TcpServer): number {
  return (server.address() as AddressInfo).port;
}
