import { Fault } from './fault';

const SIGNATURE_V4 = /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=[0-9a-f]{64}$/;

/** That a request is signed for this service and Region. Any credentials will do: nobody here knows their secret. */
export function checkSignature(headers: NodeJS.Dict<string | string[]>, region: string): void {
  const { authorization, 'x-amz-date': date } = headers;
  if (authorization === undefined) throw new Fault('MissingAuthenticationToken', 'The request is not signed.', 403);
  const [, , day, signedRegion, service, signedHeaders] = SIGNATURE_V4.exec(String(authorization)) ?? [];
  if (day === undefined || !signedHeaders.split(';').includes('host')) {
    throw new Fault('IncompleteSignature', `The request has no complete Signature Version 4: ${authorization}`);
  }
  const wrong = (what: string): Fault => new Fault('SignatureDoesNotMatch', `Credential should be scoped to ${what}.`, 403);
  if (service !== 'redshift') throw wrong(`correct service: 'redshift', not '${service}'`);
  if (signedRegion !== region) throw wrong(`a valid region: '${region}', not '${signedRegion}'`);
  if (!String(date).startsWith(day)) throw wrong(`the day of X-Amz-Date: '${date}', not '${day}'`);
}
