/* What Redshift refuses that the product can do something about. Everything else is an error with a readable message. */

/** The identifier is taken. */
export class AlreadyExists extends Error {}

/** The certificate was there a moment ago. */
export class NotFound extends Error {}

/** The certificate is used by a cluster, or not available yet. */
export class InUse extends Error {}

/** The role may not make the call. */
export class AccessDenied extends Error {
  /** `mayPass`: IAM shows a changed policy late, so a role that lacks a permission may have it in some seconds. */
  public constructor(message: string, public readonly mayPass: boolean) {
    super(message);
  }
}
