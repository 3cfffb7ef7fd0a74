import { RedshiftClient } from '@aws-sdk/client-redshift';
import { readableError } from './classification';
import { Caller, withRetries } from './retries';
import { WholeResponseHttpHandler } from './whole-response-http-handler';
import { withoutRetries } from './without-retries';

/** The SDK's client, as far as it is needed. */
export type Client = Pick<RedshiftClient, 'send'>;

/** Connections outlive an invocation, so that one which follows at once need not make another. */
export const requestHandler = new WholeResponseHttpHandler();

/** Makes each call once. */
export function sdkClient(): Client {
  return withoutRetries(new RedshiftClient({ requestHandler }));
}

/** Makes calls of an invocation, each an action on a resource, with retries. */
export function callsOf(caller: Caller) {
  return async <T>(action: string, resource: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> =>
    withRetries(caller, signal, readableError(`redshift:${action}`, resource), send);
}
