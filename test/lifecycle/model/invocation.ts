import { abortError, VirtualClock } from './clock';
import { ExploredKind, FoundOfAnyKind } from './kinds';
import { Call } from './redshift';
import { registrationProperties } from './registrations';
import { Caller, Delivery, Request } from './state';
import { customResourceHandler } from '../../../lambda/custom-resource/handler';
import { hsmRegistration } from '../../../lambda/hsm-registration/hsm-registration';
import { ResourceCalls } from '../../../lambda/redshift/resource-calls';
import { HSM_REGISTRATION_TYPE } from '../../../src/private/contract';

/** The function's time-out, in milliseconds. */
export const FUNCTION_TIMEOUT = 300_000;

/** What an invocation waits for: the work of a call to Redshift, or that CloudFormation takes a response. */
export interface Step {
  readonly work: { readonly call: Call } | { readonly response: string };
  /** Not before this time. */
  readyAt: number;
  /** What will come of it, if that is settled already. */
  fate?: () => void;
  /** Called when the invocation abandons it. */
  abandoned?: () => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface Surroundings {
  now(): number;
  /** The invocation is over by itself, with an error or without. */
  ended(invocation: Invocation, error?: unknown): void;
}

/** One invocation of the function: the handler's own code, up to the next thing that it needs of the state. */
export class Invocation {
  readonly startedAt: number;
  readonly clock: VirtualClock;
  step?: Step;
  isOver = false;

  /** What it has asked for and got: with its event and the time, all that its future depends on. */
  history = '';

  /** The responses that CloudFormation took. */
  readonly responses: string[] = [];
  /** The response cannot be delivered in this invocation. */
  cannotRespond?: 'is not delivered' | 'is delivered, which the function does not learn';
  /** What it has left in the log, once it has responded. */
  warnings: readonly string[] = [];
  /** Another invocation worked on the same resource at the same time. */
  wasNotAlone = false;
  /** What happened to this invocation that may make it fail. */
  readonly befallen = new Set<string>();
  /** Names under which it has found a certificate that it may neither take nor delete. */
  readonly foundOfOthers = new Set<string>();

  /** What it has asked for since anything changed, and how often. */
  readonly looks = new Map<string, number>();

  constructor(
    readonly request: Request, readonly delivery: Delivery, readonly caller: Caller, private readonly stackName: string,
    private readonly kind: ExploredKind, private readonly surroundings: Surroundings,
  ) {
    this.startedAt = surroundings.now();
    this.clock = new VirtualClock(() => surroundings.now());
  }

  start(): void {
    const { clock, startedAt, surroundings } = this;
    const handler = customResourceHandler({ [this.kind.resourceType]: this.kind.handler(this.calls), [HSM_REGISTRATION_TYPE]: hsmRegistration }, {
      clock,
      put: async (_, body, signal) => await this.wait({ response: body }, signal) as number,
      log: (line) => { this.warnings = (JSON.parse(line) as { warnings: string[] }).warnings; },
    });
    const end = (error?: unknown): void => {
      if (this.isOver) return;
      this.kill();
      surroundings.ended(this, error);
    };
    handler(event(this.request, this.stackName, this.kind), { getRemainingTimeInMillis: () => startedAt + FUNCTION_TIMEOUT - surroundings.now() })
      .then(() => end(), (error: unknown) => end(error ?? new Error('nothing')));
  }

  /** Nothing of it goes on. */
  kill(): void {
    this.isOver = true;
    this.step = undefined;
    this.clock.stop();
  }

  elapsed(): number {
    return this.surroundings.now() - this.startedAt;
  }

  private get calls(): ResourceCalls<FoundOfAnyKind> {
    const call = async <T>(made: Call, signal: AbortSignal): Promise<T> => await this.wait({ call: made }, signal) as T;
    return {
      create: async ({ identifier }, tags, signal) => call({ action: 'create', identifier, tags }, signal),
      describe: async (identifier, signal) => call({ action: 'describe', identifier }, signal),
      delete: async (identifier, signal) => call({ action: 'delete', identifier }, signal),
      createTags: async (identifier, tags, signal) => call({ action: 'createTags', identifier, tags }, signal),
      deleteTags: async (identifier, keys, signal) => call({ action: 'deleteTags', identifier, keys }, signal),
      clustersThatUse: async (identifier, signal) => call({ action: 'clustersThatUse', identifier }, signal),
    };
  }

  private async wait(work: Step['work'], signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError());
      const stop = this.clock.onAbort(signal, () => {
        if (this.step !== step) return;
        this.step = undefined;
        step.abandoned?.();
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
}

function event(
  { id, type, stack, logicalId, physicalId, properties, oldProperties, registration }: Request, stackName: string, kind: ExploredKind,
): Record<string, unknown> {
  const received = ({ Identifier: name, Tags, AdoptExisting, Partition }: typeof properties, publicKey?: string): object => {
    if (registration) return { ...registrationProperties(name, registration.stated, publicKey!) };
    const part = kind.nameOf(Partition);
    const ending = `${part === undefined ? '' : `-${part}`}-${stack}`;
    return {
      ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      ServiceTimeout: '1200',
      // Of a generated name a template has the prefix.
      ...(name.endsWith(ending) ? { IdentifierPrefix: name.slice(0, -ending.length) } : { Identifier: name }),
      ...kind.properties(Partition),
      Tags,
      ...(AdoptExisting && { AdoptExisting: 'true' }),
    };
  };
  return {
    RequestType: type,
    RequestId: id,
    ResponseURL: `https://cloudformation-custom-resource-response.test/${id}`,
    StackId: `arn:aws:cloudformation:us-east-1:000000000000:stack/${stackName}/${stack}`,
    LogicalResourceId: logicalId,
    ResourceType: registration ? HSM_REGISTRATION_TYPE : kind.resourceType,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceProperties: received(properties, registration?.publicKey),
    ...(oldProperties && { OldResourceProperties: received(oldProperties, registration?.oldPublicKey) }),
  };
}
