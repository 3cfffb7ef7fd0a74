/*
 * What the constructs and the Lambda handler agree on. Properties of every released version arrive at every later handler,
 * and in an upgrade that is rolled back an older handler gets a newer version's: nothing here ever changes its name or meaning.
 */

/** The custom resource type behind `HsmClientCertificate`. */
export const HSM_CLIENT_CERTIFICATE_TYPE = 'Custom::RedshiftHsmClientCertificate';

/** Begins the keys of the tags that are this library's own. */
export const TAG_KEY_PREFIX = 'cdk-redshift-hsm:';

/** The tag that says which resource of which stack a certificate belongs to, and which request made it. */
export const OWNER_TAG = `${TAG_KEY_PREFIX}owner`;

/** Begins the physical id of a resource whose creation failed; the id of the failed request follows. */
export const NOT_CREATED_PREFIX = 'cdk-redshift-hsm:not-created:';

/** A tag among the properties. In a map, a tag that is called `Ref` would be taken for an intrinsic function. */
export interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

/** The properties of a certificate in the template, besides those that CloudFormation reads itself. */
export interface HsmClientCertificateProperties {
  /** The user's own. Where it is absent or empty, the identifier is made from the prefix. */
  readonly Identifier?: string;
  /** Of the generated identifier, which the handler completes by a hyphen and the first group of the stack's UUID. Absent beside a literal `Identifier`. */
  readonly IdentifierPrefix?: string;
  readonly Tags: TagProperty[];
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
