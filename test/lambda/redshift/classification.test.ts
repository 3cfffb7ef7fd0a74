import { transience, readableError } from '../../../lambda/redshift/classification';
import { AccessDenied } from '../../../lambda/redshift/errors';

/* What may pass by itself: docs/decisions/0015-which-errors-are-transient.md has the reasons. */

type Decision =
  | 'tried again until the time of the invocation is over'
  | 'tried again for a minute and a half'
  | 'tried again once'
  | 'waited for, as IAM is'
  | 'final';

function ofService(name: string, message: string, httpStatusCode: number, more: object = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, ...more } });
}

function ofNetwork(code: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

function decision(error: unknown): Decision {
  switch (transience(error)) {
    case 'throttled': return 'tried again until the time of the invocation is over';
    case 'no response': return 'tried again for a minute and a half';
    case 'clock': return 'tried again once';
  }
  const refused = readableError('redshift:DescribeHsmClientCertificates', '*')(error);
  return refused instanceof AccessDenied && refused.isTransient ? 'waited for, as IAM is' : 'final';
}

const TOKEN_IS_INVALID = 'The security token included in the request is invalid.';
const NOT_AUTHORIZED = 'User: arn:aws:sts::000000000000:assumed-role/role/function is not authorized to perform: redshift:DescribeHsmClientCertificates on resource: *';
const WITH_CLOCK_PUT_RIGHT = { clockSkewCorrected: true };

const DECISIONS: ReadonlyArray<readonly [Decision, Error & { readonly code?: string }]> = [
  // Redshift is busy.
  ['tried again until the time of the invocation is over', ofService('Throttling', 'Rate exceeded', 400)],
  ['tried again until the time of the invocation is over', ofService('ThrottlingException', 'Rate exceeded', 400)],
  ['tried again until the time of the invocation is over', ofService('RequestLimitExceeded', 'Request limit exceeded.', 503)],
  ['tried again until the time of the invocation is over', ofService('SomethingElse', 'Too many requests', 429)],

  // Redshift is unwell.
  ['tried again for a minute and a half', ofService('InternalFailure', 'The request processing has failed.', 500)],
  ['tried again for a minute and a half', ofService('BadGateway', 'Bad gateway', 502)],
  ['tried again for a minute and a half', ofService('ServiceUnavailable', 'The request has failed.', 503)],
  ['tried again for a minute and a half', ofService('GatewayTimeout', 'Gateway time-out', 504)],
  ['tried again for a minute and a half', ofService('RequestTimeout', 'Request timed out', 408)],

  // There is no way to Redshift, perhaps not yet.
  ['tried again for a minute and a half', ofNetwork('ENOTFOUND', 'getaddrinfo ENOTFOUND redshift.us-east-1.amazonaws.com')],
  ['tried again for a minute and a half', ofNetwork('EAI_AGAIN', 'getaddrinfo EAI_AGAIN redshift.us-east-1.amazonaws.com')],
  ['tried again for a minute and a half', ofNetwork('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:443', { name: 'TimeoutError' })],
  ['tried again for a minute and a half', ofNetwork('ECONNRESET', 'socket hang up', { name: 'TimeoutError' })],
  ['tried again for a minute and a half', ofNetwork('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established')],
  ['tried again for a minute and a half', ofNetwork('ECONNABORTED', 'read ECONNABORTED')],
  ['tried again for a minute and a half', ofNetwork('EPIPE', 'write EPIPE')],
  ['tried again for a minute and a half', ofNetwork('ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443')],
  ['tried again for a minute and a half', ofNetwork('EHOSTUNREACH', 'connect EHOSTUNREACH 192.0.2.1:443')],
  ['tried again for a minute and a half', ofNetwork('EHOSTDOWN', 'connect EHOSTDOWN 192.0.2.1:443')],
  ['tried again for a minute and a half', ofNetwork('ENETUNREACH', 'connect ENETUNREACH 2001:db8::1:443')],
  ['tried again for a minute and a half', ofNetwork('ENETDOWN', 'connect ENETDOWN 192.0.2.1:443')],
  ['tried again for a minute and a half', ofNetwork('EADDRNOTAVAIL', 'connect EADDRNOTAVAIL 192.0.2.1:443')],
  ['tried again for a minute and a half', Object.assign(new AggregateError([ofNetwork('ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443')]), { code: 'ETIMEDOUT' })],
  ['tried again for a minute and a half', ofNetwork('ERR_PROXY_TUNNEL', 'Failed to establish tunnel: HTTP/1.1 502 Bad Gateway')],
  ['tried again for a minute and a half', Object.assign(new Error('no response within 10 seconds'), { name: 'TimeoutError' })],

  // What is at the other end is not Redshift.
  ['final', ofNetwork('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain')],
  ['final', ofNetwork('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname/IP does not match certificate\'s altnames')],
  ['final', ofNetwork('CERT_HAS_EXPIRED', 'certificate has expired')],

  // IAM is late.
  ['waited for, as IAM is', ofService('AccessDenied', `${NOT_AUTHORIZED} because no identity-based policy allows the action`, 403)],
  ['waited for, as IAM is', ofService('AccessDeniedException', 'You do not have sufficient access to perform this action.', 400)],
  ['waited for, as IAM is', ofService('NotAuthorized', 'You do not have permission to perform this action.', 400)],
  ['waited for, as IAM is', ofService('UnauthorizedOperation', 'You are not authorized to do that.', 403)],
  ['waited for, as IAM is', ofService('InvalidClientTokenId', TOKEN_IS_INVALID, 403)],
  ['waited for, as IAM is', ofService('UnrecognizedClientException', TOKEN_IS_INVALID, 403)],
  ['waited for, as IAM is', ofService('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)],
  ['waited for, as IAM is', ofService('OptInRequired', 'The AWS Access Key Id needs a subscription for the service', 403)],
  ['waited for, as IAM is', ofService('SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription for the service', 403)],
  ['waited for, as IAM is', ofService('InvalidToken', 'The security token included in the request is not yet valid.', 403)],

  // A policy forbids it.
  ['final', ofService('AccessDenied', `${NOT_AUTHORIZED} with an explicit deny in an identity-based policy`, 403)],
  ['final', ofService('AccessDenied', `${NOT_AUTHORIZED} with an explicit deny in a resource control policy`, 403)],
  ['final', ofService('AccessDenied', `${NOT_AUTHORIZED} because no service control policy allows the action`, 403)],
  ['final', ofService('AccessDenied', `${NOT_AUTHORIZED} because no permissions boundary allows the action`, 403)],

  // The credentials, or the signature, are the same at the next try.
  ['final', ofService('ExpiredToken', 'The security token included in the request is expired', 403)],
  ['final', ofService('ExpiredTokenException', 'The security token included in the request is expired', 403)],
  ['final', ofService('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)],
  ['final', ofService('IncompleteSignature', 'The request signature does not conform to AWS standards.', 403)],
  ['final', ofService('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.', 403)],
  ['final', ofService('RequestExpired', 'Request has expired.', 400)],

  // The clock was wrong, and the SDK has put it right; which it says of whatever was refused meanwhile.
  ['tried again once', ofService('SignatureDoesNotMatch', 'Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z', 403, WITH_CLOCK_PUT_RIGHT)],
  ['tried again once', ofService('RequestExpired', 'Request has expired.', 400, WITH_CLOCK_PUT_RIGHT)],
  ['tried again once', ofService('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 403, WITH_CLOCK_PUT_RIGHT)],
  ['tried again for a minute and a half', ofService('InternalFailure', 'The request processing has failed.', 500, WITH_CLOCK_PUT_RIGHT)],
  ['final', ofService('HsmClientCertificateAlreadyExistsFault', 'It already exists.', 400, WITH_CLOCK_PUT_RIGHT)],

  // What Redshift understands and refuses.
  ['final', ofService('HsmClientCertificateQuotaExceededFault', 'The quota has been reached.', 400)],
  ['final', ofService('InvalidParameterValue', 'The parameter is not valid.', 400)],
  ['final', ofService('UnsupportedOperation', 'The operation is not supported.', 400)],
  ['final', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
];

test.each(DECISIONS.map(([expected, error]) => [`${error.code ?? error.name}, ${error.message}`, expected, error] as const))('%s: %s', (_, expected, error) => {
  expect(decision(error)).toBe(expected);
});

test.each([[undefined], [null], ['text'], [{}], [Object.create(null)]])('what is no error (%p) is final, and has words', (thrown) => {
  expect(decision(thrown)).toBe('final');
  expect(readableError('redshift:DescribeHsmClientCertificates', '*')(thrown).message).toMatch(/^redshift:DescribeHsmClientCertificates on \* failed: /);
});
