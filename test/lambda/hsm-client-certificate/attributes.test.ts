import crypto from 'node:crypto';
import fc from 'fast-check';
import { GOLDEN, WITH_A_NAME_OF_SEVERAL_PARTS, WITH_AN_UNUSUAL_KEY, WITH_SEVERAL_COMMON_NAMES, WITHOUT_COMMON_NAME } from './certificates';
import { attributes } from '../../../lambda/hsm-client-certificate/attributes';
import { createEvent, deleteEvent, Properties, properties, updateEvent } from '../cloudformation-events';
import { InProcessFunction } from '../in-process-function';

const ARN = 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one';

const GOLDEN_ATTRIBUTES = { // fingerprints as `openssl x509 -fingerprint -md5` and `-sha256` prints them
  Arn: ARN,
  PublicKey: GOLDEN,
  FingerprintMd5: '91:22:E1:47:E1:FB:B0:90:B2:9F:46:26:8F:09:D1:8B',
  FingerprintSha256: '7B:41:B1:B0:03:57:49:B1:3C:9F:20:8D:34:13:18:7F:6D:25:4D:D7:F4:68:54:69:1F:26:8E:D3:89:F3:C3:40',
  SubjectCommonName: 'redshift-1a2b.us-east-1.amazonaws.com',
  NotAfter: '2036-11-21T09:49:55.000Z',
};

const UNKNOWN = { FingerprintMd5: 'unknown', FingerprintSha256: 'unknown', SubjectCommonName: 'unknown', NotAfter: 'unknown' };

function der(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
}

function pemOf(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('are those that openssl shows', () => {
  expect(attributes(ARN, GOLDEN)).toEqual(GOLDEN_ATTRIBUTES);
});

test('every path of Create and Update returns the same', async () => {
  const fn = new InProcessFunction({ publicKeyFor: () => GOLDEN });
  const one = properties('one');
  const data = async (event: Parameters<InProcessFunction['invoke']>[0]): Promise<unknown> => (await fn.invoke(event)).answer;
  const create = createEvent(one);
  const paths: [string, unknown][] = [
    ['Create', await data(create)],
    ['Create, delivered again', await data(create)],
    ['Update', await data(updateEvent('one', properties('one', { a: '1' }), one))],
    ['Update from another identifier, which is there', await data(updateEvent('other', one, properties('other')))],
    ['Delete', await data(deleteEvent('one', one))],
    ['Update of what is gone', await data(updateEvent('one', one, one))],
    ['Delete', await data(deleteEvent('one', one))],
    ['Update from another identifier', await data(updateEvent('other', one, properties('other')))],
  ];
  for (const [path, answer] of paths) {
    expect([path, (answer as { Data?: Properties }).Data]).toEqual([path, path === 'Delete' ? undefined : GOLDEN_ATTRIBUTES]);
  }
});

test.each([
  ['line breaks of Windows', GOLDEN.replaceAll('\n', '\r\n')],
  ['no line break at the end', GOLDEN.trimEnd()],
  ['text before it', `Certificate:\n    Version 3\n${GOLDEN}`],
  ['another certificate after it', GOLDEN + WITHOUT_COMMON_NAME],
])('a PEM with %s is read, and passed on untouched', (_, pem) => {
  expect(attributes(ARN, pem)).toEqual({ ...GOLDEN_ATTRIBUTES, PublicKey: pem });
});

test.each([
  ['text', 'the public key'],
  ['nothing between the lines', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['no line break before the end, as in AWS\'s documentation', '-----BEGIN CERTIFICATE-----\nMIICiTCCAfICCQD6m7oRw0uX-----END CERTIFICATE-----'],
  ['a cut one', pemOf(der(GOLDEN).subarray(0, 300))],
  ['a public key', GOLDEN.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
])('a PEM that cannot be parsed (%s) is passed on untouched, and the rest is unknown', (_, pem) => {
  expect(attributes(ARN, pem)).toEqual({ Arn: ARN, PublicKey: pem, ...UNKNOWN });
});

test('without a common name that alone is unknown', () => {
  expect(attributes(ARN, WITHOUT_COMMON_NAME)).toMatchObject({
    FingerprintMd5: 'C6:42:B2:09:3A:06:65:62:1D:4D:47:54:1D:CA:80:5D', SubjectCommonName: 'unknown', NotAfter: '2036-11-21T09:49:55.000Z',
  });
});

test('of several common names it is the first, and nothing in it is escaped', () => {
  expect(attributes(ARN, WITH_SEVERAL_COMMON_NAMES)).toMatchObject({ SubjectCommonName: 'first, "ofseveral" ü' });
});

test('a common name that shares its part of the subject with others is read alone', () => {
  expect(attributes(ARN, WITH_A_NAME_OF_SEVERAL_PARTS)).toMatchObject({ SubjectCommonName: 'a + b' });
});

test.each(['\n', '\t', '\u007f'])('a control character (%j) in the common name is not escaped either', (character) => {
  const bytes = der(GOLDEN);
  bytes.write(character, bytes.lastIndexOf('redshift-1a2b') + 'redshift'.length); // first comes the issuer, then the subject
  expect(attributes(ARN, pemOf(bytes))).toMatchObject({ SubjectCommonName: `redshift${character}1a2b.us-east-1.amazonaws.com` });
});

test('a kind of key that is unusual is no obstacle', () => {
  expect(attributes(ARN, WITH_AN_UNUSUAL_KEY)).toMatchObject({
    FingerprintMd5: '65:D7:AA:F3:C1:27:7D:5B:83:72:3A:91:3C:75:66:35', SubjectCommonName: 'another kind of key', NotAfter: '2036-11-21T09:49:55.000Z',
  });
});

test('a time that is none is unknown alone', () => {
  const bytes = der(GOLDEN);
  bytes.write('369921094955Z', bytes.indexOf('361121094955Z'));
  const pem = pemOf(bytes);
  expect(attributes(ARN, pem)).toMatchObject({ SubjectCommonName: GOLDEN_ATTRIBUTES.SubjectCommonName, NotAfter: 'unknown' });
});

test('a digest that the platform refuses, as MD5 is in FIPS mode, is unknown alone', () => {
  const { createHash } = crypto;
  jest.spyOn(crypto, 'createHash').mockImplementation((algorithm, options) => {
    if (algorithm === 'md5') throw new Error('error:0308010C:digital envelope routines::unsupported');
    return createHash(algorithm, options);
  });
  expect(attributes(ARN, GOLDEN)).toEqual({ ...GOLDEN_ATTRIBUTES, FingerprintMd5: 'unknown' });
});

test('whatever is wrong with a certificate, each attribute is a text with something in it', () => {
  const bytes = der(GOLDEN);
  const damage = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(damage, (changes) => {
    const damaged = Buffer.from(bytes);
    for (const [index, byte] of changes) damaged[index] = byte;
    expect(Object.values(attributes(ARN, pemOf(damaged))).filter((value) => typeof value !== 'string' || value === '')).toEqual([]);
  }), { numRuns: 1_000 });
});
