import type {
  ClustersMessage,
  CreateHsmClientCertificateMessage,
  CreateHsmClientCertificateResult,
  CreateTagsMessage,
  DeleteHsmClientCertificateMessage,
  DeleteTagsMessage,
  DescribeClustersMessage,
  DescribeHsmClientCertificatesMessage,
  DescribeTagsMessage,
  HsmClientCertificate,
  HsmClientCertificateMessage,
  Tag,
  TaggedResourceListMessage,
} from '@aws-sdk/client-redshift';

/** An error of the service: its code, a message, and the HTTP status that it comes with. */
export class Fault extends Error {
  constructor(readonly code: string, message: string, readonly status: number = 400) {
    super(message);
    this.name = code;
  }
}

export interface RedshiftHsmOptions {
  /** @default 'aws' */
  readonly partition?: string;

  /** @default 'us-east-1' */
  readonly region?: string;

  /** @default '000000000000' */
  readonly account?: string;

  /**
   * How identifiers are kept. Redshift keeps those of its other resources in lower case; what it does with these is not published.
   *
   * @default 'as given'
   */
  readonly identifiersAreKept?: 'as given' | 'in lower case';

  /**
   * How identifiers are looked up. That is not published either.
   *
   * @default 'whatever their case'
   */
  readonly identifiersAreFound?: 'whatever their case' | 'by exact case';

  /**
   * How many certificates there may be. Redshift's own number is not published.
   *
   * @default - any number
   */
  readonly hsmClientCertificateQuota?: number;
}

export interface StoredHsmClientCertificate {
  readonly identifier: string;
  readonly publicKey: string;
  readonly tags: Map<string, string>;
}

export interface StoredCluster {
  readonly identifier: string;
  readonly hsmClientCertificateIdentifier?: string;
  readonly hsmConfigurationIdentifier?: string;

  /** @default 'active' */
  readonly hsmStatus?: 'active' | 'applying';
}

const MAX_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;
const RESOURCE_TYPES = [
  'Cluster', 'CIDR/IP', 'EC2 security group', 'Snapshot', 'Cluster security group', 'Subnet group', 'HSM connection', 'HSM certificate',
  'Parameter group', 'Snapshot copy grant', 'Integration',
];
const HSM_CERTIFICATE = 'HSM certificate';

/**
 * What Amazon Redshift does with HSM client certificates and their tags: its rules and its state, in its own words, and nothing of HTTP.
 * Everything happens at once, and nothing is expensive: who creates a certificate brings the public key along.
 */
export class RedshiftHsm {
  readonly partition: string;
  readonly region: string;
  readonly account: string;

  /** By identifier as it is looked up. */
  readonly certificates = new Map<string, StoredHsmClientCertificate>();

  /** By identifier. */
  readonly clusters = new Map<string, StoredCluster>();

  constructor(private readonly options: RedshiftHsmOptions = {}) {
    this.partition = options.partition ?? 'aws';
    this.region = options.region ?? 'us-east-1';
    this.account = options.account ?? '000000000000';
  }

  arn(resource: string): string {
    return `arn:${this.partition}:redshift:${this.region}:${this.account}:${resource}`;
  }

  hsmClientCertificateArn(identifier: string): string {
    return this.arn(`hsmclientcertificate:${identifier}`);
  }

  /** What a call with these parameters is about, as a denial names it. */
  resourceOf(action: string, params: Readonly<Record<string, string>>): string {
    if (params.ResourceName !== undefined) return params.ResourceName;
    if (action === 'DescribeClusters') return this.arn('cluster:*');
    if (action === 'DescribeHsmClientCertificates' || action === 'DescribeTags') return this.hsmClientCertificateArn('*');
    const { HsmClientCertificateIdentifier: identifier } = params;
    return identifier === undefined ? '*' : this.hsmClientCertificateArn(identifier);
  }

  find(identifier: string): StoredHsmClientCertificate | undefined {
    return this.certificates.get(this.key(identifier));
  }

  /** A certificate that is just there, as if someone else had made it. No rule is applied. */
  seed(identifier: string, content: { publicKey?: string; tags?: Record<string, string> } = {}): StoredHsmClientCertificate {
    const certificate = {
      identifier,
      publicKey: content.publicKey ?? `the public key of ${identifier}`,
      tags: new Map(Object.entries(content.tags ?? {})),
    };
    this.certificates.set(this.key(identifier), certificate);
    return certificate;
  }

  /** A cluster that uses a certificate keeps it from being deleted. */
  addCluster(cluster: StoredCluster): void {
    this.clusters.set(cluster.identifier, cluster);
  }

  removeCluster(identifier: string): void {
    this.clusters.delete(identifier);
  }

  /** All certificates as plain objects, by identifier as it is kept. */
  state(): Record<string, { publicKey: string; tags: Record<string, string> }> {
    return Object.fromEntries([...this.certificates.values()].map(({ identifier, publicKey, tags }) => {
      return [identifier, { publicKey, tags: Object.fromEntries(tags) }];
    }));
  }

  createHsmClientCertificate(input: CreateHsmClientCertificateMessage, publicKey: string): CreateHsmClientCertificateResult {
    const given = validIdentifier('HsmClientCertificateIdentifier', input.HsmClientCertificateIdentifier);
    const tags = validTags(input.Tags ?? []);
    const identifier = this.options.identifiersAreKept === 'in lower case' ? given.toLowerCase() : given;
    if (this.find(identifier)) {
      throw new Fault('HsmClientCertificateAlreadyExistsFault', `The HSM client certificate ${given} already exists.`);
    }
    if (this.certificates.size >= (this.options.hsmClientCertificateQuota ?? Infinity)) {
      throw new Fault('HsmClientCertificateQuotaExceededFault', 'The quota for HSM client certificates has been reached.');
    }
    const certificate = { identifier, publicKey, tags };
    this.certificates.set(this.key(identifier), certificate);
    return { HsmClientCertificate: describe(certificate) };
  }

  describeHsmClientCertificates(input: DescribeHsmClientCertificatesMessage): HsmClientCertificateMessage {
    const found = this.hsmClientCertificates(input.HsmClientCertificateIdentifier).filter(({ tags }) => isMeant(tags, input));
    const { records, marker } = page('HsmClientCertificates', found, ({ identifier }) => identifier.toLowerCase(), input);
    return { HsmClientCertificates: records.map(describe), Marker: marker };
  }

  deleteHsmClientCertificate(input: DeleteHsmClientCertificateMessage): void {
    const identifier = validIdentifier('HsmClientCertificateIdentifier', input.HsmClientCertificateIdentifier);
    this.existing(identifier);
    const inUse = [...this.clusters.values()].some((cluster) => cluster.hsmClientCertificateIdentifier?.toLowerCase() === identifier.toLowerCase());
    if (inUse) {
      throw new Fault('InvalidHsmClientCertificateStateFault',
        `The HSM client certificate ${identifier} is not in the available state, or it is still in use by one or more clusters.`);
    }
    this.certificates.delete(this.key(identifier));
  }

  createTags(input: CreateTagsMessage): void {
    const certificate = this.resource(input.ResourceName);
    const tags = validTags(required('Tags', input.Tags));
    if (new Set([...certificate.tags.keys(), ...tags.keys()]).size > MAX_TAGS) throw tagLimitExceeded();
    tags.forEach((value, key) => certificate.tags.set(key, value));
  }

  deleteTags(input: DeleteTagsMessage): void {
    const certificate = this.resource(input.ResourceName);
    const keys = required('TagKeys', input.TagKeys);
    keys.forEach(validateTagKey);
    keys.forEach((key) => certificate.tags.delete(key));
  }

  describeTags(input: DescribeTagsMessage): TaggedResourceListMessage {
    if (input.ResourceName !== undefined && input.ResourceType !== undefined) {
      throw new Fault('InvalidParameterCombination', 'ResourceName and ResourceType cannot be specified together.');
    }
    if (input.ResourceName !== undefined && (input.MaxRecords !== undefined || input.Marker !== undefined)) {
      throw new Fault('InvalidParameterCombination', 'MaxRecords and Marker cannot be specified together with ResourceName.');
    }
    const found = this.taggedCertificates(input).flatMap(({ identifier, tags }) => matchingTags(tags, input).map((tag) => {
      return { Tag: tag, ResourceName: this.hsmClientCertificateArn(identifier), ResourceType: HSM_CERTIFICATE };
    }));
    if (input.ResourceName !== undefined) return { TaggedResources: found };
    const { records, marker } = page('TaggedResources', found, (one) => `${one.ResourceName}/${one.Tag.Key}`, input, { fewest: 10, most: 50 });
    return { TaggedResources: records, Marker: marker };
  }

  /** No cluster has tags here, so that none is meant where tags are asked for. */
  describeClusters(input: DescribeClustersMessage): ClustersMessage {
    const identifier = input.ClusterIdentifier;
    if (identifier !== undefined && input.Marker !== undefined) {
      throw new Fault('InvalidParameterCombination', 'ClusterIdentifier and Marker cannot be specified together.');
    }
    if (identifier !== undefined && !this.clusters.has(identifier)) throw new Fault('ClusterNotFound', `Cluster ${identifier} not found.`, 404);
    const found = [...this.clusters.values()]
      .filter((cluster) => identifier === undefined || cluster.identifier === identifier) // case sensitive, as documented
      .filter(() => isMeant(new Map(), input));
    const { records, marker } = page('Clusters', found, (cluster) => cluster.identifier, input);
    return {
      Clusters: records.map((cluster) => ({
        ClusterIdentifier: cluster.identifier,
        ClusterStatus: 'available',
        HsmStatus: {
          HsmClientCertificateIdentifier: cluster.hsmClientCertificateIdentifier,
          HsmConfigurationIdentifier: cluster.hsmConfigurationIdentifier,
          Status: cluster.hsmStatus ?? 'active',
        },
        Tags: [],
      })),
      Marker: marker,
    };
  }

  private key(identifier: string): string {
    return this.options.identifiersAreFound === 'by exact case' ? identifier : identifier.toLowerCase();
  }

  private hsmClientCertificates(identifier: string | undefined): StoredHsmClientCertificate[] {
    if (identifier === undefined) return [...this.certificates.values()];
    return [this.existing(validIdentifier('HsmClientCertificateIdentifier', identifier))];
  }

  private existing(identifier: string): StoredHsmClientCertificate {
    const certificate = this.find(identifier);
    if (!certificate) throw new Fault('HsmClientCertificateNotFoundFault', `HSM client certificate ${identifier} not found.`);
    return certificate;
  }

  private taggedCertificates({ ResourceName, ResourceType = HSM_CERTIFICATE }: DescribeTagsMessage): StoredHsmClientCertificate[] {
    if (ResourceName !== undefined) return [this.resource(ResourceName)];
    const type = RESOURCE_TYPES.find((one) => one.toLowerCase() === ResourceType.toLowerCase());
    if (!type) throw new Fault('InvalidParameterValue', `ResourceType ${ResourceType} is none of: ${RESOURCE_TYPES.join(', ')}.`);
    return type === HSM_CERTIFICATE ? [...this.certificates.values()] : [];
  }

  private resource(arn: string | undefined): StoredHsmClientCertificate {
    const name = required('ResourceName', arn);
    const prefix = this.arn('');
    const [, type, identifier] = /^([a-z]+):(.+)$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    if (type === undefined) throw new Fault('InvalidParameterValue', `ResourceName ${name} is no Amazon Resource Name of this account and Region.`);
    const certificate = type === 'hsmclientcertificate' ? this.find(identifier) : undefined;
    if (!certificate) throw new Fault('ResourceNotFoundFault', `The resource ${name} could not be found.`, 404);
    return certificate;
  }
}

function describe({ identifier, publicKey, tags }: StoredHsmClientCertificate): HsmClientCertificate {
  return { HsmClientCertificateIdentifier: identifier, HsmClientCertificatePublicKey: publicKey, Tags: tagList(tags) };
}

function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function required<T extends string | unknown[]>(name: string, value: T | undefined): T {
  if (!value?.length) throw new Fault('MissingParameter', `The request must contain the parameter ${name}.`);
  return value;
}

// The rule for these identifiers is not published: this is as strict as that of any other of Redshift.
function validIdentifier(name: string, value: string | undefined): string {
  if (value === undefined) throw new Fault('MissingParameter', `The request must contain the parameter ${name}.`);
  if (value.length > 63 || !/^[a-z](-?[a-z0-9])*$/i.test(value)) {
    throw new Fault('InvalidParameterValue', `The parameter ${name} is not a valid identifier: it takes 1 to 63 ASCII letters, digits and hyphens, ` +
      'begins with a letter, does not end with a hyphen and has no two hyphens in a row.');
  }
  return value;
}

function validTags(tags: Tag[]): Map<string, string> {
  const valid = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags) {
    validateTagKey(Key);
    if (characters(Value) > 256 || !TAG_TEXT.test(Value)) throw new Fault('InvalidTagFault', `The value of the tag ${Key} is invalid.`);
    if (valid.has(Key)) throw new Fault('InvalidTagFault', `The tag key ${Key} is given twice.`);
    valid.set(Key, Value);
  }
  if (valid.size > MAX_TAGS) throw tagLimitExceeded();
  return valid;
}

function validateTagKey(key: string): void {
  if (key === '' || characters(key) > 128 || !TAG_TEXT.test(key)) throw new Fault('InvalidTagFault', `The tag key ${key} is invalid.`);
  if (/^aws:/i.test(key)) throw new Fault('InvalidTagFault', `The tag key ${key} is invalid: the prefix aws: is reserved.`);
}

function tagLimitExceeded(): Fault {
  return new Fault('TagLimitExceededFault', `A resource can have ${MAX_TAGS} tags at most.`);
}

function characters(text: string): number {
  return [...text].length;
}

interface TagFilter {
  readonly TagKeys?: string[];
  readonly TagValues?: string[];
}

/** The tags that a Describe asks for: with one of the keys, where it names keys, and one of the values, where it names values. */
function matchingTags(tags: ReadonlyMap<string, string>, { TagKeys = [], TagValues = [] }: TagFilter): Tag[] {
  return tagList(tags).filter(({ Key, Value }) => (!TagKeys.length || TagKeys.includes(Key!)) && (!TagValues.length || TagValues.includes(Value!)));
}

/** A Describe that names neither keys nor values means resources without tags as well. */
function isMeant(tags: ReadonlyMap<string, string>, filter: TagFilter): boolean {
  return !(filter.TagKeys?.length || filter.TagValues?.length) || matchingTags(tags, filter).length > 0;
}

interface Paging {
  readonly Marker?: string;
  readonly MaxRecords?: number;
}

/** One page, in the order of the keys. A marker says after which key the next one begins, so that what comes or goes in between disturbs nothing. */
function page<T>(
  collection: string, all: T[], key: (record: T) => string, { Marker, MaxRecords }: Paging, { fewest, most } = { fewest: 20, most: 100 },
): { records: T[]; marker?: string } {
  const size = MaxRecords ?? most;
  if (!Number.isInteger(size) || size < fewest || size > most) {
    throw new Fault('InvalidParameterValue', `MaxRecords must be from ${fewest} to ${most}; it is ${MaxRecords}.`);
  }
  const after = Marker ? readMarker(collection, Marker) : undefined;
  const rest = all
    .filter((record) => after === undefined || key(record) > after)
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const records = rest.slice(0, size);
  return { records, marker: rest.length > size ? writeMarker(collection, key(records[size - 1])) : undefined };
}

function writeMarker(collection: string, key: string): string {
  return Buffer.from(`${collection}/${key}`).toString('base64url');
}

function readMarker(collection: string, marker: string): string {
  const key = Buffer.from(marker, 'base64url').toString().slice(collection.length + 1);
  if (writeMarker(collection, key) !== marker) throw new Fault('InvalidParameterValue', 'The Marker is none that this call returned.');
  return key;
}
