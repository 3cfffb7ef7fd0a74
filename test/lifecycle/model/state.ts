import { deserialize, serialize } from 'node:v8';
import type { KindName } from './kinds';
import type { RecordedEvent } from './record';
import { RedshiftHsm, RedshiftHsmOptions } from '../../../local-redshift/redshift-hsm';

/* The state of everything outside the function, as plain values: one that is at rest can be copied, compared, and gone on from. */

export type RequestType = 'Create' | 'Update' | 'Delete';

export interface Properties {
  readonly Identifier: string;
  readonly Tags: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  readonly AdoptExisting?: boolean;
  /** What cannot be changed of a configuration. */
  readonly Partition?: string;
}

/** What a template says of the certificates of a stack, by logical id. */
export type Template = ReadonlyMap<string, Properties>;

/**
 * A stack, from its creation to its deletion. COMPLETE stands for all statuses in which CloudFormation takes an update (CREATE_COMPLETE,
 * UPDATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE); FAILED for CREATE_FAILED and UPDATE_FAILED, where rollback is disabled.
 */
export interface Stack {
  readonly name: string;
  readonly uuid: string;
  status: 'COMPLETE' | 'FAILED' | 'ROLLBACK_FAILED' | 'UPDATE_ROLLBACK_FAILED' | 'DELETE_FAILED' | 'DELETE_COMPLETE';
  resources: Resource[];
  /** Where the template states which public key was registered. */
  registrations: Registration[];
  /** What a rollback replaced, and will delete when it is complete. */
  replacedByRollback: Array<{ readonly resource: Resource; readonly physicalId: string; readonly properties: Properties }>;
}

/** What CloudFormation knows of a resource. */
export interface Resource {
  readonly logicalId: string;
  physicalId: string;
  /** The latest that were sent. */
  properties: Properties;
  /** An attribute; the others are not of interest. */
  publicKey?: string;
  status: 'COMPLETE' | 'CREATE_FAILED' | 'UPDATE_FAILED' | 'DELETE_FAILED';
  /** What it was before a deployment that has not succeeded yet, if that touched it. */
  before?: 'absent' | { readonly physicalId: string; readonly properties: Properties; readonly publicKey?: string };
  /** Certificates that CloudFormation counts on: all but those that it has begun to delete or never learned of. */
  claims: string[];
}

/** What CloudFormation knows of a resource that compares a stated fingerprint with the certificate's. */
export interface Registration {
  /** The public key whose fingerprint is stated. */
  readonly stated: string;
  readonly identifier: string;
  /** That of the certificate, as it was sent last. */
  publicKey: string;
  before?: 'absent' | { readonly publicKey: string };
}

/** What CloudFormation sends to the function, and what becomes of it. */
export interface Request {
  readonly id: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: RequestType;
  readonly physicalId?: string;
  readonly properties: Properties;
  readonly oldProperties?: Properties;
  /** It is about a fingerprint that is stated. */
  readonly registration?: { readonly stated: string; readonly publicKey: string; readonly oldPublicKey: string };
  readonly sentAt: number;
  readonly purpose: Purpose;
  status: 'open' | 'responded' | 'cancelled' | 'timed out';
  /** How the first invocation that responded ended; none while there is none. */
  response?: 'SUCCESS' | 'FAILED';
  wasDeliveredAgain: boolean;
}

export type Purpose = 'deployment' | 'rollback' | 'clean-up' | 'clean-up after rollback' | 'removal';

/** An event on its way to the function. */
export interface Delivery {
  readonly requestId: string;
  /** Lambda invokes the function up to three times for an event, if it ends in an error. */
  readonly attempt: number;
  readonly isDuplicate: boolean;
  /** It waits in Lambda's queue for as long as it may. */
  readonly isLate: boolean;
}

/** Whether an invocation is for an event that is late, a duplicate, or retried. */
export function isLateOrDuplicate({ isLate, isDuplicate, attempt }: Delivery): boolean {
  return isLate || isDuplicate || attempt > 1;
}

/** What will happen by itself. */
export type Timer = { readonly at: number } & (
  | { readonly does: 'deliver'; readonly delivery: Delivery }
  | { readonly does: 'carry out'; readonly call: LateCall }
  | { readonly does: 'release'; readonly cluster: string }
  | { readonly does: 'disappear'; readonly stranger: string }
  | { readonly does: 'time out'; readonly requestId: string }
);

/** A call that the client has abandoned, and that Redshift carries out nevertheless. */
export interface LateCall {
  readonly action: 'create' | 'delete';
  readonly identifier: string;
  readonly tags: ReadonlyArray<readonly [string, string]>;
  readonly caller: Caller;
  /** The SDK retried the call at once. */
  readonly isRetried: boolean;
}

/** The invocation that makes a call. */
export interface Caller {
  readonly requestId: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly delivery: Delivery;
  readonly startedAt: number;
  /** What had become of the request when the invocation started. */
  readonly statusAtStart: Request['status'];
  /** What it has seen last, by name in lower case. */
  readonly seen: Map<string, Sight | undefined>;
}

/** A certificate as an invocation has seen it. */
export interface Sight {
  readonly publicKey: string;
  /** It has created that itself, or may take it for its own, since it has no owner tag or may be adopted. */
  readonly isOwn: boolean;
  readonly isAdopted: boolean;
}

/** Where a certificate comes from, and what became of it: what the owner tag says may not be true any more. */
export interface Origin {
  /** Missing if it was created by hand, or by somebody else. */
  readonly creator?: Caller;
  /** The request that it was created for, as it was then. */
  readonly request?: Pick<Request, 'type' | 'status' | 'physicalId' | 'wasDeliveredAgain' | 'purpose'>;
  /** Milliseconds after the start of the invocation. */
  readonly createdAfter?: number;
  readonly carriedOutLate?: 'abandoned' | 'retried';
  /** The user retains it, or CloudFormation gave it up. */
  kept?: { readonly as: 'retained' | 'given up'; readonly before: string };
  /** Somebody removed its owner tag. */
  lostItsOwner?: boolean;
  /** It was adopted, and the handler has removed its owner tag. */
  wasReleased?: boolean;
  /** Of a configuration. */
  readonly partition?: string;
  /** Somebody's own tag was put on it. */
  hasTagOfOthers?: boolean;
}

/** What AWS does not publish, and what else holds in a whole schedule. */
export interface Circumstances {
  /** What is explored. @default - certificates */
  readonly kind?: KindName;
  readonly redshift: RedshiftHsmOptions;
  /** The properties in the Delete that follows a replacement. */
  readonly deleteCarries: 'the properties of its own time' | 'the latest properties';
  /** When a deployment deletes what an earlier one, without rollback, failed to create. */
  readonly failedCreatesAreDeleted: 'first' | 'last';
  /** Somebody else's certificate that is there from the start. */
  readonly stranger?: { readonly name: string; readonly hasOwner: boolean; readonly disappearsAfter?: number };
  /** The name under which a template asks to adopt what exists. */
  readonly adopts?: string;
  /** Templates state the fingerprint that was registered, right or wrong, and have a cluster that depends on it. */
  readonly registers?: boolean;
  /** The name of a certificate that somebody has deleted since. */
  readonly deletedByHand?: string;
  /** Leaves out faults that differ from another one only in how long they take, or in what nobody reads. */
  readonly withoutVariants?: boolean;
  /** What has happened before, in words; the rest took its course. */
  readonly before?: readonly string[];
}

/** How much more may happen. */
export interface Budget {
  faults: number;
  operations: number;
}

export class State {
  static thaw(circumstances: Circumstances, frozen: Buffer): State {
    const { certificates, clusters, budget, ...rest } = deserialize(frozen) as State & Pick<RedshiftHsm, 'certificates' | 'clusters'>;
    const state = Object.assign(new State(circumstances, budget), rest);
    certificates.forEach((one, name) => state.redshift.certificates.set(name, one));
    clusters.forEach((one, name) => state.redshift.clusters.set(name, one));
    return state;
  }

  now = 0;
  origins = new Map<string, Origin>();
  stacks: Stack[] = [];
  requests: Request[] = [];
  timers: Timer[] = [];
  events: RecordedEvent[] = [];
  deniedUntil = 0;
  /** Without it no configuration can be created. */
  secretIsGone = false;
  /** Redshift calls these names in use until then, and shows nothing of that name. */
  inUseUntil = new Map<string, number>();
  /** When the user last saw an operation end. */
  idleSince = -Infinity;
  /** The public keys of certificates that somebody deleted by hand. */
  removedByHand = new Set<string>();
  counted = { requests: 0, keys: 0, stacks: 0, clusters: 0 };

  constructor(readonly circumstances: Circumstances, public budget: Budget, readonly redshift = new RedshiftHsm(circumstances.redshift)) {}

  /** For a state that waits: it takes less room so. */
  freeze(): Buffer {
    const { redshift: { certificates, clusters }, circumstances: _, ...rest } = this;
    return serialize({ ...rest, certificates, clusters });
  }

  copy(): State {
    const copy = new State(this.circumstances, { ...this.budget });
    for (const [name, one] of this.redshift.certificates) copy.redshift.certificates.set(name, { ...one, tags: new Map(one.tags) });
    for (const [name, one] of this.redshift.clusters) copy.redshift.clusters.set(name, one);
    copy.now = this.now;
    copy.origins = new Map([...this.origins].map(([key, origin]) => [key, { ...origin }]));
    copy.stacks = this.stacks.map((stack) => ({
      ...stack,
      resources: stack.resources.map((one) => ({ ...one, claims: [...one.claims] })),
      registrations: stack.registrations.map((one) => ({ ...one })),
    }));
    copy.requests = this.requests.map((request) => ({ ...request }));
    copy.timers = [...this.timers];
    copy.events = [...this.events];
    copy.deniedUntil = this.deniedUntil;
    copy.secretIsGone = this.secretIsGone;
    copy.inUseUntil = new Map(this.inUseUntil);
    copy.idleSince = this.idleSince;
    copy.removedByHand = new Set(this.removedByHand);
    copy.counted = { ...this.counted };
    return copy;
  }
}
