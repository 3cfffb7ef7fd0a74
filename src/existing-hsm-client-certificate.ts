import { Resource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IHsmClientCertificate } from './hsm-client-certificate';
import { CertificateAttributes } from './private/certificate-attributes';
import { ExistingHsmClientCertificateProperties } from './private/contract';
import { customResource } from './private/custom-resource';
import { refuseIdentifier } from './private/given-identifiers';
import { refuseOtherType } from './private/given-values';
import { EXISTING_HSM_CLIENT_CERTIFICATE } from './private/hsm-client-certificate-kind';
import { logicalIdWithHash } from './private/logical-id';
import { StackProvider } from './private/provider';
import { PublicKeyOutput } from './private/public-key-output';
import { defineRegistration, refuseRegisteredFingerprint } from './private/registration';

/**
 * Properties of an `ExistingHsmClientCertificate`.
 */
export interface ExistingHsmClientCertificateProps {
  /**
   * The identifier of the certificate, in the account and Region of the stack. From 1 to 255 characters, no white space and none of `*`, `?`,
   * `$`, `{`, `}`, `:` and `/`.
   */
  readonly hsmClientCertificateIdentifier: string;

  /**
   * The fingerprint of the certificate that was registered on the HSM, MD5 (32 hexadecimal digits) or SHA-256 (64), in upper or lower case, with
   * or without colons or blanks. The deployment compares it before anything that uses the identifier or ARN is touched, and fails if it is
   * another one.
   *
   * State a literal: a token that changes its value at deployment alone is not compared again, but only warned of.
   *
   * @default - nothing is compared
   */
  readonly registeredFingerprint?: string;

  /**
   * Whether the stack has an output with the public key.
   *
   * @default false
   */
  readonly outputPublicKey?: boolean;
}

/**
 * An Amazon Redshift HSM client certificate that exists already, with the attributes that only Redshift knows, read at deployment.
 *
 * Nothing is written: the certificate gets no tag, is never changed and never deleted, whoever owns it. If it is not there, the deployment
 * fails. To refer to a certificate by its name alone, without a custom resource, use `HsmClientCertificate.fromHsmClientCertificateIdentifier`.
 *
 * @resource Custom::RedshiftExistingHsmClientCertificate
 */
export class ExistingHsmClientCertificate extends Resource implements IHsmClientCertificate {
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
   * In another stack it is an error at synth if the reference becomes an export: CloudFormation allows 1,024 characters for one, and a PEM is
   * longer. An SSM parameter can pass it on.
   *
   * @attribute
   */
  public get hsmClientCertificatePublicKey(): string {
    return this.attributes.of('PublicKey');
  }

  /**
   * The MD5 fingerprint of the certificate (of its DER), in upper-case hex with colons.
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
   * The common name of the certificate's subject.
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

  private readonly attributes: CertificateAttributes;

  /**
   * Reads a certificate.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param props which certificate it is
   */
  constructor(scope: Construct, id: string, props: ExistingHsmClientCertificateProps) {
    const { hsmClientCertificateIdentifier: identifier, registeredFingerprint, outputPublicKey = false } = props;
    super(scope, id, { physicalName: typeof identifier === 'string' ? identifier : undefined });
    refuseIdentifier(this, EXISTING_HSM_CLIENT_CERTIFICATE, identifier);
    if (registeredFingerprint !== undefined) refuseRegisteredFingerprint(this, registeredFingerprint);
    refuseOtherType(this.node.path, 'outputPublicKey', outputPublicKey, 'boolean');

    const provider = StackProvider.of(this);
    const properties: ExistingHsmClientCertificateProperties = { Identifier: identifier };
    const resource = customResource(this, 'Resource', EXISTING_HSM_CLIENT_CERTIFICATE.resourceType, provider, properties);
    // Another identifier is another resource: a rollback finds the old one untouched, whatever became of its certificate.
    resource.overrideLogicalId(logicalIdWithHash(resource, () => this.stack.resolve(identifier) as unknown));
    provider.read(EXISTING_HSM_CLIENT_CERTIFICATE, resource);
    const registration = registeredFingerprint === undefined ? undefined : defineRegistration(this, resource, registeredFingerprint);
    this.attributes = new CertificateAttributes(this, resource, registration);
    if (outputPublicKey) new PublicKeyOutput(this, 'PublicKey', resource, this.hsmClientCertificatePublicKey);
  }
}
