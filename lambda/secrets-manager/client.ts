import { GetSecretValueCommand, GetSecretValueCommandInput, GetSecretValueCommandOutput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { HttpHandlerOptions, RequestHandler } from '@smithy/types';
import { withoutRetries } from '../redshift/without-retries';

/* A file of its own in the function's asset, loaded when a secret is first read: functions without configurations start as fast as ever. */

/** Reads secrets of a Region; makes each call once. */
export function secretsOf(region: string, requestHandler: RequestHandler<any, any, HttpHandlerOptions>) { // eslint-disable-line @typescript-eslint/no-explicit-any
  const client = withoutRetries(new SecretsManagerClient({ region, requestHandler }));
  return async (input: GetSecretValueCommandInput, abortSignal: AbortSignal): Promise<GetSecretValueCommandOutput> =>
    client.send(new GetSecretValueCommand(input), { abortSignal });
}
