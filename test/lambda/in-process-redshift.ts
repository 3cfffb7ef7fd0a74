import type { HsmClientCertificate as Description, Tag } from '@aws-sdk/client-redshift';
import { VirtualClock } from './virtual-clock';
import { Connect } from '../../lambda/hsm-client-certificate/hsm-client-certificate';
import { HsmClientCertificate, Tags } from '../../lambda/redshift/hsm-client-certificates';
import { AccessDenied, AlreadyExists, InUse, NotFound } from '../../lambda/redshift/refusals';
import { Call as LocalCall, FaultQueue, InjectedFault, Lost } from '../local/injected-faults';
import { Action } from '../local/query-protocol';
import { Fault, RedshiftHsm } from '../local/redshift-hsm';

/** A call, with the time at which it arrived. */
export type Call = LocalCall & { readonly at: number };

export interface InProcessRedshiftOptions {
  /** Rules and state. @default - new ones */
  readonly hsm?: RedshiftHsm;

  /** The public key, as the API calls it, of a new certificate. @default - text that names the certificate and tells it from an earlier one */
  readonly publicKeyFor?: (identifier: string) => string;
}

// As the layer over the SDK has it, and the SDK with it.
const MAX_ATTEMPTS = 10;
const MAX_THROTTLED_ATTEMPTS = 30;
const TRY_MILLISECONDS = 10_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 6_000;

/**
 * Redshift without HTTP and without real time: what the handler sees of it through the SDK, which tries again what was throttled,
 * went wrong in the service or got no answer. The tests of `redshift/` compare it with the SDK.
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

  constructor(private readonly clock: VirtualClock, private readonly options: InProcessRedshiftOptions = {}) {
    this.hsm = options.hsm ?? new RedshiftHsm();
  }

  readonly connect: Connect = (arnOf) => ({
    create: async (identifier, tags, signal) => {
      const input = { HsmClientCertificateIdentifier: identifier, Tags: tagList(tags) };
      const { HsmClientCertificate: made } = await this.send('CreateHsmClientCertificate', input, signal, () =>
        this.hsm.createHsmClientCertificate(input, this.hsm.find(identifier) ? '' : this.publicKeyFor(identifier)));
      return certificate(made!);
    },

    describe: async (identifier, signal) => {
      const input = { HsmClientCertificateIdentifier: identifier };
      try {
        const { HsmClientCertificates: [one] = [] } = await this.send('DescribeHsmClientCertificates', input, signal, () =>
          this.hsm.describeHsmClientCertificates(input));
        return one && certificate(one);
      } catch (error) {
        if (error instanceof NotFound || (error instanceof RedshiftError && error.code === 'InvalidParameterValue')) return undefined;
        throw error;
      }
    },

    delete: async (identifier, signal) => {
      const input = { HsmClientCertificateIdentifier: identifier };
      await this.send('DeleteHsmClientCertificate', input, signal, () => this.hsm.deleteHsmClientCertificate(input));
    },

    createTags: async (identifier, tags, signal) => {
      const input = { ResourceName: arnOf(identifier), Tags: tagList(tags) };
      await this.send('CreateTags', input, signal, () => this.hsm.createTags(input));
    },

    deleteTags: async (identifier, keys, signal) => {
      const input = { ResourceName: arnOf(identifier), TagKeys: [...keys] };
      await this.send('DeleteTags', input, signal, () => this.hsm.deleteTags(input));
    },

    clustersThatUse: async (identifier, signal) => {
      const names: string[] = [];
      let marker: string | undefined;
      do {
        const input = { Marker: marker };
        const page = await this.send('DescribeClusters', input, signal, () => this.hsm.describeClusters(input));
        for (const { ClusterIdentifier: name, HsmStatus: status } of page.Clusters!) {
          if (status?.HsmClientCertificateIdentifier?.toLowerCase() === identifier.toLowerCase()) names.push(name!);
        }
        marker = page.Marker;
      } while (marker);
      return names;
    },
  });

  private publicKeyFor(identifier: string): string {
    return this.options.publicKeyFor?.(identifier) ?? `public key ${++this.made}, of ${identifier}`;
  }

  /** A call with its retries. */
  private async send<T extends object | void>(action: Action, input: object, signal: AbortSignal, work: () => T): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.try(action, input, signal, work);
      } catch (error) {
        if (attempt >= maxAttempts(error)) throw refusal(action, error);
      }
      await this.clock.sleep(Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE), signal);
    }
  }

  /** One try: ends when it is answered, when it takes too long, or when it is aborted. */
  private async try<T extends object | void>(action: Action, input: object, signal: AbortSignal, work: () => T): Promise<T> {
    if (signal.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    const answered = new AbortController();
    const tooLong = this.clock.sleep(TRY_MILLISECONDS, AbortSignal.any([signal, answered.signal])).then(() => 'hang' as const);
    try {
      const answer = await Promise.race([this.serve(this.record(action, input), work), tooLong]);
      if (typeof answer === 'string') throw new Unanswered(`no answer (${answer})`);
      return answer;
    } finally {
      answered.abort();
    }
  }

  private record(action: Action, input: object): Call {
    const params = wire(input);
    const resource = params.ResourceName
      ?? (action.startsWith('Describe') ? '*' : this.hsm.hsmClientCertificateArn(params.HsmClientCertificateIdentifier));
    const call = { action, params, resource, carriedOut: false, at: this.clock.now() };
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
    const answer = fault.answer(call);
    if (answer instanceof Fault) throw answer;
    call.lost = answer;
    return answer === 'reset' ? answer : new Promise(() => { /* no answer ever ends */ });
  }
}

/** A refusal that the product has no type of its own for. */
class RedshiftError extends Error {
  constructor(message: string, readonly code: string) {
    super(message);
  }
}

class Unanswered extends Error {}

function maxAttempts(error: unknown): number {
  if (error instanceof Unanswered) return MAX_ATTEMPTS;
  if (!(error instanceof Fault)) return 1;
  if (error.code === 'Throttling') return MAX_THROTTLED_ATTEMPTS;
  return error.status >= 500 ? MAX_ATTEMPTS : 1;
}

function refusal(action: Action, error: unknown): unknown {
  if (error instanceof Unanswered) return new Error(`redshift:${action} failed: ${error.message}`);
  if (!(error instanceof Fault)) return error;
  switch (error.code) {
    case 'AccessDenied': return new AccessDenied(error.message, !/explicit deny|permissions boundary/.test(error.message));
    case 'HsmClientCertificateAlreadyExistsFault': return new AlreadyExists(error.message);
    case 'HsmClientCertificateNotFoundFault':
    case 'ResourceNotFoundFault': return new NotFound(error.message);
    case 'InvalidHsmClientCertificateStateFault': return new InUse(error.message);
    default: return new RedshiftError(`redshift:${action} failed: ${error.message} (${error.code})`, error.code);
  }
}

function certificate({ HsmClientCertificateIdentifier, HsmClientCertificatePublicKey, Tags: tags = [] }: Description): HsmClientCertificate {
  const map = new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  return { identifier: HsmClientCertificateIdentifier!, publicKey: HsmClientCertificatePublicKey!, tags: map };
}

function tagList(tags: Tags): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
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
