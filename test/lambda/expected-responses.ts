import { CloudFormationEvent, STACK_ID } from './cloudformation-events';
import { InvocationResult } from './in-process-function';

/** The attributes of a certificate whose public key is no X.509 certificate. */
export function attributesOf(identifier: string, publicKey: string): Record<string, string> {
  const [, partition, , region, account] = STACK_ID.split(':');
  return {
    Arn: `arn:${partition}:redshift:${region}:${account}:hsmclientcertificate:${identifier}`,
    PublicKey: publicKey,
    FingerprintMd5: 'unknown',
    FingerprintSha256: 'unknown',
    SubjectCommonName: 'unknown',
    NotAfter: 'unknown',
  };
}

export function succeeded(event: CloudFormationEvent, physicalResourceId: string, data?: Record<string, string>): object {
  return { Status: 'SUCCESS', PhysicalResourceId: physicalResourceId, ...echo(event), ...(data && { Data: data }) };
}

/** The reason is to match all of the patterns. */
export function failed(event: CloudFormationEvent, physicalResourceId: string, ...reason: RegExp[]): object {
  return { Status: 'FAILED', PhysicalResourceId: physicalResourceId, Reason: matchingAll(reason), ...echo(event) };
}

/** A whole run; where nothing is said of calls and warnings there are to be none. */
export function invocation({ response, sent = [], warnings = [] }: { response: object; sent?: string[]; warnings?: RegExp[] }): InvocationResult {
  return { response, sent, warnings: warnings.map((words): string => expect.stringMatching(words)), seconds: expect.any(Number) };
}

function echo({ StackId, RequestId, LogicalResourceId }: CloudFormationEvent): object {
  return { StackId, RequestId, LogicalResourceId };
}

function matchingAll(patterns: RegExp[]): string {
  const all = patterns.map(({ source }) => `(?=.*${source})`).join('');
  return expect.stringMatching(new RegExp(`^${all}[^\\n]+$`));
}
