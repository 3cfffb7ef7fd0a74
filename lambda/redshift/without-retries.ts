import { retryMiddlewareOptions } from '@smithy/core/retry';
import type { Client, FinalizeRequestHandlerOptions } from '@smithy/types';

/** Has a client of the SDK make each call once: its retries end after so many of them, those of `retries.ts` after a time. */
export function withoutRetries<C extends Pick<Client<any, any, any>, 'middlewareStack'>>(client: C): C { // eslint-disable-line @typescript-eslint/no-explicit-any
  client.middlewareStack.add((next) => next, retryMiddlewareOptions as FinalizeRequestHandlerOptions); // takes the place of that which retries
  return client;
}
