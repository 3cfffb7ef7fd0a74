import type {
  ClustersMessage,
  CreateHsmClientCertificateMessage,
  CreateHsmClientCertificateResult,
  CreateHsmConfigurationMessage,
  CreateHsmConfigurationResult,
  CreateTagsMessage,
  DeleteHsmClientCertificateMessage,
  DeleteHsmConfigurationMessage,
  DeleteTagsMessage,
  DescribeClustersMessage,
  DescribeHsmClientCertificatesMessage,
  DescribeHsmConfigurationsMessage,
  DescribeTagsMessage,
  HsmClientCertificate,
  HsmClientCertificateMessage,
  HsmConfiguration,
  HsmConfigurationMessage,
  TaggedResourceListMessage,
} from '@aws-sdk/client-redshift';
import { Collection, ResourceTypeNames, Stored } from './collection';
import { Fault } from './fault';
import { page } from './paging';
import { required } from './parameters';
import { addTags, isMeant, matchingTags, tagList, validateTagKey, validTags } from './tags';

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

  /** The same of configurations. @default - any number */
  readonly hsmConfigurationQuota?: number;
}

export interface StoredHsmClientCertificate extends Stored {
  readonly publicKey: string;
}

/** Password and server certificate are kept, and never returned. */
export interface StoredHsmConfiguration extends Stored {
  readonly description: string;
  readonly ipAddress: string;
  readonly partitionName: string;
  readonly partitionPassword: string;
  readonly serverPublicCertificate: string;
}

export interface StoredCluster {
  readonly identifier: string;
  readonly hsmClientCertificateIdentifier?: string;
  readonly hsmConfigurationIdentifier?: string;

  /** @default 'active' */
  readonly hsmStatus?: 'active' | 'applying';
}

const RESOURCE_TYPES = [
  'Cluster', 'CIDR/IP', 'EC2 security group', 'Snapshot', 'Cluster security group', 'Subnet group', 'HSM connection', 'HSM certificate',
  'Parameter group', 'Snapshot copy grant', 'Integration',
];

const HSM_CLIENT_CERTIFICATE: ResourceTypeNames = {
  noun: 'HSM client certificate', apiName: 'HsmClientCertificate', arnType: 'hsmclientcertificate', tagType: 'HSM certificate',
};
const HSM_CONFIGURATION: ResourceTypeNames = {
  noun: 'HSM configuration', apiName: 'HsmConfiguration', arnType: 'hsmconfiguration', tagType: 'HSM connection',
};

/**
 * What Amazon Redshift does with HSM client certificates, HSM configurations and their tags: its rules and its state, in its own words, and nothing of HTTP.
 * Everything happens at once, and nothing is expensive: who creates a certificate brings the public key along.
 */
export class RedshiftHsm {
  readonly partition: string;
  readonly region: string;
  readonly account: string;

  /** By identifier as it is looked up. */
  readonly certificates: Map<string, StoredHsmClientCertificate>;

  /** The same of configurations. */
  readonly configurations: Map<string, StoredHsmConfiguration>;

  /** By identifier. */
  readonly clusters = new Map<string, StoredCluster>();

  private readonly hsmClientCertificates: Collection<StoredHsmClientCertificate>;
  private readonly hsmConfigurations: Collection<StoredHsmConfiguration>;

  constructor(options: RedshiftHsmOptions = {}) {
    this.partition = options.partition ?? 'aws';
    this.region = options.region ?? 'us-east-1';
    this.account = options.account ?? '000000000000';
    const isUsed = (usedBy: (cluster: StoredCluster) => string | undefined) => (identifier: string) =>
      [...this.clusters.values()].some((cluster) => usedBy(cluster)?.toLowerCase() === identifier.toLowerCase());
    const naming = {
      kept: (identifier: string) => (options.identifiersAreKept === 'in lower case' ? identifier.toLowerCase() : identifier),
      key: (identifier: string) => (options.identifiersAreFound === 'by exact case' ? identifier : identifier.toLowerCase()),
    };
    this.hsmClientCertificates = new Collection(HSM_CLIENT_CERTIFICATE, {
      ...naming, quota: options.hsmClientCertificateQuota, isUsed: isUsed((cluster) => cluster.hsmClientCertificateIdentifier),
    });
    this.hsmConfigurations = new Collection(HSM_CONFIGURATION, {
      ...naming, quota: options.hsmConfigurationQuota, isUsed: isUsed((cluster) => cluster.hsmConfigurationIdentifier),
    });
    this.certificates = this.hsmClientCertificates.stored;
    this.configurations = this.hsmConfigurations.stored;
  }

  arn(resource: string): string {
    return `arn:${this.partition}:redshift:${this.region}:${this.account}:${resource}`;
  }

  hsmClientCertificateArn(identifier: string): string {
    return this.arn(`hsmclientcertificate:${identifier}`);
  }

  hsmConfigurationArn(identifier: string): string {
    return this.arn(`hsmconfiguration:${identifier}`);
  }

  /** What a call with these parameters is about, as a denial names it. */
  resourceOf(action: string, params: Readonly<Record<string, string>>): string {
    if (params.ResourceName !== undefined) return params.ResourceName;
    if (action === 'DescribeClusters') return this.arn('cluster:*');
    if (action === 'DescribeHsmClientCertificates' || action === 'DescribeTags') return this.hsmClientCertificateArn('*');
    if (action === 'DescribeHsmConfigurations') return this.hsmConfigurationArn('*');
    const { HsmClientCertificateIdentifier: certificate, HsmConfigurationIdentifier: configuration } = params;
    if (configuration !== undefined) return this.hsmConfigurationArn(configuration);
    return certificate === undefined ? '*' : this.hsmClientCertificateArn(certificate);
  }

  find(identifier: string): StoredHsmClientCertificate | undefined {
    return this.hsmClientCertificates.find(identifier);
  }

  findConfiguration(identifier: string): StoredHsmConfiguration | undefined {
    return this.hsmConfigurations.find(identifier);
  }

  /** A certificate that is just there, as if someone else had made it. No rule is applied. */
  seed(identifier: string, content: { publicKey?: string; tags?: Record<string, string> } = {}): StoredHsmClientCertificate {
    const certificate = {
      identifier,
      publicKey: content.publicKey ?? `the public key of ${identifier}`,
      tags: new Map(Object.entries(content.tags ?? {})),
    };
    this.hsmClientCertificates.put(certificate);
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
    const identifier = this.hsmClientCertificates.validIdentifier(input.HsmClientCertificateIdentifier);
    return { HsmClientCertificate: describe(this.hsmClientCertificates.create(identifier, { publicKey, tags: validTags(input.Tags ?? []) })) };
  }

  describeHsmClientCertificates(input: DescribeHsmClientCertificatesMessage): HsmClientCertificateMessage {
    const { records, marker } = pageOf(this.hsmClientCertificates, input.HsmClientCertificateIdentifier, input);
    return { HsmClientCertificates: records.map(describe), Marker: marker };
  }

  deleteHsmClientCertificate(input: DeleteHsmClientCertificateMessage): void {
    this.hsmClientCertificates.delete(input.HsmClientCertificateIdentifier);
  }

  /** Nothing but presence is checked of the other parameters: the service model has no rule for them. */
  createHsmConfiguration(input: CreateHsmConfigurationMessage): CreateHsmConfigurationResult {
    const identifier = this.hsmConfigurations.validIdentifier(input.HsmConfigurationIdentifier);
    return {
      HsmConfiguration: describeConfiguration(this.hsmConfigurations.create(identifier, {
        description: required('Description', input.Description),
        ipAddress: required('HsmIpAddress', input.HsmIpAddress),
        partitionName: required('HsmPartitionName', input.HsmPartitionName),
        partitionPassword: required('HsmPartitionPassword', input.HsmPartitionPassword),
        serverPublicCertificate: required('HsmServerPublicCertificate', input.HsmServerPublicCertificate),
        tags: validTags(input.Tags ?? []),
      })),
    };
  }

  describeHsmConfigurations(input: DescribeHsmConfigurationsMessage): HsmConfigurationMessage {
    const { records, marker } = pageOf(this.hsmConfigurations, input.HsmConfigurationIdentifier, input);
    return { HsmConfigurations: records.map(describeConfiguration), Marker: marker };
  }

  deleteHsmConfiguration(input: DeleteHsmConfigurationMessage): void {
    this.hsmConfigurations.delete(input.HsmConfigurationIdentifier);
  }

  createTags(input: CreateTagsMessage): void {
    const { tags } = this.resource(input.ResourceName).resource;
    addTags(tags, validTags(required('Tags', input.Tags)));
  }

  deleteTags(input: DeleteTagsMessage): void {
    const { tags } = this.resource(input.ResourceName).resource;
    const keys = required('TagKeys', input.TagKeys);
    keys.forEach(validateTagKey);
    keys.forEach((key) => tags.delete(key));
  }

  describeTags(input: DescribeTagsMessage): TaggedResourceListMessage {
    if (input.ResourceName !== undefined && input.ResourceType !== undefined) {
      throw new Fault('InvalidParameterCombination', 'ResourceName and ResourceType cannot be specified together.');
    }
    if (input.ResourceName !== undefined && (input.MaxRecords !== undefined || input.Marker !== undefined)) {
      throw new Fault('InvalidParameterCombination', 'MaxRecords and Marker cannot be specified together with ResourceName.');
    }
    const found = this.tagged(input).flatMap(({ resource: { identifier, tags }, type: { arnType, tagType } }) =>
      matchingTags(tags, input).map((tag) => ({ Tag: tag, ResourceName: this.arn(`${arnType}:${identifier}`), ResourceType: tagType })));
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

  private get collections(): readonly Collection<Stored>[] {
    return [this.hsmClientCertificates, this.hsmConfigurations] as readonly Collection<Stored>[];
  }

  private tagged({ ResourceName, ResourceType }: DescribeTagsMessage): Tagged[] {
    if (ResourceName !== undefined) return [this.resource(ResourceName)];
    const type = RESOURCE_TYPES.find((one) => one.toLowerCase() === ResourceType?.toLowerCase());
    if (ResourceType !== undefined && !type) {
      throw new Fault('InvalidParameterValue', `ResourceType ${ResourceType} is none of: ${RESOURCE_TYPES.join(', ')}.`);
    }
    return this.collections.filter((one) => type === undefined || one.type.tagType === type)
      .flatMap((one) => [...one.stored.values()].map((resource) => ({ resource, type: one.type })));
  }

  private resource(arn: string | undefined): Tagged {
    const name = required('ResourceName', arn);
    const prefix = this.arn('');
    const [, arnType, identifier] = /^([a-z]+):(.+)$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    if (arnType === undefined) throw new Fault('InvalidParameterValue', `ResourceName ${name} is no Amazon Resource Name of this account and Region.`);
    const collection = this.collections.find(({ type }) => type.arnType === arnType);
    const resource = collection?.find(identifier);
    if (!resource) throw new Fault('ResourceNotFoundFault', `The resource ${name} could not be found.`, 404);
    return { resource, type: collection!.type };
  }
}

interface Tagged {
  readonly resource: Stored;
  readonly type: ResourceTypeNames;
}

/** Resources with the tags that are asked for, a page of them. */
function pageOf<T extends Stored>(
  collection: Collection<T>, identifier: string | undefined, input: DescribeHsmClientCertificatesMessage | DescribeHsmConfigurationsMessage,
): { records: T[]; marker?: string } {
  const found = collection.select(identifier).filter(({ tags }) => isMeant(tags, input));
  return page(`${collection.type.apiName}s`, found, (one) => one.identifier.toLowerCase(), input);
}

function describe({ identifier, publicKey, tags }: StoredHsmClientCertificate): HsmClientCertificate {
  return { HsmClientCertificateIdentifier: identifier, HsmClientCertificatePublicKey: publicKey, Tags: tagList(tags) };
}

function describeConfiguration({ identifier, description, ipAddress, partitionName, tags }: StoredHsmConfiguration): HsmConfiguration {
  return {
    HsmConfigurationIdentifier: identifier,
    Description: description,
    HsmIpAddress: ipAddress,
    HsmPartitionName: partitionName,
    Tags: tagList(tags),
  };
}
