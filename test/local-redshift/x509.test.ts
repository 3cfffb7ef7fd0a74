import { X509Certificate } from 'node:crypto';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localhostCredentials, newKeyPair, selfSignedCertificate } from '../../local-redshift/x509';

jest.setTimeout(60_000); // making an RSA key takes as long as it takes

test('a certificate is a PEM text that node:crypto reads', async () => {
  const pem = await selfSignedCertificate({ commonName: 'my-certificate', notAfter: new Date('2040-01-02T03:04:05Z') });
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/);
  const certificate = new X509Certificate(pem);
  expect(certificate.subject).toBe('CN=my-certificate');
  expect(new Date(certificate.validTo)).toEqual(new Date('2040-01-02T03:04:05Z'));
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test('every certificate has a key of its own, unless it is given one', async () => {
  const publicKey = async (keyPair?: Awaited<ReturnType<typeof newKeyPair>>): Promise<string> => {
    const certificate = new X509Certificate(await selfSignedCertificate({ commonName: 'one', keyPair }));
    return certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  };
  const keyPair = await newKeyPair();
  expect(await publicKey()).not.toBe(await publicKey());
  expect(await publicKey(keyPair)).toBe(await publicKey(keyPair));
});

test('no common name breaks out of its place', async () => {
  const certificate = new X509Certificate(await selfSignedCertificate({ commonName: 'a, O=b+C=d', keyPair: await newKeyPair() }));
  expect(certificate.toLegacyObject().subject).toEqual({ CN: 'a, O=b+C=d' });
});

test.each(['localhost', '127.0.0.1'])('a local HTTPS server is trusted as %s', async (host) => {
  const { key, cert } = await localhostCredentials();
  const server = createServer({ key, cert }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    get({ host, port, family: 4, ca: cert, agent: false }, (response) => resolve(text(response))).on('error', reject);
  });
  server.close();
  expect(answer).toBe('hello');
});
