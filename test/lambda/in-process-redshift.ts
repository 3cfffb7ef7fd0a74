import type { Tag } from '@aws-sdk/client-redshift';
import { VirtualClock } from './virtual-clock';
import { TRY_TIMEOUT } from '../../lambda/deadlines';
import { Client } from '../../lambda/redshift/client';
import { FoundCertificate, hsmClientCertificates } from '../../lambda/redshift/hsm-client-certificates';
import { Connect } from '../../lambda/redshift/resource-calls';
import { noResponse } from '../../lambda/redshift/whole-response-http-handler';
import { Fault } from '../../local-redshift/fault';
import { Call as LocalCall, FaultQueue, InjectedFault, Lost } from '../../local-redshift/injected-faults';
import { perform } from '../../local-redshift/perform';
import { Query } from '../../local-redshift/query-protocol';
import { RedshiftHsm } from '../../local-redshift/redshift-hsm';

/** A call, with the time at which it arrived. */
export type Call = LocalCall & { readonly at: number };

export interface InProcessRedshiftOptions {
  /** Rules and state. @default - new ones */
  readonly hsm?: RedshiftHsm;

  /** The public key, as the API calls it, of a new certificate. @default - text that names the certificate and tells it from an earlier one */
  readonly publicKeyFor?: (identifier: string) => string;
}

/**
 * Redshift without HTTP and without real time: it takes the place of the SDK's client under the product's own layer over it, and
 * makes each call once, as that does. The tests of `redshift/` compare the two, call by call.
 */
export class InProcessRedshift {
  readonly hsm: RedshiftHsm;

  /** Every call so far, refused and lost ones too. */
  readonly calls: Call[] = [];

  readonly faults = new FaultQueue();

  /**
   * Called with each call before its work: may take its time, change the state, or return what befalls the call instead of a fault of
   * the queue. The work is done afterwards even if the client has given up in the meantime.
   */
  onArrival?: (call: Call) => InjectedFault | void | Promise<InjectedFault | void>;

  private made = 0;

  private readonly client = {
    send: async ({ constructor: { name }, input }: { readonly input: object }, { abortSignal }: { readonly abortSignal: AbortSignal }) => {
      const query = { action: name.replace(/Command$/, ''), input } as Query;
      return this.try(query, abortSignal, () => this.perform(query) ?? {});
    },
  } as unknown as Client;

  constructor(private readonly clock: VirtualClock, private readonly options: InProcessRedshiftOptions = {}) {
    this.hsm = options.hsm ?? new RedshiftHsm();
  }

  readonly connect: Connect<FoundCertificate> = (arnOf, caller) => hsmClientCertificates(arnOf, caller, this.client);

  private perform(query: Query): object | void {
    if (query.action !== 'CreateHsmClientCertificate') return perform(this.hsm, query);
    const identifier = query.input.HsmClientCertificateIdentifier!;
    return this.hsm.createHsmClientCertificate(query.input, this.hsm.find(identifier) ? '' : this.publicKeyFor(identifier));
  }

  private publicKeyFor(identifier: string): string {
    return this.options.publicKeyFor?.(identifier) ?? `public key ${++this.made}, of ${identifier}`;
  }

  /** Ends when there is a response, when it takes too long, or when it is aborted. */
  private async try<T extends object>(query: Query, signal: AbortSignal, work: () => T): Promise<T> {
    if (signal.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    const responded = new AbortController();
    const tooLong = this.clock.sleep(TRY_TIMEOUT, AbortSignal.any([signal, responded.signal])).then(() => 'hang' as const);
    try {
      const response = await Promise.race([this.serve(this.record(query), work), tooLong]);
      if (response === 'reset') throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      if (typeof response === 'string') throw noResponse(TRY_TIMEOUT);
      return response;
    } catch (error) {
      throw error instanceof Fault ? asOfTheSdk(error) : error;
    } finally {
      responded.abort();
    }
  }

  private record({ action, input }: Query): Call {
    const params = wire(input);
    const call = { action, params, resource: this.hsm.resourceOf(action, params), carriedOut: false, at: this.clock.now() };
    this.calls.push(call);
    return call;
  }

  private async serve<T>(call: Call, work: () => T): Promise<T | Lost> {
    try {
      const fault = await this.onArrival?.(call) ?? this.faults.take(call.action);
      if (fault?.moment === 'before the work') return await this.befall(call, fault);
      const output = work();
      call.carriedOut = true;
      return fault ? await this.befall(call, fault) : output;
    } catch (error) {
      if (error instanceof Fault) call.error = error.code;
      throw error;
    }
  }

  private async befall(call: Call, fault: InjectedFault): Promise<Lost> {
    const response = fault.outcome(call);
    if (response instanceof Fault) throw response;
    call.lost = response;
    return response === 'reset' ? response : new Promise(() => { /* no response ever ends */ });
  }
}

/** What the SDK makes of an error of the service. */
function asOfTheSdk({ code, message, status }: Fault): Error {
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: status } });
}

/** The parameters as they are in a request over HTTP. */
function wire(input: object): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(input) as [string, string | string[] | Tag[] | undefined][]) {
    if (typeof value === 'string') params[name] = value;
    if (!Array.isArray(value)) continue;
    value.forEach((member, index) => {
      const place = `${name}.${name.slice(0, -1)}.${index + 1}`;
      if (typeof member === 'string') params[place] = member;
      else Object.assign(params, { [`${place}.Key`]: member.Key, [`${place}.Value`]: member.Value });
    });
  }
  return params;
}
