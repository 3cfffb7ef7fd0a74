import { X509Certificate } from 'node:crypto';
import { readCertificate, readWithNode } from '../../demo/certificate';
import { selfSignedCertificate } from '../../local-redshift/x509';

const { signal } = new AbortController();

let pem: string;

beforeAll(async () => {
  pem = await selfSignedCertificate({ commonName: 'warehouse' });
});

test('node:crypto reads the name, the times and both fingerprints', () => {
  const { words, fingerprintMd5, fingerprintSha256 } = readWithNode(pem);
  expect(fingerprintSha256).toBe(new X509Certificate(pem).fingerprint256);
  expect(fingerprintMd5).toMatch(/^([0-9A-F]{2}:){15}[0-9A-F]{2}$/);
  for (const word of ['CN=warehouse', 'notBefore=', 'notAfter=', fingerprintMd5, fingerprintSha256]) expect(words).toContain(word);
});

test('whatever there is to read it reads the same fingerprints', async () => {
  const { words, ...fingerprints } = await readCertificate(pem, signal);
  expect(readWithNode(pem)).toMatchObject(fingerprints);
  expect(words).toContain(fingerprints.fingerprintMd5);
});

test('where there is no openssl, node:crypto reads it', async () => {
  const { PATH } = process.env;
  process.env.PATH = '';
  try {
    expect(await readCertificate(pem, signal)).toEqual(readWithNode(pem));
  } finally {
    process.env.PATH = PATH;
  }
});
