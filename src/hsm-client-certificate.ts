import { IResource, ITaggableV2, RemovalPolicy, Resource, TagManager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CertificateAttributes } from './private/certificate-attributes';
import { HsmClientCertificateProperties } from './private/contract';
import { refuseOtherType } from './private/given-values';
import { ADOPTED_HSM_CLIENT_CERTIFICATE, HSM_CLIENT_CERTIFICATE } from './private/hsm-client-certificate-kind';
import { attributesInArn, checkedAttributes, ImportedResource } from './private/imported-resource';
import { defineOwnedResource } from './private/owned-resource';
import { PublicKeyOutput } from './private/public-key-output';
import { defineRegistration, markUnregistered, refuseRegisteredFingerprint } from './private/registration';
import { refuseRemovalPolicy } from './private/removal-policy';

/**
 * An Amazon Redshift HSM client certificate: one that this app creates, or an existing one.
 */
export interface IHsmClientCertificate extends IResource {
  /**
   * The identifier of the certificate.
   *
   * @attribute
   */
  readonly hsmClientCertificateIdentifier: string;

  /**
   * The ARN of the certificate: `arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier>`.
   *
   * @attribute
   */
  readonly hsmClientCertificateArn: string;
}

/**
 * What is known of an HSM client certificate that exists already.
 */
export interface HsmClientCertificateAttributes {
  /**
   * The identifier of the certificate.
   */
  readonly hsmClientCertificateIdentifier: string;

  /**
   * The ARN of the certificate.
   *
   * @default - the ARN of that identifier in the account and Region of the stack
   */
  readonly hsmClientCertificateArn?: string;
}

/**
 * Properties of an `HsmClientCertificate`.
 */
export interface HsmClientCertificateProps {
  /**
   * The identifier of the certificate. Changing it replaces the certificate and is not a rotation: a cluster of the same stack would then point
   * at a certificate that is not registered on any HSM.
   *
   * Safe identifiers have lower-case letters, digits and single hyphens, at most 63 characters, start with a letter and do not end with a hyphen.
   * Redshift's rule is not documented, and it may convert capital letters to lower case: any other form is a warning at synth. An empty identifier,
   * more than 255 characters, white space and any of `*`, `?`, `$`, `{`, `}`, `:` and `/` are errors, and so are two identifiers of a stack that
   * differ at most in the case of letters.
   *
   * If it is absent (`AWS::NoValue`) or empty only at deployment, the certificate gets a generated identifier.
   *
   * @default - a name generated from the stack's name, its id and the logical id; a stack that is created again gets a new one
   */
  readonly hsmClientCertificateIdentifier?: string;

  /**
   * Whether the stack adopts an existing certificate with the identifier `hsmClientCertificateIdentifier`, which is then required: one without an
   * owner tag, or one that this resource has retained. If it belongs to another stack or resource, or does not exist, the deployment fails.
   *
   * The stack tags an adopted certificate and never deletes it, even if this property is removed later: when the certificate leaves the stack, only
   * its owner tag is removed. Leave this property in the code as long as the certificate is in the stack. Other people's tags whose values the
   * template has overwritten are not restored.
   *
   * @default false
   */
  readonly adoptExisting?: boolean;

  /**
   * The fingerprint of the certificate that was registered on the HSM, as the administrator reads it there: MD5 (32 hexadecimal digits) or SHA-256
   * (64), in upper or lower case, with or without colons or blanks.
   *
   * Leave it out of the deployment that creates the certificate or changes its identifier: the public key must be registered first. Later
   * deployments compare it and, if it does not match, fail before anything in the stack that uses the identifier or ARN is touched. If the
   * certificate was deleted by hand and created again, updates succeed with a warning in the function's log.
   *
   * Use a literal: a token whose value changes only at deployment is not compared again, and there is only a warning.
   *
   * @default - nothing is compared
   */
  readonly registeredFingerprint?: string;

  /**
   * Tags of the certificate, besides those of its stack and of `Tags.of`.
   *
   * At most 49 in all; keys of 1 to 128 characters, values of at most 256 (an empty one is legal). Letters, digits, spaces and any of
   * `_`, `.`, `:`, `/`, `=`, `+`, `-` and the at sign are allowed; keys do not begin with `aws:` or `cdk-redshift-hsm:`.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-tagging.html
   * @default - only the tags of the stack and of `Tags.of`
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the certificate when it is removed from the stack or replaced, or when the stack is deleted.
   *
   * A retained certificate that is added to the stack again is refused, unless `adoptExisting` is true. To refer to it, use
   * `HsmClientCertificate.fromHsmClientCertificateIdentifier`.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the stack has an output with the public key, for the HSM administrator. A condition of the custom resource is also that of the output,
   * unless the output has its own.
   *
   * @default true
   */
  readonly outputPublicKey?: boolean;
}

const MARK = Symbol.for('cdk-redshift-hsm.HsmClientCertificate');

/**
 * An Amazon Redshift HSM client certificate, with which a cluster authenticates to a hardware security module.
 *
 * Redshift creates the key pair, keeps the private key and returns a certificate, which an HSM administrator must register on the HSM. This
 * construct creates, tags and deletes the certificate. It never changes or deletes another owner's certificate.
 *
 * @resource Custom::RedshiftHsmClientCertificate
 */
export class HsmClientCertificate extends Resource implements IHsmClientCertificate, ITaggableV2 {
  /**
   * Refers to a certificate that exists already, by its identifier.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmClientCertificateIdentifier from 1 to 255 characters, no white space and none of `*`, `?`, `$`, `{`, `}`, `:` and `/`
   */
  public static fromHsmClientCertificateIdentifier(scope: Construct, id: string, hsmClientCertificateIdentifier: string): IHsmClientCertificate {
    return HsmClientCertificate.fromHsmClientCertificateAttributes(scope, id, { hsmClientCertificateIdentifier });
  }

  /**
   * Refers to a certificate that exists already, by its ARN.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmClientCertificateArn `arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier>`; another kind of ARN is an error
   */
  public static fromHsmClientCertificateArn(scope: Construct, id: string, hsmClientCertificateArn: string): IHsmClientCertificate {
    const attrs = attributesInArn(scope, id, HSM_CLIENT_CERTIFICATE, hsmClientCertificateArn);
    return new ImportedHsmClientCertificate(scope, id, HSM_CLIENT_CERTIFICATE, attrs);
  }

  /**
   * Refers to a certificate that exists already, by what is known of it.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param attrs the identifier and, if it is in another account or Region, the ARN
   */
  public static fromHsmClientCertificateAttributes(scope: Construct, id: string, attrs: HsmClientCertificateAttributes): IHsmClientCertificate {
    return new ImportedHsmClientCertificate(scope, id, HSM_CLIENT_CERTIFICATE, checkedAttributes(scope, id, HSM_CLIENT_CERTIFICATE, attrs));
  }

  /**
   * Whether a value is an `HsmClientCertificate`, of any copy of this library. What the `from` methods return is not.
   *
   * @param x any value
   */
  public static isHsmClientCertificate(x: any): x is HsmClientCertificate {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /**
   * The identifier of the certificate, as the service returned it.
   */
  public get hsmClientCertificateIdentifier(): string {
    return this.attributes.identifier();
  }

  /**
   * The ARN of the certificate.
   */
  public get hsmClientCertificateArn(): string {
    return this.attributes.arn();
  }

  /**
   * The public key: a certificate in PEM, byte for byte as the service returned it. It is public, and not masked.
   *
   * In another stack it is an error at synth if the reference becomes an export: CloudFormation allows 1,024 characters for one, and
   * a PEM is longer. An SSM parameter can pass it on, and so can a weak reference: CDK 2.254 or later, with the context value
   * `@aws-cdk/core:defaultCrossStackReferences` that `cdk init` writes.
   *
   * @attribute
   */
  public get hsmClientCertificatePublicKey(): string {
    return this.attributes.of('PublicKey');
  }

  /**
   * The MD5 fingerprint of the certificate (of its DER), in upper-case hex with colons. It is what `client fingerprint` shows on a Luna HSM.
   *
   * `unknown` if the certificate cannot be parsed, or MD5 is not available.
   *
   * @attribute
   */
  public get hsmClientCertificateFingerprintMd5(): string {
    return this.attributes.of('FingerprintMd5');
  }

  /**
   * The SHA-256 fingerprint of the certificate (of its DER), in upper-case hex with colons.
   *
   * `unknown` if the certificate cannot be parsed.
   *
   * @attribute
   */
  public get hsmClientCertificateFingerprintSha256(): string {
    return this.attributes.of('FingerprintSha256');
  }

  /**
   * The common name of the certificate's subject. A Luna HSM takes it as the host name of the client that is registered.
   *
   * `unknown` if the certificate cannot be parsed, or has none.
   *
   * @attribute
   */
  public get hsmClientCertificateSubjectCommonName(): string {
    return this.attributes.of('SubjectCommonName');
  }

  /**
   * When the certificate expires, in ISO 8601: `2036-01-31T12:00:00.000Z`.
   *
   * `unknown` if the certificate cannot be parsed.
   *
   * @attribute
   */
  public get hsmClientCertificateNotAfter(): string {
    return this.attributes.of('NotAfter');
  }

  /**
   * The tags of the certificate, besides those of its stack.
   */
  public readonly cdkTagManager: TagManager;

  private readonly attributes: CertificateAttributes;

  /**
   * Defines a certificate.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param props identifier, tags, removal policy and output of the certificate
   */
  constructor(scope: Construct, id: string, props: HsmClientCertificateProps = {}) {
    const { hsmClientCertificateIdentifier: identifier, tags, registeredFingerprint, adoptExisting = false } = props ?? {};
    const { removalPolicy = RemovalPolicy.DESTROY, outputPublicKey = true } = props ?? {};
    super(scope, id, { physicalName: typeof identifier === 'string' ? identifier : undefined });
    Object.defineProperty(this, MARK, { value: true });
    refuseOtherType(this.node.path, 'outputPublicKey', outputPublicKey, 'boolean');
    if (registeredFingerprint !== undefined) refuseRegisteredFingerprint(this, registeredFingerprint);
    refuseOtherType(this.node.path, 'adoptExisting', adoptExisting, 'boolean');
    if (adoptExisting && identifier === undefined) {
      throw new Error(`adoptExisting of ${this.node.path} is true without hsmClientCertificateIdentifier: name the certificate that is to be adopted`);
    }
    const kind = adoptExisting ? ADOPTED_HSM_CLIENT_CERTIFICATE : HSM_CLIENT_CERTIFICATE;
    const properties: Pick<HsmClientCertificateProperties, 'AdoptExisting'> = adoptExisting ? { AdoptExisting: true } : {};
    const owned = defineOwnedResource(this, kind, { identifier, tags, removalPolicy, properties: { ...properties } });
    this.cdkTagManager = owned.tags;
    const registration = registeredFingerprint === undefined ? undefined : defineRegistration(this, owned.resource, registeredFingerprint);
    if (!registration && !adoptExisting) markUnregistered(this);
    this.attributes = new CertificateAttributes(this, owned.resource, registration);
    if (outputPublicKey) new PublicKeyOutput(this, 'PublicKey', owned.resource, this.hsmClientCertificatePublicKey);
  }

  /**
   * Sets what happens to the certificate when it is removed from the stack or replaced, or when the stack is deleted.
   *
   * @param policy any but `SNAPSHOT`
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    refuseRemovalPolicy(this, HSM_CLIENT_CERTIFICATE, policy);
    super.applyRemovalPolicy(policy);
  }
}

class ImportedHsmClientCertificate extends ImportedResource implements IHsmClientCertificate {
  public readonly hsmClientCertificateIdentifier = this.identifier;
  public readonly hsmClientCertificateArn = this.arn;
}
