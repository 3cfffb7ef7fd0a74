import { Annotations, IResource, ITaggableV2, Lazy, RemovalPolicy, Resource, TagManager, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HsmPartitionPassword } from './hsm-partition-password';
import { arnComponents } from './private/arn';
import { HsmConfigurationData, HsmConfigurationProperties } from './private/contract';
import { refuseOtherType } from './private/given-values';
import { HSM_CONFIGURATION } from './private/hsm-configuration-kind';
import { emptyProblem, ipAddressProblem, isExpired, serverCertificateProblem } from './private/hsm-configuration-validation';
import { creatorName } from './private/identifier';
import { attributesInArn, checkedAttributes, ImportedResource } from './private/imported-resource';
import { customResourceOf, defineOwnedResource } from './private/owned-resource';
import { refuseRemovalPolicy } from './private/removal-policy';
import { secretAccess } from './private/secret-access';

/**
 * An Amazon Redshift HSM configuration: one that this app creates, or an existing one.
 */
export interface IHsmConfiguration extends IResource {
  /**
   * The identifier of the configuration.
   *
   * @attribute
   */
  readonly hsmConfigurationIdentifier: string;

  /**
   * The ARN of the configuration: `arn:<partition>:redshift:<Region>:<account>:hsmconfiguration:<identifier>`.
   *
   * @attribute
   */
  readonly hsmConfigurationArn: string;
}

/**
 * What is known of an HSM configuration that exists already.
 */
export interface HsmConfigurationAttributes {
  /**
   * The identifier of the configuration.
   */
  readonly hsmConfigurationIdentifier: string;

  /**
   * The ARN of the configuration.
   *
   * @default - the ARN of that identifier in the account and Region of the stack
   */
  readonly hsmConfigurationArn?: string;
}

/**
 * Properties of an `HsmConfiguration`. Redshift can change none of them but tags, so a change of any other replaces the configuration.
 */
export interface HsmConfigurationProps {
  /**
   * The IPv4 address at which clusters reach the HSM, such as `10.0.0.1`.
   */
  readonly hsmIpAddress: string;

  /**
   * The name of the partition on the HSM in which the clusters keep their keys. Not empty.
   */
  readonly hsmPartitionName: string;

  /**
   * The password of the partition, in a secret. It is read when the configuration is created.
   */
  readonly hsmPartitionPassword: HsmPartitionPassword;

  /**
   * The public certificate of the HSM server: one X.509 certificate in PEM, and no private key. One that has expired is a warning. Line breaks
   * of Windows are made those of Unix, so that a checkout on another system does not replace the configuration.
   */
  readonly hsmServerPublicCertificate: string;

  /**
   * A description of the configuration. Not empty.
   *
   * @default - `Made by <stack name>/<logical id>`
   */
  readonly description?: string;

  /**
   * The identifier of the configuration. With an identifier of your own, a changed property needs another identifier too, or the deployment
   * fails before anything is written.
   *
   * Letters, digits and single hyphens are safe, at most 63 of them, the first a letter and the last not a hyphen. Redshift's rule is not
   * documented: other forms get a warning at synth. An empty one, more than 255 characters, white space and any of `*`, `?`, `$`, `{`, `}`,
   * `:` and `/` are errors, and so are two in a stack that differ in the case of letters at most.
   *
   * @default - a generated name; a change of properties, and a stack that is created again, get a new one
   */
  readonly hsmConfigurationIdentifier?: string;

  /**
   * Tags of the configuration, besides those of its stack and of `Tags.of`.
   *
   * At most 48 in all; keys of 1 to 128 characters, values of at most 256 (an empty one is legal). Letters, digits, spaces and any of
   * `_`, `.`, `:`, `/`, `=`, `+`, `-` and the at sign are allowed; keys do not begin with `aws:` or `cdk-redshift-hsm:`.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-tagging.html
   * @default - only the tags of the stack and of `Tags.of`
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the configuration when it is removed from the stack, replaced, or the stack is deleted. A retained one that
   * is added to the stack again is refused: refer to it with `HsmConfiguration.fromHsmConfigurationIdentifier`.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

const MARK = Symbol.for('cdk-redshift-hsm.HsmConfiguration');

/** Warnings of this id are about server certificates that have expired. */
const EXPIRED_ID = 'cdk-redshift-hsm:server-certificate';

/**
 * An Amazon Redshift HSM configuration: what a cluster needs to know to use a partition of a hardware security module.
 *
 * Redshift can change nothing of it but tags. A changed property therefore creates another configuration under another generated name, and
 * deletes the old one after the clusters of the stack have been updated.
 *
 * @resource Custom::RedshiftHsmConfiguration
 */
export class HsmConfiguration extends Resource implements IHsmConfiguration, ITaggableV2 {
  /**
   * Refers to a configuration that exists already, by its identifier.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmConfigurationIdentifier from 1 to 255 characters, no white space and none of `*`, `?`, `$`, `{`, `}`, `:` and `/`
   */
  public static fromHsmConfigurationIdentifier(scope: Construct, id: string, hsmConfigurationIdentifier: string): IHsmConfiguration {
    return HsmConfiguration.fromHsmConfigurationAttributes(scope, id, { hsmConfigurationIdentifier });
  }

  /**
   * Refers to a configuration that exists already, by its ARN.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmConfigurationArn `arn:<partition>:redshift:<Region>:<account>:hsmconfiguration:<identifier>`; another kind of ARN is an error
   */
  public static fromHsmConfigurationArn(scope: Construct, id: string, hsmConfigurationArn: string): IHsmConfiguration {
    return new ImportedHsmConfiguration(scope, id, HSM_CONFIGURATION, attributesInArn(scope, id, HSM_CONFIGURATION, hsmConfigurationArn));
  }

  /**
   * Refers to a configuration that exists already, by what is known of it.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param attrs the identifier and, if it is in another account or Region, the ARN
   */
  public static fromHsmConfigurationAttributes(scope: Construct, id: string, attrs: HsmConfigurationAttributes): IHsmConfiguration {
    return new ImportedHsmConfiguration(scope, id, HSM_CONFIGURATION, checkedAttributes(scope, id, HSM_CONFIGURATION, attrs));
  }

  /**
   * Whether a value is an `HsmConfiguration`, of any copy of this library. What the `from` methods return is not.
   *
   * @param x any value
   */
  public static isHsmConfiguration(x: any): x is HsmConfiguration {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /**
   * The identifier of the configuration, as the service returned it.
   */
  public get hsmConfigurationIdentifier(): string {
    return this.identifierAttribute ??= this.getResourceNameAttribute(customResourceOf(this).ref);
  }

  /**
   * The ARN of the configuration.
   */
  public get hsmConfigurationArn(): string {
    const name: keyof HsmConfigurationData = 'Arn';
    const components = arnComponents(HSM_CONFIGURATION, this.physicalName);
    return this.arnAttribute ??= this.getResourceArnAttribute(customResourceOf(this).getAtt(name).toString(), components);
  }

  /**
   * The tags of the configuration, besides those of its stack.
   */
  public readonly cdkTagManager: TagManager;

  private identifierAttribute?: string;
  private arnAttribute?: string;

  /**
   * Defines a configuration.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param props the properties of the configuration
   */
  constructor(scope: Construct, id: string, props: HsmConfigurationProps) {
    const { hsmConfigurationIdentifier: identifier, tags, removalPolicy = RemovalPolicy.DESTROY } = props;
    super(scope, id, { physicalName: typeof identifier === 'string' ? identifier : undefined });
    Object.defineProperty(this, MARK, { value: true });
    const { hsmPartitionPassword, hsmServerPublicCertificate, ...values } = checked(this, props);
    const properties: Omit<HsmConfigurationProperties, 'Identifier' | 'IdentifierPrefix' | 'Tags'> = {
      Description: values.description ?? Lazy.uncachedString({ produce: () => `Made by ${creatorName(customResourceOf(this))}` }),
      HsmIpAddress: values.hsmIpAddress,
      HsmPartitionName: values.hsmPartitionName,
      HsmPartitionPassword: hsmPartitionPassword._property,
      HsmServerPublicCertificate: hsmServerPublicCertificate,
    };
    const owned = defineOwnedResource(this, HSM_CONFIGURATION, { identifier, tags, removalPolicy, properties });
    for (const statement of secretAccess(hsmPartitionPassword._secret)) owned.policy.addStatement(statement);
    this.cdkTagManager = owned.tags;
  }

  /**
   * Says what happens to the configuration when it is removed from the stack, replaced, or the stack is deleted.
   *
   * @param policy any but `SNAPSHOT`
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    refuseRemovalPolicy(this, HSM_CONFIGURATION, policy);
    super.applyRemovalPolicy(policy);
  }
}

class ImportedHsmConfiguration extends ImportedResource implements IHsmConfiguration {
  public readonly hsmConfigurationIdentifier = this.identifier;
  public readonly hsmConfigurationArn = this.arn;
}

const PROBLEMS = {
  hsmIpAddress: ipAddressProblem,
  hsmPartitionName: emptyProblem,
  hsmServerPublicCertificate: serverCertificateProblem,
  description: emptyProblem,
};

/** Throws for what cannot be, as far as it is known now. What is a token is looked at again when the app is complete. */
function checked(construct: HsmConfiguration, props: HsmConfigurationProps): HsmConfigurationProps {
  const { path } = construct.node;
  refuseOtherType(path, 'hsmPartitionPassword', props.hsmPartitionPassword, 'object');
  for (const name of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
    if (name !== 'description' || props.description !== undefined) refuseOtherType(path, name, props[name], 'string');
  }
  const pem = props.hsmServerPublicCertificate.replace(/\r\n/g, '\n');
  const values = { ...props, hsmServerPublicCertificate: pem };
  const problemsOf = (valueOf: (given: unknown) => unknown) => Object.entries(PROBLEMS).flatMap(([name, problemOf]) => {
    const value = valueOf(values[name as keyof typeof PROBLEMS]);
    const problem = typeof value === 'string' ? problemOf(value) : undefined;
    return problem === undefined ? [] : [`${name} of ${path} ${problem}`];
  });
  const problems = problemsOf((given) => (Token.isUnresolved(given) ? undefined : given));
  if (problems.length) throw new Error(problems.join('; '));
  if (!Token.isUnresolved(pem) && isExpired(pem)) {
    Annotations.of(construct).addWarningV2(EXPIRED_ID, `hsmServerPublicCertificate of ${path} has expired`);
  }
  construct.node.addValidation({ validate: () => problemsOf((given) => construct.stack.resolve(given)) });
  return values;
}
