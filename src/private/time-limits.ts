/*
 * What the function and the custom resources are given, in seconds. Plain numbers, without the CDK: the handler, whose deadlines lie
 * within these, reads them too. An event that Lambda starts as late as it may ends after 14 + 5 minutes, before CloudFormation gives up.
 */

/** After this time Lambda ends an invocation of the function. */
export const FUNCTION_TIMEOUT_SECONDS = 5 * 60;

/** How old an event may be when Lambda starts the last invocation for it. */
export const MAX_EVENT_AGE_SECONDS = 14 * 60;

/** After this time CloudFormation gives up on a request. */
export const SERVICE_TIMEOUT_SECONDS = 20 * 60;

/** How many times Lambda invokes the function again for an event whose invocation failed. */
export const RETRY_ATTEMPTS = 2;
