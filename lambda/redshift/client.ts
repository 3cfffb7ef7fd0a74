import { RedshiftClient } from '@aws-sdk/client-redshift';
import { retryMiddlewareOptions } from '@smithy/core/retry';
import type { FinalizeRequestHandlerOptions } from '@smithy/types';
import { readableError } from './classification';
import { Caller, withRetries } from './retries';
import { WholeResponseHttpHandler } from './whole-response-http-handler';

/** The SDK's client, as far as it is needed. */
export type Client = Pick<RedshiftClient, 'send'>;

/** Connections outlive an invocation, so that one which follows at once need not make another. */
export const requestHandler = new WholeResponseHttpHandler();

/** Makes each call once: the SDK's retries end after so many of them, those of `retries.ts` after a time. */
export function sdkClient(): Client {
  const client = new RedshiftClient({ requestHandler });
  client.middlewareStack.add((next) => next, retryMiddlewareOptions as FinalizeRequestHandlerOptions); // takes the place of that which retries
  return client;
}

/** Makes calls of an invocation, each an action on a resource, with retries. */
export function callsOf(caller: Caller) {
  return async <T>(action: string, resource: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> =>
    withRetries(caller, signal, readableError(`redshift:${action}`, resource), send);
}
