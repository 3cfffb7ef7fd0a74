import { deserialize, serialize } from 'node:v8';
import { RedshiftHsm, RedshiftHsmOptions } from '../../local-redshift/redshift-hsm';

/* The state of everything outside the function, as plain values: a world that is at rest can be copied, compared, and gone on from. */

export type RequestType = 'Create' | 'Update' | 'Delete';

export interface Properties {
  readonly Identifier: string;
  readonly Tags: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
}

/** What a template says of the certificates of a stack, by logical id. */
export type Template = ReadonlyMap<string, Properties>;

/**
 * A stack in one of its lives. COMPLETE stands for all statuses in which CloudFormation takes an update (CREATE_COMPLETE,
 * UPDATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE); FAILED for CREATE_FAILED and UPDATE_FAILED, where rollback is disabled.
 */
export interface Stack {
  readonly name: string;
  readonly uuid: string;
  status: 'COMPLETE' | 'FAILED' | 'ROLLBACK_FAILED' | 'UPDATE_ROLLBACK_FAILED' | 'DELETE_FAILED' | 'DELETE_COMPLETE';
  resources: Resource[];
  /** What a rollback replaced, and will delete when it is complete. */
  leftovers: Array<{ readonly resource: Resource; readonly physicalId: string; readonly properties: Properties }>;
  /** The names of certificates that were renamed, in a deployment that failed and could not be rolled back either. */
  namesOfFailedRollbacks: string[];
  /** The same, where the user then skipped the resource: nobody asks for the deletion of one of the two any more. */
  namesOfSkippedRollbacks: string[];
  /** The names of certificates that were kept while the stack went on. */
  namesKept: string[];
  /** The names under which an event that Lambda ran late, again or once more, or a call that Redshift carried out late, has made a certificate. */
  namesMadeLate: string[];
  /** What rollbacks should have deleted, and could not, and said so: the name, and the number of the request before which it was made. */
  leftByRollbacks: Array<{ readonly name: string; readonly before: number }>;
  /** The names under which a Delete found somebody else's certificate, and left it. */
  leftToOthers: string[];
  /** The names of certificates that the user chose to keep when the stack was deleted, whether they were there or still to come. */
  retained: string[];
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

/** What CloudFormation sends to the function, and what becomes of it. */
export interface Request {
  readonly id: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: RequestType;
  readonly physicalId?: string;
  readonly properties: Properties;
  readonly oldProperties?: Properties;
  readonly sentAt: number;
  /** What it is for. */
  readonly purpose: Purpose;
  status: 'open' | 'answered' | 'cancelled' | 'timed out';
  /** How the first run that was answered ended; none while there is none. */
  answer?: 'SUCCESS' | 'FAILED';
  wasDeliveredAgain: boolean;
}

export type Purpose = 'deployment' | 'rollback' | 'clean-up' | 'clean-up after rollback' | 'removal';

/** An event on its way to the function. */
export interface Delivery {
  readonly requestId: string;
  /** Lambda runs what ends in an error three times. */
  readonly attempt: number;
  /** It is delivered once more, although it was delivered before. */
  readonly isRepeated: boolean;
  /** It waits in Lambda's queue for as long as it may. */
  readonly isLate: boolean;
}

/** Whether Lambda runs an event late, again or once more. */
export function isBelated({ isLate, isRepeated, attempt }: Delivery): boolean {
  return isLate || isRepeated || attempt > 1;
}

/** What will happen by itself. */
export type Timer = { readonly at: number } & (
  | { readonly does: 'deliver'; readonly delivery: Delivery }
  | { readonly does: 'carry out'; readonly call: LateCall }
  | { readonly does: 'let go'; readonly cluster: string }
  | { readonly does: 'go'; readonly stranger: string }
  | { readonly does: 'time out'; readonly requestId: string }
);

/** A call that the client has given up, and that Redshift carries out nevertheless. */
export interface LateCall {
  readonly action: 'create' | 'delete';
  readonly identifier: string;
  readonly tags: ReadonlyArray<readonly [string, string]>;
  readonly maker: Maker;
  /** The SDK made the call again at once. */
  readonly wasMadeAgain: boolean;
}

/** The run that makes a call. */
export interface Maker {
  readonly requestId: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly delivery: Delivery;
  readonly startedAt: number;
  /** What had become of the request when the run started. */
  readonly statusAtStart: Request['status'];
  /** What it has seen last, by name in lower case. */
  readonly seen: Map<string, Sight | undefined>;
}

/** A certificate as a run has seen it. */
export interface Sight {
  readonly publicKey: string;
  /** It has made that itself, or may take it for its own, since it has no owner tag. */
  readonly isOwn: boolean;
}

/** Where a certificate comes from, and what became of it: what the owner tag says may not be true any more. */
export interface Origin {
  /** Missing if it was made by hand, or by somebody else. */
  readonly maker?: Maker;
  /** The request that it was made for, as it was then. */
  readonly request?: Pick<Request, 'type' | 'status' | 'physicalId' | 'wasDeliveredAgain' | 'purpose'>;
  /** Milliseconds after the start of the run. */
  readonly madeAfter?: number;
  /** Meanwhile a request was open that should find it. */
  readonly wasBeingUndone?: boolean;
  readonly wasCalledLate?: 'given up' | 'made again';
  /** The user keeps it, or CloudFormation gave it up. */
  kept?: { readonly as: 'retained' | 'abandoned'; readonly before: number };
  /** Somebody took off its owner tag. */
  lostItsOwner?: boolean;
  /** It was left, for it has no owner tag, by a run that should have deleted it. */
  wasLeftWithoutOwner?: boolean;
  /** Somebody's own tag was put on it. */
  hasTagOfOthers?: boolean;
}

/** What AWS does not publish, and what else holds in a whole schedule. */
export interface Circumstances {
  readonly redshift: RedshiftHsmOptions;
  /** The properties in the Delete that follows a replacement. */
  readonly deleteCarries: 'the properties of its own time' | 'the latest properties';
  /** When a deployment deletes what an earlier one, without rollback, failed to create. */
  readonly failedCreatesAreDeleted: 'first' | 'last';
  /** Somebody else's certificate that is there from the start. */
  readonly stranger?: { readonly name: string; readonly hasOwner: boolean; readonly goesAfter?: number };
  /** The name of a certificate that somebody has deleted since. */
  readonly gone?: string;
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

export class World {
  static thaw(circumstances: Circumstances, frozen: Buffer): World {
    const { certificates, clusters, budget, ...rest } = deserialize(frozen) as World & Pick<RedshiftHsm, 'certificates' | 'clusters'>;
    const world = Object.assign(new World(circumstances, budget), rest);
    certificates.forEach((one, name) => world.redshift.certificates.set(name, one));
    clusters.forEach((one, name) => world.redshift.clusters.set(name, one));
    return world;
  }

  now = 0;
  origins = new Map<string, Origin>();
  stacks: Stack[] = [];
  requests: Request[] = [];
  timers: Timer[] = [];
  deniedUntil = 0;
  /** Redshift calls these names taken until then, and shows nothing of that name. */
  takenUntil = new Map<string, number>();
  /** When the user last saw an operation end. */
  idleSince = -Infinity;
  /** The public keys of certificates that somebody deleted by hand. */
  removedByHand = new Set<string>();
  counted = { requests: 0, keys: 0, lives: 0, clusters: 0 };

  constructor(readonly circumstances: Circumstances, public budget: Budget, readonly redshift = new RedshiftHsm(circumstances.redshift)) {}

  /** For a world that waits: it takes less room so. */
  freeze(): Buffer {
    const { redshift: { certificates, clusters }, circumstances: _, ...rest } = this;
    return serialize({ ...rest, certificates, clusters });
  }

  copy(): World {
    const copy = new World(this.circumstances, { ...this.budget });
    for (const [name, one] of this.redshift.certificates) copy.redshift.certificates.set(name, { ...one, tags: new Map(one.tags) });
    for (const [name, one] of this.redshift.clusters) copy.redshift.clusters.set(name, one);
    copy.now = this.now;
    copy.origins = new Map([...this.origins].map(([key, origin]) => [key, { ...origin }]));
    copy.stacks = this.stacks.map((stack) => ({ ...stack, resources: stack.resources.map((one) => ({ ...one, claims: [...one.claims] })) }));
    copy.requests = this.requests.map((request) => ({ ...request }));
    copy.timers = [...this.timers];
    copy.deniedUntil = this.deniedUntil;
    copy.takenUntil = new Map(this.takenUntil);
    copy.idleSince = this.idleSince;
    copy.removedByHand = new Set(this.removedByHand);
    copy.counted = { ...this.counted };
    return copy;
  }
}
