import type * as client from './client';
import type { SecretProperty } from '../../src/private/contract';
import { errorName, readableError } from '../redshift/classification';
import { requestHandler } from '../redshift/client';
import { AccessDenied } from '../redshift/errors';
import { Caller, withRetries } from '../redshift/retries';

/** Reads the password that is in a secret. What it throws names the secret and shows nothing of its content. */
export async function readPassword(secret: SecretProperty, caller: Caller, signal: AbortSignal): Promise<string> {
  const { SecretArn: arn, Field: field, VersionId } = secret;
  const { secretsOf } = require('./client') as typeof client; // eslint-disable-line @typescript-eslint/no-require-imports -- loaded only now
  const getSecretValue = secretsOf(arn.split(':')[3], requestHandler);
  const { SecretString: text } = await withRetries(caller, signal, secretError(arn), async () =>
    getSecretValue({ SecretId: arn, VersionId }, signal));
  if (text === undefined) throw new Error(`the secret ${arn} is binary: a string is expected`);
  const password = field === undefined ? text : fieldOf(text, field, arn);
  const where = field === undefined ? `the secret ${arn}` : `the field ${field} of the secret ${arn}`;
  if (password === '') throw new Error(`${where} is empty: the partition password is expected`);
  if (password.trim() !== password) throw new Error(`${where} has white space at an end, which a partition password cannot have`);
  return password;
}

function fieldOf(text: string, field: string, arn: string): string {
  const content = parse(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new Error(`the secret ${arn} is not a JSON object, so it has no field ${field}`);
  }
  if (!Object.hasOwn(content, field)) throw new Error(`the secret ${arn} has no field ${field}`);
  const value = (content as Record<string, unknown>)[field];
  if (typeof value !== 'string') throw new Error(`the field ${field} of the secret ${arn} is not a string`);
  return value;
}

/** An error of `JSON.parse` quotes what it has read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only messages that the service or the network has sent are passed on: one of the SDK's own may quote the secret. */
function secretError(arn: string): (error: unknown) => Error {
  return (error) => {
    const { $metadata, code } = Object(error) as { $metadata?: { httpStatusCode?: number }; code?: unknown };
    const isOfService = ($metadata?.httpStatusCode ?? 0) >= 400 && !(error instanceof SyntaxError);
    const isOfNetwork = code !== undefined || ['TimeoutError', 'AbortError'].includes(errorName(error));
    const redact = isOfService || isOfNetwork ? undefined : () => 'the response could not be read';
    const readable = readableError('secretsmanager:GetSecretValue', arn, redact)(error);
    const needsKey = readable instanceof AccessDenied && /\bKMS\b/i.test(readable.message);
    return needsKey ? new AccessDenied(`${readable.message}; the function's role needs kms:Decrypt on the key that encrypts the secret`, readable.isTransient) : readable;
  };
}
