/* The errors of Redshift that the handler does something about. Every other one is an error with a readable message. */

/** The identifier is in use. */
export class AlreadyExists extends Error {}

/** There is no such resource. */
export class NotFound extends Error {}

/** A cluster uses the resource, or it is not available yet. */
export class InUse extends Error {}

/** The resource would have more tags than Redshift allows. */
export class TooManyTags extends Error {}

/** The role may not make the call, or the service does not know it. */
export class AccessDenied extends Error {
  /** `isTransient`: IAM is eventually consistent, so the call may be allowed some seconds later. */
  public constructor(message: string, public readonly isTransient: boolean) {
    super(message);
  }
}
