import { Fault } from './fault';
import { validIdentifier } from './parameters';

/** A resource with a name and tags. */
export interface Stored {
  readonly identifier: string;
  readonly tags: Map<string, string>;
}

/** What Redshift calls a type of resource. */
export interface ResourceTypeNames {
  readonly noun: string;
  /** Begins the names of its faults and of the parameter that identifies it. */
  readonly apiName: string;
  readonly arnType: string;
  /** For `DescribeTags`. */
  readonly tagType: string;
}

export interface CollectionOptions {
  /** How identifiers are kept, and looked up. */
  readonly kept: (identifier: string) => string;
  readonly key: (identifier: string) => string;
  readonly quota?: number;
  readonly isUsed: (identifier: string) => boolean;
}

/** The resources of one type, with the rules that are the same for all types. */
export class Collection<T extends Stored> {
  /** By identifier as it is looked up. */
  readonly stored = new Map<string, T>();

  constructor(readonly type: ResourceTypeNames, private readonly options: CollectionOptions) {}

  find(identifier: string): T | undefined {
    return this.stored.get(this.options.key(identifier));
  }

  /** Adds it whatever the rules say. */
  put(resource: T): void {
    this.stored.set(this.options.key(resource.identifier), resource);
  }

  validIdentifier(given: string | undefined): string {
    return validIdentifier(`${this.type.apiName}Identifier`, given);
  }

  /** Adds what has the content under a valid identifier; unless the name is taken or the quota reached. */
  create(given: string, content: Omit<T, 'identifier'>): T {
    const { type: { noun, apiName }, options: { kept, quota = Infinity } } = this;
    const identifier = kept(given);
    if (this.find(identifier)) throw new Fault(`${apiName}AlreadyExistsFault`, `The ${noun} ${given} already exists.`);
    if (this.stored.size >= quota) throw new Fault(`${apiName}QuotaExceededFault`, `The quota for ${noun}s has been reached.`);
    const resource = { ...content, identifier } as T;
    this.put(resource);
    return resource;
  }

  /** The one of this identifier, which must exist; all if there is none. */
  select(given: string | undefined): T[] {
    return given === undefined ? [...this.stored.values()] : [this.existing(this.validIdentifier(given))];
  }

  delete(given: string | undefined): void {
    const { type: { noun, apiName }, options: { key, isUsed } } = this;
    const identifier = this.validIdentifier(given);
    this.existing(identifier);
    if (isUsed(identifier)) {
      throw new Fault(`Invalid${apiName}StateFault`, `The ${noun} ${identifier} is not in the available state, or it is still in use by one or more clusters.`);
    }
    this.stored.delete(key(identifier));
  }

  private existing(identifier: string): T {
    const { noun, apiName } = this.type;
    const resource = this.find(identifier);
    if (!resource) throw new Fault(`${apiName}NotFoundFault`, `${noun} ${identifier} not found.`);
    return resource;
  }
}
