/*
 * What the constructs and the Lambda handler agree on. Properties of every released version arrive at every later handler,
 * and in an upgrade that is rolled back an older handler gets a newer version's: nothing here ever changes its name or meaning.
 */

/** The custom resource type behind `HsmClientCertificate`. */
export const HSM_CLIENT_CERTIFICATE_TYPE = 'Custom::RedshiftHsmClientCertificate';

/** Begins the keys of the tags that are this library's own. */
export const TAG_KEY_PREFIX = 'cdk-redshift-hsm:';

/** The tag that says which resource of which stack a resource of Redshift belongs to, and which request created it. */
export const OWNER_TAG = `${TAG_KEY_PREFIX}owner`;

/** Begins the physical id of a resource whose creation failed; the id of the failed request follows. */
export const NOT_CREATED_PREFIX = 'cdk-redshift-hsm:not-created:';

/** A tag among the properties. In a map, a tag that is called `Ref` would be taken for an intrinsic function. */
export interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

/** The properties that every owned resource has in the template, besides those that CloudFormation reads itself. */
export interface OwnedResourceProperties {
  /** The user's own. Where it is absent or empty, the identifier is made from the prefix. */
  readonly Identifier?: string;
  /** Of the generated identifier, which the handler completes by a hyphen and the first group of the stack's UUID. Absent beside a literal `Identifier`. */
  readonly IdentifierPrefix?: string;
  readonly Tags: TagProperty[];
}

/** The properties of a certificate in the template. */
export interface HsmClientCertificateProperties extends OwnedResourceProperties {
  /** Absent unless it is true. */
  readonly AdoptExisting?: boolean;
}

/** The attributes of a certificate. Its identifier is the physical id: what `Ref` returns. */
export interface HsmClientCertificateData {
  readonly Arn: string;
  readonly PublicKey: string;
  readonly FingerprintMd5: string;
  readonly FingerprintSha256: string;
  readonly SubjectCommonName: string;
  readonly NotAfter: string;
}

/** The custom resource type behind `HsmConfiguration`. */
export const HSM_CONFIGURATION_TYPE = 'Custom::RedshiftHsmConfiguration';

/** The custom resource type behind `ExistingHsmClientCertificate`. */
export const EXISTING_HSM_CLIENT_CERTIFICATE_TYPE = 'Custom::RedshiftExistingHsmClientCertificate';

/** The custom resource type behind a `registeredFingerprint`. */
export const HSM_REGISTRATION_TYPE = 'Custom::RedshiftHsmRegistration';

/** The tag that says from which properties a configuration was created: Redshift returns not all of them, and can change none. */
export const FINGERPRINT_TAG = `${TAG_KEY_PREFIX}fingerprint`;

/** The properties of a configuration in the template. The handler puts 8 digits of its fingerprint into a generated identifier, behind the prefix. */
export interface HsmConfigurationProperties extends OwnedResourceProperties {
  readonly Description: string;
  readonly HsmIpAddress: string;
  readonly HsmPartitionName: string;
  readonly HsmPartitionPassword: SecretProperty;
  readonly HsmServerPublicCertificate: string;
}

/** Where the handler finds a password. */
export interface SecretProperty {
  readonly SecretArn: string;
  /** Of a secret that is a JSON object. Absent if the whole secret is the password. */
  readonly Field?: string;
  /** Absent for the current version. */
  readonly VersionId?: string;
}

/** The attributes of a configuration. */
export interface HsmConfigurationData {
  readonly Arn: string;
}

/** The properties of a certificate that is only read. */
export interface ExistingHsmClientCertificateProperties {
  readonly Identifier: string;
}

/** The properties of a statement which certificate is registered on the HSM. */
export interface HsmRegistrationProperties {
  readonly RegisteredFingerprint: string;
  readonly Identifier: string;
  /** The attributes of the certificate. */
  readonly FingerprintMd5: string;
  readonly FingerprintSha256: string;
}

/** The attributes of such a statement: what uses the certificate by them waits for the comparison. */
export interface HsmRegistrationData {
  readonly Identifier: string;
  readonly Arn: string;
}
