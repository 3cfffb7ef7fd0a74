import { isClockSkewCorrectedError, isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { AccessDenied, AlreadyExists, InUse, NotFound, TooManyTags } from './errors';

/* What an error of the SDK means. Which errors are transient is decided here and nowhere else: docs/decisions/0015-which-errors-are-transient.md. */

/** Why a call may succeed if it is repeated: Redshift is busy, there was no proper response, or the SDK has corrected its clock. */
export type Transience = 'throttled' | 'no response' | 'clock';

/** Codes, besides those that the SDK knows, of a service that cannot be reached yet. */
const UNREACHABLE = ['EHOSTDOWN', 'ENETDOWN', 'ECONNABORTED', 'EADDRNOTAVAIL', 'EAI_FAIL', 'EPROTO', 'ERR_PROXY_TUNNEL'];

/** Credentials that the service does not know yet, and a Region that it does not know to be enabled yet. */
const NOT_KNOWN_YET = ['InvalidClientTokenId', 'UnrecognizedClientException', 'AuthFailure', 'OptInRequired', 'SubscriptionRequiredException'];

const IS_NOT_VALID_YET = /security token included in the request is (invalid|not (yet )?valid)/i;

const KNOWN_ERRORS = [
  { names: /^Hsm\w+AlreadyExistsFault$/, type: AlreadyExists },
  { names: /^(Hsm\w+|Resource)NotFoundFault$/, type: NotFound },
  { names: /^InvalidHsm\w+StateFault$/, type: InUse },
  { names: /^TagLimitExceededFault$/, type: TooManyTags },
] as const;

/** A reply with a status of success that is none of Redshift's, such as that of a proxy or a captive portal. */
export class NoResponse extends Error {}

/** Undefined if repeating the call would make no difference. */
export function transience(error: unknown): Transience | undefined {
  const sdkError = Object(error) as SdkError & { code?: string }; // anything can be thrown
  if (isThrottlingError(sdkError)) return 'throttled';
  // The SDK marks any error as corrected.
  if (isClockSkewCorrectedError(sdkError) && isRejection(sdkError)) return isClockSkewError(sdkError) ? 'clock' : undefined;
  const isWithoutReply = isTransientError(sdkError) || UNREACHABLE.includes(String(sdkError.code));
  return isWithoutReply || sdkError instanceof NoResponse || statusOf(error) === 408 ? 'no response' : undefined;
}

/**
 * Makes a readable error of what a call has thrown, in a type of `errors.ts` if the handler does something about it. `redact` takes out of
 * the service's message what nobody may see.
 */
export function readableError(call: string, resource: string, redact = (message: string) => message): (error: unknown) => Error {
  return (error) => {
    const message = redact(messageOf(error));
    const name = errorName(error);
    const text = `${call} on ${resource} failed: ${message} (${name})`;
    if (isDenial(error, message)) {
      const denied = deniedCall(message) ?? `${call} on ${resource}`;
      return new AccessDenied(`the function's role was denied ${denied}: ${message}`, isTransientDenial(message));
    }
    if (NOT_KNOWN_YET.includes(name) || IS_NOT_VALID_YET.test(message)) return new AccessDenied(text, true);
    if (name === 'AbortError') return error as Error;
    const known = KNOWN_ERRORS.find(({ names }) => names.test(name));
    return known ? new known.type(text) : new Error(text);
  };
}

export function errorName(error: unknown): string {
  return (error as Partial<Error> | undefined)?.name ?? 'unknown';
}

/** Redshift documents AccessDeniedException and NotAuthorized with the status 400, as Secrets Manager sends it; what IAM denies comes with 403. */
function isDenial(error: unknown, message: string): boolean {
  return (statusOf(error) === 403 && /not authorized/i.test(message)) || /^(AccessDenied|NotAuthorized)/.test(errorName(error));
}

/** The service has understood the call, and rejected it. */
function isRejection(error: SdkError): boolean {
  const status = statusOf(error);
  return status !== undefined && status < 500;
}

/** IAM names what it denied; in a Create that may be `redshift:CreateTags`. */
function deniedCall(message: string): string | undefined {
  const [, action, resource] = /not authorized to perform: (\S+) on resource: (\S+)/i.exec(message) ?? [];
  return action && `${action} on ${resource}`;
}

/** A policy that forbids a call will not allow it soon; one that does not allow it yet may. */
function isTransientDenial(message: string): boolean {
  return !/explicit deny|service control policy|permissions boundary/i.test(message);
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<SdkError> | undefined)?.$metadata?.httpStatusCode;
}

/** If none of several addresses can be reached, only the errors within the error say anything. */
function messageOf(error: unknown): string {
  const { message, errors } = Object(error) as Partial<AggregateError>;
  if (!message && errors) return errors.map(messageOf).join(', ');
  return message ?? (typeof error === 'string' ? error : typeof error);
}
