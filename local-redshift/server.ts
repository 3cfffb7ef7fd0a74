import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CreateHsmClientCertificateMessage, CreateHsmClientCertificateResult } from '@aws-sdk/client-redshift';
import { Fault } from './fault';
import { type Call, FaultQueue, type InjectedFault, type Lost } from './injected-faults';
import { perform } from './perform';
import { type Action, parseQuery, renderResponse, renderError } from './query-protocol';
import { RedshiftHsm } from './redshift-hsm';
import { checkSignature } from './signature';
import { selfSignedCertificate } from './x509';

const FORM = /^application\/x-www-form-urlencoded(; *charset=utf-8)?$/i;

export interface RedshiftHsmServerOptions {
  /** Rules and state. @default - new ones, for us-east-1 and account 000000000000 */
  readonly hsm?: RedshiftHsm;

  /** The public key, as the API calls it, of a new certificate. @default - an X.509 certificate whose common name is the identifier */
  readonly publicKeyFor?: (identifier: string) => string | Promise<string>;

  /** What the `Date` header says: an SDK whose clock is minutes away from it takes every error for that. @default Date.now */
  readonly now?: () => number;

  /** Whether an empty tag value comes as an empty element or not at all. @default 'element' */
  readonly emptyTagValues?: 'element' | 'left out';

  /** Told of each call that is over, for whoever keeps a log. */
  readonly onCall?: (call: Call) => void;
}

/** The Query protocol of Amazon Redshift on 127.0.0.1, for HSM client certificates and configurations, their tags and the clusters that use them. */
export class RedshiftHsmServer {
  readonly hsm: RedshiftHsm;

  /** Every call so far, refused and lost ones too. */
  readonly calls: Call[] = [];

  readonly faults = new FaultQueue();

  /**
   * Called with each well-formed call before its work: may wait, change the state, or return what befalls the call instead of a fault of the queue.
   * The work is done afterwards even if the client has gone away in the meantime.
   */
  onArrival?: (call: Call) => InjectedFault | void | Promise<InjectedFault | void>;

  private readonly server: Server;
  private readonly publicKeyFor: (identifier: string) => string | Promise<string>;
  private readonly defects: unknown[] = [];

  constructor(private readonly options: RedshiftHsmServerOptions = {}) {
    this.hsm = options.hsm ?? new RedshiftHsm();
    this.publicKeyFor = options.publicKeyFor ?? (async (commonName) => selfSignedCertificate({ commonName }));
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => void this.serve(request, response));
  }

  /** Listens on the port, by default a free one. */
  async start(port: number = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return this;
  }

  /** Ends every connection. Fails if the server itself was at fault in a call, so that no test takes that for the service's doing. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    if (this.defects.length) throw this.defects[0];
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a client of the SDK takes to talk to this server. */
  get clientConfig(): { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } } {
    return { endpoint: this.url, region: this.hsm.region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }

  callsOf(action: Action): Call[] {
    return this.calls.filter((call) => call.action === action);
  }

  /** The calls that ask for a change, whatever came of them. */
  get writes(): Call[] {
    return this.calls.filter((call) => !call.action.startsWith('Describe'));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return; // the client went away
    const form = new URLSearchParams(body);
    const call = this.record(form);
    const requestId = randomUUID();
    const outcome = await this.outcomeOf(request, form, call, requestId).catch((error: unknown) => this.faultOf(error));
    if (outcome instanceof Fault) call.error = outcome.code;
    if (typeof outcome === 'string') call.lost = outcome;
    this.options.onCall?.(call);
    if (typeof outcome === 'string') {
      this.lose(response, outcome);
    } else {
      response.writeHead(outcome instanceof Fault ? outcome.status : 200, this.headers(requestId));
      response.end(outcome instanceof Fault ? renderError(outcome, requestId) : outcome.xml);
    }
  }

  private record(form: URLSearchParams): Call {
    const { Action: action = '', Version: _, ...params } = Object.fromEntries(form);
    const call = { action, params, resource: this.hsm.resourceOf(action, params), carriedOut: false };
    this.calls.push(call);
    return call;
  }

  private async outcomeOf(request: IncomingMessage, form: URLSearchParams, call: Call, requestId: string): Promise<{ xml: string } | Fault | Lost> {
    const { method, headers } = request;
    if (method !== 'POST') throw new Fault('InvalidQueryParameter', `The parameters come in the body of a POST, not by ${method}.`);
    if (!FORM.test(headers['content-type'] ?? '')) {
      throw new Fault('InvalidQueryParameter', `The content type is application/x-www-form-urlencoded, not ${headers['content-type']}.`);
    }
    checkSignature(headers, this.hsm.region);
    const query = parseQuery(form);
    const fault = await this.onArrival?.(call) ?? this.faults.take(query.action);
    if (fault?.moment === 'before the work') return fault.outcome(call);
    const output = query.action === 'CreateHsmClientCertificate' ? await this.createHsmClientCertificate(query.input) : perform(this.hsm, query);
    call.carriedOut = true;
    return fault ? fault.outcome(call) : { xml: this.withTagValues(renderResponse(query.action, output, requestId)) };
  }

  private async createHsmClientCertificate(input: CreateHsmClientCertificateMessage): Promise<CreateHsmClientCertificateResult> {
    const identifier = input.HsmClientCertificateIdentifier ?? '';
    const publicKey = this.hsm.find(identifier) ? '' : await this.publicKeyFor(identifier); // a name that is taken is refused, so needs no key
    return this.hsm.createHsmClientCertificate(input, publicKey);
  }

  private withTagValues(xml: string): string {
    return this.options.emptyTagValues === 'left out' ? xml.replaceAll('<Value></Value>', '') : xml;
  }

  private faultOf(error: unknown): Fault {
    if (error instanceof Fault) return error;
    this.defects.push(error);
    return new Fault('InternalFailure', `The local endpoint failed: ${error}`, 500);
  }

  private headers(requestId: string): Record<string, string> {
    return { 'Content-Type': 'text/xml', 'Date': new Date((this.options.now ?? Date.now)()).toUTCString(), 'x-amzn-RequestId': requestId };
  }

  private lose(response: ServerResponse, how: Lost): void {
    if (how === 'reset') response.socket?.resetAndDestroy();
    if (how !== 'drip') return;
    response.writeHead(200, this.headers(randomUUID()));
    response.write(' ');
    const drops = setInterval(() => response.write(' '), 100);
    response.once('close', () => clearInterval(drops));
  }
}
