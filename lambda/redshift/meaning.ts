import { isClockSkewCorrectedError, isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { AccessDenied, AlreadyExists, InUse, NotFound, TooManyTags } from './refusals';

/*
 * What an error of the SDK means. What may pass by itself, and what does not, is decided here and nowhere else:
 * docs/decisions/0015-what-may-pass-by-itself.md.
 */

/** Why a call may succeed if it is just made again: Redshift is busy, there was no proper answer, or the SDK has put its clock right. */
export type Passing = 'throttled' | 'unanswered' | 'clock';

/** Codes, besides those that the SDK knows, of a way to the service that is not there yet. */
const NO_WAY_YET = ['EHOSTDOWN', 'ENETDOWN', 'ECONNABORTED', 'EADDRNOTAVAIL', 'EAI_FAIL', 'EPROTO', 'ERR_PROXY_TUNNEL'];

/** Credentials that the service does not know yet, and a Region that it does not know to be enabled yet. */
const NOT_KNOWN_YET = ['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'OptInRequired', 'SubscriptionRequiredException'];

const IS_NOT_VALID_YET = /security token included in the request is (invalid|not (yet )?valid)/i;

/** A reply with the status of success that is none of Redshift's, such as that of a proxy or a portal on the way. */
export class NoAnswer extends Error {}

/** Undefined where another try would come to the same. */
export function passing(error: unknown): Passing | undefined {
  const sdkError = Object(error) as SdkError & { code?: string }; // anything can be thrown
  if (isThrottlingError(sdkError)) return 'throttled';
  if (isClockSkewCorrectedError(sdkError) && isRefusal(sdkError)) return isClockSkewError(sdkError) ? 'clock' : undefined; // the SDK marks any error so
  const isWithoutReply = isTransientError(sdkError) || NO_WAY_YET.includes(String(sdkError.code));
  return isWithoutReply || sdkError instanceof NoAnswer || statusOf(error) === 408 ? 'unanswered' : undefined;
}

/** The error in words and types of the product. */
export function refusal(action: string, resource: string, error: unknown): Error {
  const message = messageOf(error);
  const name = nameOf(error);
  const words = `redshift:${action} on ${resource} failed: ${message} (${name})`;
  if (isDenial(error, message)) {
    return new AccessDenied(`the function's role was denied ${deniedCall(message) ?? `redshift:${action} on ${resource}`}: ${message}`, mayPass(message));
  }
  if (NOT_KNOWN_YET.includes(name) || IS_NOT_VALID_YET.test(message)) return new AccessDenied(words, true);
  switch (name) {
    case 'AbortError': return error as Error;
    case 'HsmClientCertificateAlreadyExistsFault': return new AlreadyExists(words);
    case 'HsmClientCertificateNotFoundFault':
    case 'ResourceNotFoundFault': return new NotFound(words);
    case 'InvalidHsmClientCertificateStateFault': return new InUse(words);
    case 'TagLimitExceededFault': return new TooManyTags(words);
    default: return new Error(words, { cause: error });
  }
}

export function nameOf(error: unknown): string {
  return (error as Partial<Error> | undefined)?.name ?? 'unknown';
}

/** Redshift documents AccessDeniedException and NotAuthorized with the status 400; what IAM denies comes with 403. */
function isDenial(error: unknown, message: string): boolean {
  return (statusOf(error) === 403 && /not authorized/i.test(message)) || /^(AccessDenied|NotAuthorized)/.test(nameOf(error));
}

/** The service has understood the call. */
function isRefusal(error: SdkError): boolean {
  const status = statusOf(error);
  return status !== undefined && status < 500;
}

/** IAM names what it denied; in a Create that may be `redshift:CreateTags`. */
function deniedCall(message: string): string | undefined {
  const [, action, resource] = /not authorized to perform: (\S+) on resource: (\S+)/i.exec(message) ?? [];
  return action && `${action} on ${resource}`;
}

/** Nobody waits for a policy that forbids a call; only for one that does not allow it yet. */
function mayPass(message: string): boolean {
  return !/explicit deny|service control policy|permissions boundary/i.test(message);
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<SdkError> | undefined)?.$metadata?.httpStatusCode;
}

/** Where none of several addresses can be reached, only the errors that are in the error say anything. */
function messageOf(error: unknown): string {
  const { message, errors } = Object(error) as Partial<AggregateError>;
  if (!message && errors) return errors.map(messageOf).join(', ');
  return message ?? (typeof error === 'string' ? error : typeof error);
}
