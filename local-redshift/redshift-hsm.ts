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
import { Fault } from './fault';
import { page } from './paging';
import { required, validIdentifier } from './parameters';
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

/** A resource with a name and tags. */
interface Stored {
  readonly identifier: string;
  readonly tags: Map<string, string>;
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
const HSM_CERTIFICATE = 'HSM certificate';
const HSM_CONFIGURATION = 'HSM connection'; // as the documentation of DescribeTags calls it

/**
 * What Amazon Redshift does with HSM client certificates, HSM configurations and their tags: its rules and its state, in its own words, and nothing of HTTP.
 * Everything happens at once, and nothing is expensive: who creates a certificate brings the public key along.
 */
export class RedshiftHsm {
  readonly partition: string;
  readonly region: string;
  readonly account: string;

  /** By identifier as it is looked up. */
  readonly certificates = new Map<string, StoredHsmClientCertificate>();

  /** The same of configurations. */
  readonly configurations = new Map<string, StoredHsmConfiguration>();

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
    return this.certificates.get(this.key(identifier));
  }

  findConfiguration(identifier: string): StoredHsmConfiguration | undefined {
    return this.configurations.get(this.key(identifier));
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
    if (this.isUsed((cluster) => cluster.hsmClientCertificateIdentifier, identifier)) {
      throw new Fault('InvalidHsmClientCertificateStateFault',
        `The HSM client certificate ${identifier} is not in the available state, or it is still in use by one or more clusters.`);
    }
    this.certificates.delete(this.key(identifier));
  }

  /** Nothing but presence is checked of the other parameters: the service model has no rule for them. */
  createHsmConfiguration(input: CreateHsmConfigurationMessage): CreateHsmConfigurationResult {
    const given = validIdentifier('HsmConfigurationIdentifier', input.HsmConfigurationIdentifier);
    const configuration = {
      identifier: this.options.identifiersAreKept === 'in lower case' ? given.toLowerCase() : given,
      description: required('Description', input.Description),
      ipAddress: required('HsmIpAddress', input.HsmIpAddress),
      partitionName: required('HsmPartitionName', input.HsmPartitionName),
      partitionPassword: required('HsmPartitionPassword', input.HsmPartitionPassword),
      serverPublicCertificate: required('HsmServerPublicCertificate', input.HsmServerPublicCertificate),
      tags: validTags(input.Tags ?? []),
    };
    if (this.findConfiguration(given)) throw new Fault('HsmConfigurationAlreadyExistsFault', `The HSM configuration ${given} already exists.`);
    if (this.configurations.size >= (this.options.hsmConfigurationQuota ?? Infinity)) {
      throw new Fault('HsmConfigurationQuotaExceededFault', 'The quota for HSM configurations has been reached.');
    }
    this.configurations.set(this.key(given), configuration);
    return { HsmConfiguration: describeConfiguration(configuration) };
  }

  describeHsmConfigurations(input: DescribeHsmConfigurationsMessage): HsmConfigurationMessage {
    const { HsmConfigurationIdentifier: identifier } = input;
    const all = identifier === undefined ? [...this.configurations.values()]
      : [this.existingConfiguration(validIdentifier('HsmConfigurationIdentifier', identifier))];
    const found = all.filter(({ tags }) => isMeant(tags, input));
    const { records, marker } = page('HsmConfigurations', found, (one) => one.identifier.toLowerCase(), input);
    return { HsmConfigurations: records.map(describeConfiguration), Marker: marker };
  }

  deleteHsmConfiguration(input: DeleteHsmConfigurationMessage): void {
    const identifier = validIdentifier('HsmConfigurationIdentifier', input.HsmConfigurationIdentifier);
    this.existingConfiguration(identifier);
    if (this.isUsed((cluster) => cluster.hsmConfigurationIdentifier, identifier)) {
      throw new Fault('InvalidHsmConfigurationStateFault',
        `The HSM configuration ${identifier} is not in the available state, or it is still in use by one or more clusters.`);
    }
    this.configurations.delete(this.key(identifier));
  }

  createTags(input: CreateTagsMessage): void {
    const { tags } = this.resource(input.ResourceName).stored;
    addTags(tags, validTags(required('Tags', input.Tags)));
  }

  deleteTags(input: DeleteTagsMessage): void {
    const { tags } = this.resource(input.ResourceName).stored;
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
    const found = this.tagged(input).flatMap(({ stored, arn, type }) =>
      matchingTags(stored.tags, input).map((tag) => ({ Tag: tag, ResourceName: arn, ResourceType: type })));
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

  private existingConfiguration(identifier: string): StoredHsmConfiguration {
    const configuration = this.findConfiguration(identifier);
    if (!configuration) throw new Fault('HsmConfigurationNotFoundFault', `HSM configuration ${identifier} not found.`);
    return configuration;
  }

  private isUsed(usedBy: (cluster: StoredCluster) => string | undefined, identifier: string): boolean {
    return [...this.clusters.values()].some((cluster) => usedBy(cluster)?.toLowerCase() === identifier.toLowerCase());
  }

  private tagged({ ResourceName, ResourceType }: DescribeTagsMessage): Tagged[] {
    if (ResourceName !== undefined) return [this.resource(ResourceName)];
    const type = RESOURCE_TYPES.find((one) => one.toLowerCase() === ResourceType?.toLowerCase());
    if (ResourceType !== undefined && !type) {
      throw new Fault('InvalidParameterValue', `ResourceType ${ResourceType} is none of: ${RESOURCE_TYPES.join(', ')}.`);
    }
    return [...this.all('hsmclientcertificate'), ...this.all('hsmconfiguration')].filter((one) => type === undefined || one.type === type);
  }

  private all(arnType: ArnType): Tagged[] {
    const [stored, type] = arnType === 'hsmconfiguration' ? [this.configurations, HSM_CONFIGURATION] : [this.certificates, HSM_CERTIFICATE];
    return [...stored.values()].map((one) => ({ stored: one, arn: this.arn(`${arnType}:${one.identifier}`), type }));
  }

  private resource(arn: string | undefined): Tagged {
    const name = required('ResourceName', arn);
    const prefix = this.arn('');
    const [, type, identifier] = /^([a-z]+):(.+)$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    if (type === undefined) throw new Fault('InvalidParameterValue', `ResourceName ${name} is no Amazon Resource Name of this account and Region.`);
    const found = type === 'hsmclientcertificate' || type === 'hsmconfiguration'
      ? this.all(type).find(({ stored }) => this.key(stored.identifier) === this.key(identifier)) : undefined;
    if (!found) throw new Fault('ResourceNotFoundFault', `The resource ${name} could not be found.`, 404);
    return found;
  }
}

type ArnType = 'hsmclientcertificate' | 'hsmconfiguration';

interface Tagged {
  readonly stored: Stored;
  readonly arn: string;
  readonly type: string;
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
