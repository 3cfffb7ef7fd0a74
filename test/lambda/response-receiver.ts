import { IncomingHttpHeaders } from 'node:http';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { localhostCredentials } from '../../local-redshift/x509';

/** What comes back for a response: a status, a broken connection, nothing, or a status whose page breaks off. */
export type Reply = number | 'reset' | 'nothing' | 'half a page';

/** A request as it arrived. */
export interface Received {
  readonly method?: string;
  readonly path?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly reply: Reply;
}

/** Takes the responses to CloudFormation's requests at URLs that are signed for an empty content type, over TLS. */
export class ResponseReceiver {
  /** In PEM, for clients to trust. */
  cert = '';

  /** Of the certificate, for another server that they are to trust. */
  key = '';

  readonly received: Received[] = [];

  /** What the next requests get; 200 when there is nothing left. */
  readonly replies: Reply[] = [];

  /** Called with each request before it is replied to. */
  onArrival?: (received: Received) => void;

  private server?: Server;

  async start(): Promise<this> {
    const credentials = await localhostCredentials();
    Object.assign(this, credentials);
    this.server = createServer({ ...credentials, keepAliveTimeout: 0 }, (request, response) => {
      const { method, url: path, headers } = request;
      buffer(request).then((body) => {
        const reply = readableError(method, headers) ?? this.replies.shift() ?? 200;
        const received = { method, path, headers, body, reply };
        this.received.push(received);
        this.onArrival?.(received);
        if (typeof reply === 'number') response.writeHead(reply).end();
        if (reply === 'reset') request.socket.destroy();
        if (reply === 'half a page') response.writeHead(200, { 'content-length': 100 }).write('half', () => request.socket.destroy());
      }, () => undefined); // the client went away
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** A presigned URL. */
  url(path = 'response'): string {
    const { port } = this.server?.address() as AddressInfo;
    const query = 'X-Amz-Expires=7200&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0123abcd';
    return `https://127.0.0.1:${port}/${encodeURIComponent(path)}?${query}`;
  }
}

/** The status with which S3 refuses what the URL is not signed for. */
function readableError(method: string | undefined, headers: IncomingHttpHeaders): number | undefined {
  if (method !== 'PUT' || headers['content-type']) return 403;
  return headers['content-length'] === undefined ? 501 : undefined;
}
