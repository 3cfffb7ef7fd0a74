import 'reflect-metadata'; // of @peculiar/x509
import crypto, { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
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
  const data = async (event: Parameters<InProcessFunction['invoke']>[0]): Promise<unknown> => (await fn.invoke(event)).response;
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
  for (const [path, response] of paths) {
    expect([path, (response as { Data?: Properties }).Data]).toEqual([path, path === 'Delete' ? undefined : GOLDEN_ATTRIBUTES]);
  }
});

const [BEGIN, ...BODY] = GOLDEN.trimEnd().split('\n');
const END = BODY.pop()!;
const BASE64 = BODY.join('');

/** How openssl marks a certificate as trusted: what is trusted follows it, here only a name of it, `x`. */
const TRUSTED = Buffer.concat([der(GOLDEN), Buffer.from([0x30, 0x03, 0x0c, 0x01, 0x78])]).toString('base64');

test.each([
  ['no line break before the end, as in AWS\'s documentation', `${BEGIN}\n${BODY.join('\n')}${END}`],
  ['no line break before the end, and one after it', `${BEGIN}\n${BODY.join('\n')}${END}\n`],
  ['no line break after the beginning', `${BEGIN}${BODY.join('\n')}\n${END}\n`],
  ['no line break at all', `${BEGIN}${BASE64}${END}`],
  ['one line of base64', `${BEGIN}\n${BASE64}\n${END}\n`],
  ['line breaks of Windows', GOLDEN.replaceAll('\n', '\r\n')],
  ['line breaks of old Macs', GOLDEN.replaceAll('\n', '\r')],
  ['line breaks of all kinds', GOLDEN.replace('\n', '\r\n').replace(/\n(?=M)/, '\r')],
  ['no line break at the end', GOLDEN.trimEnd()],
  ['blanks in the place of line breaks', GOLDEN.replace(/\n/g, ' ')],
  ['blanks at the ends of lines', GOLDEN.replaceAll('\n', ' \t\n')],
  ['blank lines', GOLDEN.replaceAll('\n', '\n\n')],
  ['indentation', GOLDEN.replace(/^/gm, '    ')],
  ['lines of other lengths', `${BEGIN}\n${BASE64.replace(/.{76}/g, '$&\n')}\n${END}\n`],
  ['a byte order mark', `\ufeff${GOLDEN}`],
  ['text before it', `Certificate:\n    Version 3\n${GOLDEN}`],
  ['text after it', `${GOLDEN}-- \nRedshift`],
  ['another certificate after it', GOLDEN + WITHOUT_COMMON_NAME],
  ['a private key before it', `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${GOLDEN}`],
  ['the old name of the kind', GOLDEN.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ['what openssl trusts it for', `-----BEGIN TRUSTED CERTIFICATE-----\n${TRUSTED}\n-----END TRUSTED CERTIFICATE-----\n`],
])('a PEM with %s is read, and passed on untouched', (_, pem) => {
  expect(attributes(ARN, pem)).toEqual({ ...GOLDEN_ATTRIBUTES, PublicKey: pem });
});

test('white space may be anywhere in a PEM', () => {
  const space = fc.array(fc.constantFrom(' ', '\t', '\n', '\r', '\r\n', '\f', '\u00a0', '\u2028'), { maxLength: 3 }).map((characters) => characters.join(''));
  const places = fc.array(fc.tuple(fc.nat({ max: BASE64.length }), space), { maxLength: 40 });
  fc.assert(fc.property(places, (spaces) => {
    const characters = [...BASE64];
    for (const [place, text] of spaces) characters[place] = text + (characters[place] ?? '');
    const pem = `${BEGIN}${characters.join('')}${END}`;
    expect(attributes(ARN, pem)).toEqual({ ...GOLDEN_ATTRIBUTES, PublicKey: pem });
  }), { numRuns: 200 });
});

test.each([
  ['text', 'the public key'],
  ['nothing between the lines', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['one that does not parse, as that of AWS\'s documentation', '-----BEGIN CERTIFICATE-----\nMIICiTCCAfICCQD6m7oRw0uX-----END CERTIFICATE-----'],
  ['a cut one', pemOf(der(GOLDEN).subarray(0, 300))],
  ['one without an end', GOLDEN.replace(END, '')],
  ['one without an end, and another one after it', GOLDEN.replace(END, '') + WITHOUT_COMMON_NAME],
  ['one with another end', GOLDEN.replace(END, '-----END X509 CERTIFICATE-----')],
  ['one with what is no base64', GOLDEN.replace('MIIB', 'M*IB')],
  ['base64 alone', BASE64],
  ['a public key', GOLDEN.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
])('a PEM that cannot be parsed (%s) is passed on untouched, and the rest is unknown', (_, pem) => {
  expect(attributes(ARN, pem)).toEqual({ Arn: ARN, PublicKey: pem, ...UNKNOWN });
});

test('without a common name that alone is unknown', () => {
  expect(attributes(ARN, WITHOUT_COMMON_NAME)).toMatchObject({
    FingerprintMd5: 'C6:42:B2:09:3A:06:65:62:1D:4D:47:54:1D:CA:80:5D', SubjectCommonName: 'unknown', NotAfter: '2036-11-21T09:49:55.000Z',
  });
});

describe('the subject', () => {
  let keys: webcrypto.CryptoKeyPair;

  beforeAll(async () => {
    keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  });

  /** What is read of a certificate with such a name; openssl shows the same. */
  async function commonNameOf(parts: Record<string, x509.JsonAttributeObject[]>[]): Promise<string> {
    const name = new x509.Name(parts);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name, keys, signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } });
    return attributes(ARN, certificate.toString('pem')).SubjectCommonName;
  }

  const utf8 = (text: string): x509.JsonAttributeObject => ({ utf8String: text }); // a mere text would be unescaped first

  const CHARACTERS = ['\u2028', '\u2029', '\u0085', '\n', '\r', '\r\n', '\v', '\f', '\u001c', '\u0000', ' + ', '+', ', ', '/', '\\', '\\\\ + ', '"', ';', '\u{1f511}'];

  test.each(CHARACTERS)('another attribute with %j and what looks like a common name after it: the real one is read', async (character) => {
    expect(await commonNameOf([{ O: [utf8(`x${character}CN=evil`)] }, { CN: [utf8('real')] }])).toBe('real');
    expect(await commonNameOf([{ O: [utf8(`x${character}CN=evil`)], CN: [utf8('real')] }])).toBe('real');
    expect(await commonNameOf([{ CN: [utf8('real')] }, { O: [utf8(`x${character}CN=evil`)] }])).toBe('real');
    expect(await commonNameOf([{ O: [utf8(`x${character}CN=evil`)] }])).toBe('unknown');
  });

  test.each(CHARACTERS)('a common name with %j is read whole', async (character) => {
    for (const name of [`a${character}b`, `${character}b`, `a${character}`, `a${character}CN=b`]) {
      expect(await commonNameOf([{ CN: [utf8(name)] }])).toBe(name);
      expect(await commonNameOf([{ O: [utf8('x')], CN: [utf8(name)], OU: [utf8('y')] }, { L: [utf8('z')] }])).toBe(name);
    }
  });

  test.each(['#hash', ' leading', 'trailing ', '  ', 'CN=', '日本語', 'ü', '\\41', 'a=b', '*.example.com', 'x'.repeat(64)])('a common name is read as it is: %j', async (name) => {
    expect(await commonNameOf([{ O: [utf8('x')] }, { CN: [utf8(name)] }])).toBe(name);
  });

  test.each<[string, x509.JsonAttributeObject]>([
    ['BMPString', { bmpString: 'schlüssel 鍵' }],
    ['UniversalString', { universalString: 'schlüssel' }],
    ['PrintableString', { printableString: 'schluessel' }],
    ['IA5String', { ia5String: 'schluessel' }],
  ])('a common name that is a %s is read', async (_, value) => {
    expect(await commonNameOf([{ O: [utf8('x')] }, { CN: [value] }])).toBe(Object.values(value)[0]);
  });

  test('an empty common name is none', async () => {
    expect(await commonNameOf([{ CN: [utf8('')] }])).toBe('unknown');
    expect(await commonNameOf([{ CN: [utf8('')] }, { O: [utf8('CN=evil')] }])).toBe('unknown');
    expect(await commonNameOf([{ CN: [utf8('')] }, { CN: [utf8('second')] }])).toBe('second');
  });

  test('no subject at all has none', async () => {
    expect(await commonNameOf([])).toBe('unknown');
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
