import 'reflect-metadata'; // @peculiar/x509 finds its parts by it, and leaves the choice of a polyfill to us
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const DAY = 24 * 60 * 60 * 1000;

export interface CertificateOptions {
  /** As Luna HSMs, which take it for the client's host name, will see it: 64 characters at most. */
  readonly commonName: string;

  /** @default - a fresh one */
  readonly keyPair?: webcrypto.CryptoKeyPair;

  /** @default - ten years from now */
  readonly notAfter?: Date;

  /** DNS names and IP addresses of a server. @default - none: a client */
  readonly subjectAlternativeNames?: { type: 'dns' | 'ip'; value: string }[];
}

export async function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** A self-signed X.509 certificate in PEM, which ends with a line break as that of Redshift does. */
export async function selfSignedCertificate(options: CertificateOptions): Promise<string> {
  const names = options.subjectAlternativeNames;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${randomBytes(15).toString('hex')}`, // begins with 01 so that it is positive
    name: [{ CN: [options.commonName] }],
    notBefore: new Date(Date.now() - DAY), // valid already where a clock is behind
    notAfter: options.notAfter ?? new Date(Date.now() + 3650 * DAY),
    keys: options.keyPair ?? await newKeyPair(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(names ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** What a local HTTPS server needs, and a client to trust it. */
export async function localhostCredentials(): Promise<{ key: string; cert: string }> {
  const keyPair = await newKeyPair();
  const cert = await selfSignedCertificate({
    commonName: 'localhost',
    keyPair,
    subjectAlternativeNames: [{ type: 'dns', value: 'localhost' }, { type: 'ip', value: '127.0.0.1' }],
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keyPair.privateKey), x509.PemConverter.PrivateKeyTag);
  return { key, cert };
}
