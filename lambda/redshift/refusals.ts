/* What Redshift refuses that the product can do something about. Everything else is an error with a readable message. */

/** The identifier is taken. */
export class AlreadyExists extends Error {}

/** The certificate was there a moment ago. */
export class NotFound extends Error {}

/** The certificate is used by a cluster, or not available yet. */
export class InUse extends Error {}

/** The certificate would have more tags than Redshift allows. */
export class TooManyTags extends Error {}

/** The role may not make the call, or is not known to the service. */
export class AccessDenied extends Error {
  /** `mayPass`: IAM shows new credentials and a changed policy late, so what is denied may be allowed in some seconds. */
  public constructor(message: string, public readonly mayPass: boolean) {
    super(message);
  }
}
