import { X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';

/*
 * What the properties of an HSM configuration may be. Checked at synth, and by the handler for what was a token. Each function says what is
 * wrong, in words that follow the property and never show its value, or nothing.
 */

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

export function ipAddressProblem(address: string): string | undefined {
  return isIPv4(address) ? undefined : 'is no IPv4 address: four numbers from 0 to 255, such as 10.0.0.1, are expected';
}

export function emptyProblem(value: string): string | undefined {
  return value.trim() === '' ? 'is empty: give at least one character' : undefined;
}

/** Says nothing of the time: that a certificate has expired is `isExpired`. */
export function serverCertificateProblem(pem: string): string | undefined {
  if (PRIVATE_KEY.test(pem)) return 'contains a private key, which is not shown here: give the certificate alone';
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length !== 1) return `contains ${certificates.length || 'no'} certificates in PEM: exactly one is expected`;
  return parsed(certificates[0]) ? undefined : 'is no X.509 certificate in PEM that can be read';
}

export function isExpired(pem: string, now = new Date()): boolean {
  const certificate = parsed(pem.match(CERTIFICATE)?.[0] ?? '');
  return certificate !== undefined && new Date(certificate.validTo) < now;
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
