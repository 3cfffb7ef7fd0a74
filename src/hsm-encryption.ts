import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-redshift';
import { Construct, IConstruct } from 'constructs';
import { IHsmClientCertificate } from './hsm-client-certificate';
import { IHsmConfiguration } from './hsm-configuration';
import { isUnregistered } from './private/registration';
import { propertiesOf } from './private/template';

/**
 * What a cluster needs to use an HSM.
 */
export interface HsmEncryptionOptions {
  /**
   * The certificate with which the cluster authenticates to the HSM. It must be registered there.
   */
  readonly hsmClientCertificate: IHsmClientCertificate;

  /**
   * Where the HSM is, and which partition of it the cluster uses.
   */
  readonly hsmConfiguration: IHsmConfiguration;
}

const ID = 'HsmEncryption';

const CLUSTER_TYPE = 'AWS::Redshift::Cluster';

const WITHOUT_HSM = /^(dc2|ra3|rg)\./i;

const UNREGISTERED_ID = 'cdk-redshift-hsm:unregistered';
const KMS_KEY_ID = 'cdk-redshift-hsm:kms-key';

/**
 * The encryption of a cluster by keys of a hardware security module.
 */
export class HsmEncryption {
  /**
   * The encryption of a cluster.
   *
   * @param cluster a `CfnCluster`, or a construct whose default child is one, such as the `Cluster` of `@aws-cdk/aws-redshift-alpha`; anything
   * else is an error
   */
  public static of(cluster: IConstruct): HsmEncryption {
    return new HsmEncryption(clusterOf(cluster));
  }

  private constructor(private readonly cluster: CfnCluster) {}

  /**
   * Points the cluster at a certificate and a configuration: sets both identifiers and adds a dependency on both constructs.
   *
   * When the app is synthesized, it is an error if the node type is known not to support an HSM (DC2, RA3, RG), if `encrypted` is false, or if the
   * cluster is in another Region or account than the certificate or the configuration. It is a warning if there is a `kmsKeyId` too, and if
   * the certificate is one of this app without a `registeredFingerprint` (`cdk-redshift-hsm:unregistered`).
   *
   * Call it once for each cluster.
   *
   * @param options the certificate and the configuration
   */
  public use(options: HsmEncryptionOptions): void {
    const { cluster } = this;
    if (cluster.node.tryFindChild(ID)) throw new Error(`HsmEncryption.of(...).use() was called for ${cluster.node.path} already: call it once`);
    const { hsmClientCertificate, hsmConfiguration } = options;
    cluster.hsmClientCertificateIdentifier = hsmClientCertificate.hsmClientCertificateIdentifier;
    cluster.hsmConfigurationIdentifier = hsmConfiguration.hsmConfigurationIdentifier;
    cluster.node.addDependency(hsmClientCertificate, hsmConfiguration);
    // In a construct of their own: aws-cdk-lib 2.224 misses an acknowledgement on the very construct of a warning that is added later.
    const scope = new Construct(cluster, ID);
    if (isUnregistered(hsmClientCertificate)) {
      Annotations.of(scope).addWarningV2(UNREGISTERED_ID, `${hsmClientCertificate.node.path} has no registeredFingerprint, so nothing says that it is `
        + 'registered on the HSM. Deploy the certificate first, have it registered, and state its fingerprint together with the cluster: a new cluster that '
        + 'cannot connect to the HSM has to be deleted, and CloudFormation notices it only after an hour');
    }
    scope.node.addValidation({ validate: () => problems(scope, cluster, options) });
  }
}

function clusterOf(construct: IConstruct): CfnCluster {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (CfnResource.isCfnResource(resource) && resource.cfnResourceType === CLUSTER_TYPE) return resource as CfnCluster;
  const given = CfnResource.isCfnResource(construct) ? construct.cfnResourceType : construct.constructor.name;
  throw new Error(`${construct.node.path || 'the app'} is a ${given}: HsmEncryption.of expects a CfnCluster of aws-cdk-lib/aws-redshift, or a construct `
    + 'whose default child is one');
}

/** As the cluster is when the app is complete. */
function problems(scope: Construct, cluster: CfnCluster, { hsmClientCertificate, hsmConfiguration }: HsmEncryptionOptions): string[] {
  const { path } = cluster.node;
  const { NodeType: nodeType, Encrypted: encrypted, KmsKeyId: kmsKeyId } = propertiesOf(cluster);
  if (kmsKeyId !== undefined && kmsKeyId !== null) {
    Annotations.of(scope).addWarningV2(KMS_KEY_ID, `kmsKeyId of ${path} is set beside an HSM: AWS documents one or the other`);
  }
  const ofNodeType = typeof nodeType === 'string' && WITHOUT_HSM.test(nodeType)
    ? [`nodeType of ${path} is ${nodeType}: "HSM encryption is not supported for DC2, RG, and RA3 node types" `
      + '(https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html)'] : [];
  const ofEncryption = encrypted === false || encrypted === 'false'
    ? [`encrypted of ${path} is false: a cluster that uses an HSM is encrypted. Leave it out, or make it true`] : [];
  return [...ofNodeType, ...ofEncryption, ...elsewhere(cluster, hsmClientCertificate), ...elsewhere(cluster, hsmConfiguration)];
}

/** What is wrong with where something is that a cluster uses, as far as both are known. */
function elsewhere(cluster: CfnCluster, used: IHsmClientCertificate | IHsmConfiguration): string[] {
  const { region, account } = Stack.of(cluster);
  return Object.entries({ Region: [region, used.env.region], account: [account, used.env.account] })
    .filter(([, [ofCluster, ofUsed]]) => !Token.isUnresolved(ofCluster) && !Token.isUnresolved(ofUsed) && ofCluster !== ofUsed)
    .map(([what, [ofCluster, ofUsed]]) => `${used.node.path} is in the ${what} ${ofUsed}, and the cluster ${cluster.node.path} in ${ofCluster}: `
      + 'a cluster can use what is in its own Region and account');
}
