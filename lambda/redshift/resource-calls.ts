import type { Caller } from './retries';

/** Keys and values. */
export type Tags = ReadonlyMap<string, string>;

/** A resource as Redshift has it; each kind adds what it needs. */
export interface Found {
  readonly identifier: string;
  readonly tags: Tags;
}

/** What is to be created: its name, and what is particular to the kind. */
export interface Creation<P> {
  readonly identifier: string;
  readonly particulars: P;
}

/** The calls to Redshift about one kind of resource. They are aborted by the signal, and throw the errors of `errors.ts`. */
export interface ResourceCalls<F extends Found, P = unknown> {
  create(desired: Creation<P>, tags: Tags, signal: AbortSignal): Promise<F>;
  describe(identifier: string, signal: AbortSignal): Promise<F | undefined>;
  delete(identifier: string, signal: AbortSignal): Promise<void>;
  createTags(identifier: string, tags: Tags, signal: AbortSignal): Promise<void>;
  deleteTags(identifier: string, keys: readonly string[], signal: AbortSignal): Promise<void>;
  /** The names of the clusters that use the resource. */
  clustersThatUse(identifier: string, signal: AbortSignal): Promise<string[]>;
}

/** Makes the calls possible for an invocation, given how ARNs are formed. */
export type Connect<F extends Found, P = unknown> = (arnOf: (identifier: string) => string, caller: Caller) => ResourceCalls<F, P>;

/** Ignores case: Redshift does so for its other identifiers, and whether it does here is not documented. */
export function isSameIdentifier(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
