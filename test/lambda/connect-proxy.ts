import { createServer } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';

/** A proxy by which one gets to servers on 127.0.0.1 that nobody reaches otherwise: it knows them under ports on which nobody listens. */
export class ConnectProxy {
  /** Where to, in the order of the tunnels. */
  readonly tunnels: string[] = [];

  private readonly ports = new Map<string, number>();
  private readonly sockets = new Set<Socket>();

  private readonly server = createServer((_, response) => response.writeHead(405).end()).on('connect', ({ url = '' }, client: Socket) => {
    this.tunnels.push(url);
    const port = this.ports.get(url);
    if (port === undefined) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const upstream = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      this.sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
    }
    return undefined;
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The URL of a server as it is known by the proxy alone. */
  urlBehind(url: string): string {
    const { hostname, port } = new URL(url);
    const closed = `${hostname}:${this.ports.size + 1}`; // the first ports are not for such as us to listen on
    this.ports.set(closed, Number(port));
    return url.replace(`${hostname}:${port}`, closed);
  }
}
