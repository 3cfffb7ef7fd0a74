import { Call } from './redshift';
import { Delivery, Maker, Request } from './world';
import { Clock } from '../../lambda/custom-resource/clock';
import { customResourceHandler } from '../../lambda/custom-resource/handler';
import { hsmClientCertificate } from '../../lambda/hsm-client-certificate/hsm-client-certificate';
import { ownedResource } from '../../lambda/owned-resource/owned-resource';
import { FoundCertificate } from '../../lambda/redshift/hsm-client-certificates';
import { Connect } from '../../lambda/redshift/resource-calls';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../../src/private/contract';

/** The function's time-out. */
export const FUNCTION_TIMEOUT = 300_000;

/** What a run waits for: that somebody does the work of a call to Redshift, or takes an answer to CloudFormation. */
export interface Step {
  readonly work: { readonly call: Call } | { readonly answer: string };
  /** Not before this time. */
  readyAt: number;
  /** What will come of it, if that is settled already. */
  fate?: () => void;
  /** Called when the run gives it up. */
  givenUp?: () => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

export interface Surroundings {
  now(): number;
  /** The run is over by itself, with an error or without. */
  ended(run: Run, error?: unknown): void;
}

/** One run of the function: the handler's own code, up to the next thing that it needs of the world. */
export class Run {
  readonly startedAt: number;
  step?: Step;
  isOver = false;

  /** What it has asked for and got: with its event and the time, all that its future depends on. */
  history = '';

  /** The answers that CloudFormation took. */
  readonly answers: string[] = [];
  /** The answer cannot be delivered in this run. */
  cannotAnswer?: 'is not delivered' | 'is delivered, which the function does not learn';
  /** What it has left in the log, once it has answered. */
  warnings: readonly string[] = [];
  /** Another run was at work on the same resource at the same time. */
  wasNotAlone = false;
  /** What happened to this run that may make it fail. */
  readonly mishaps = new Set<string>();
  /** Names under which it has found a certificate that it may not take or give back. */
  readonly foundOfOthers = new Set<string>();

  /** What it has asked for since anything changed, and how often. */
  readonly looks = new Map<string, number>();

  private readonly alarms = new Set<Alarm>();
  /** Stop listening for aborts: Node.js keeps what listens to a signal that is made of others. */
  private readonly listeners = new Set<() => void>();

  private readonly clock: Clock = {
    now: () => this.surroundings.now(),
    sleep: async (milliseconds, signal) => new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError());
      const stop = this.listen(signal, () => {
        this.alarms.delete(alarm);
        reject(abortError());
      });
      const alarm = {
        at: this.surroundings.now() + Math.max(0, milliseconds),
        ring: () => {
          stop();
          resolve();
        },
      };
      this.alarms.add(alarm);
    }),
  };

  constructor(
    readonly request: Request, readonly delivery: Delivery, readonly maker: Maker, private readonly stackName: string,
    private readonly surroundings: Surroundings,
  ) {
    this.startedAt = surroundings.now();
  }

  start(): void {
    const { startedAt, surroundings } = this;
    const handler = customResourceHandler({ [HSM_CLIENT_CERTIFICATE_TYPE]: ownedResource(hsmClientCertificate, this.connect) }, {
      clock: this.clock,
      put: async (_, body, signal) => await this.wait({ answer: body }, signal) as number,
      log: (line) => { this.warnings = (JSON.parse(line) as { warnings: string[] }).warnings; },
    });
    const end = (error?: unknown): void => {
      if (this.isOver) return;
      this.kill();
      surroundings.ended(this, error);
    };
    handler(event(this.request, this.stackName), { getRemainingTimeInMillis: () => startedAt + FUNCTION_TIMEOUT - surroundings.now() })
      .then(() => end(), (error: unknown) => end(error ?? new Error('nothing')));
  }

  /** Nothing of it goes on. */
  kill(): void {
    this.isOver = true;
    this.step = undefined;
    this.alarms.clear();
    this.listeners.forEach((stop) => stop());
    this.listeners.clear();
  }

  elapsed(): number {
    return this.surroundings.now() - this.startedAt;
  }

  nextAlarm(): number {
    let next = Infinity;
    for (const { at } of this.alarms) next = Math.min(next, at);
    return next;
  }

  ringUntil(time: number): void {
    for (const alarm of [...this.alarms].filter(({ at }) => at <= time).sort((one, other) => one.at - other.at)) {
      if (this.alarms.delete(alarm)) alarm.ring();
    }
  }

  private readonly connect: Connect<FoundCertificate> = () => {
    const call = async <T>(made: Call, signal: AbortSignal): Promise<T> => await this.wait({ call: made }, signal) as T;
    return {
      create: async ({ identifier }, tags, signal) => call({ action: 'create', identifier, tags }, signal),
      describe: async (identifier, signal) => call({ action: 'describe', identifier }, signal),
      delete: async (identifier, signal) => call({ action: 'delete', identifier }, signal),
      createTags: async (identifier, tags, signal) => call({ action: 'createTags', identifier, tags }, signal),
      deleteTags: async (identifier, keys, signal) => call({ action: 'deleteTags', identifier, keys }, signal),
      clustersThatUse: async (identifier, signal) => call({ action: 'clustersThatUse', identifier }, signal),
    };
  };

  private async wait(work: Step['work'], signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError());
      const stop = this.listen(signal, () => {
        if (this.step !== step) return;
        this.step = undefined;
        step.givenUp?.();
        reject(abortError());
      });
      const settled = <T>(settle: (value: T) => void) => (value: T): void => {
        stop();
        this.step = undefined;
        settle(value);
      };
      const step: Step = { work, readyAt: 0, resolve: settled(resolve), reject: settled(reject) };
      this.step = step;
    });
  }

  /** Returns what stops it. */
  private listen(signal: AbortSignal, aborted: () => void): () => void {
    const stop = (): void => {
      signal.removeEventListener('abort', listener);
      this.listeners.delete(stop);
    };
    const listener = (): void => {
      this.listeners.delete(stop);
      aborted();
    };
    signal.addEventListener('abort', listener, { once: true });
    this.listeners.add(stop);
    return stop;
  }
}

function abortError(): Error {
  return Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
}

function event({ id, type, stack, logicalId, physicalId, properties, oldProperties }: Request, stackName: string): Record<string, unknown> {
  const received = ({ Identifier: name, Tags }: typeof properties): object => ({
    ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:f',
    ServiceTimeout: '1200',
    ...(name.endsWith(`-${stack}`) ? { IdentifierPrefix: name.slice(0, -`-${stack}`.length) } : { Identifier: name }), // of a generated name a template has the prefix
    Tags,
  });
  return {
    RequestType: type,
    RequestId: id,
    ResponseURL: `https://cloudformation-custom-resource-response.test/${id}`,
    StackId: `arn:aws:cloudformation:us-east-1:000000000000:stack/${stackName}/${stack}`,
    LogicalResourceId: logicalId,
    ResourceType: HSM_CLIENT_CERTIFICATE_TYPE,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceProperties: received(properties),
    ...(oldProperties && { OldResourceProperties: received(oldProperties) }),
  };
}
