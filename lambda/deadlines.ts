import { FUNCTION_TIMEOUT_SECONDS } from '../src/private/time-limits';

/*
 * Every time limit of the handler, in milliseconds. Those called LATEST are times of an invocation, counted from its start; the others
 * count from when what they limit begins. docs/handler-design.md has them in a table.
 */

/** One try of an API call, the last byte of its response included. */
export const TRY_TIMEOUT = 10_000;

/** An API call that gets no response is tried again for this long on end: a VPC whose routes are just being made needs its time. */
export const MAX_WITHOUT_RESPONSE = 90_000;

/** Denied calls of an invocation, all together: IAM shows new credentials and a changed policy late. */
export const MAX_WAIT_FOR_IAM = 60_000;

/** What Redshift refuses as existing, but does not return. */
export const MAX_WAIT_FOR_VISIBILITY = 15_000;

/** After this time an invocation creates nothing. */
export const LATEST_CREATE = 90_000;

/** After this time nothing appears that an invocation which began earlier was creating: an abandoned call is carried out soon or never. */
export const LATEST_LATE_CREATE = LATEST_CREATE + 15_000;

/** Watching for what a failed Create may still create. */
export const WATCH_AFTER_MARKER = 15_000;

/** Undoing a partial replacement. By then the resource that the stack has is in order. */
export const LATEST_UNDO = 240_000;

/** Waiting for clusters to release what is to be deleted. */
export const LATEST_WAIT_FOR_CLUSTERS = 240_000;

/** Finding out which clusters those are, for the message. */
export const MAX_WAIT_FOR_CLUSTER_NAMES = 10_000;

/** Delivering the response to CloudFormation, all tries together. */
export const MAX_DELIVERY = 30_000;

/** One try of it. */
export const DELIVERY_TRY_TIMEOUT = 8_000;

/** What the watchdog leaves of the function's time-out: the delivery, and some to spare. */
export const RESERVE_AFTER_WATCHDOG = MAX_DELIVERY + 15_000;

/** The work is aborted, and the request fails. */
export const WATCHDOG = FUNCTION_TIMEOUT_SECONDS * 1_000 - RESERVE_AFTER_WATCHDOG;
