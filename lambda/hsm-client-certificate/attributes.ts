import { createHash, X509Certificate } from 'node:crypto';
import { HsmClientCertificateData } from '../../src/private/contract';

/** What an attribute says that cannot be read from the certificate. */
const UNKNOWN = 'unknown';

/** The attributes of a certificate. The PEM is passed on as the service returned it, even if nothing can be read from it. */
export function attributes(arn: string, publicKey: string): HsmClientCertificateData {
  const certificate = parse(publicKey);
  return {
    Arn: arn,
    PublicKey: publicKey,
    FingerprintMd5: fingerprint('md5', certificate),
    FingerprintSha256: fingerprint('sha256', certificate),
    SubjectCommonName: commonName(certificate),
    NotAfter: notAfter(certificate),
  };
}

/**
 * The first certificate of a PEM, whatever the white space in it: node:crypto takes none without a line break before its END line,
 * and that is how AWS's documentation prints one.
 */
function parse(pem: string): X509Certificate | undefined {
  const [, , base64] = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----(?:([A-Za-z0-9+/=\s]+)-----END \1-----)?/.exec(pem) ?? [];
  try {
    return base64 === undefined ? undefined : new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/** As `openssl x509 -fingerprint` prints it. */
function fingerprint(algorithm: 'md5' | 'sha256', certificate: X509Certificate | undefined): string {
  if (!certificate) return UNKNOWN;
  try {
    return createHash(algorithm).update(certificate.raw).digest('hex').toUpperCase().replace(/..(?!$)/g, '$&:');
  } catch {
    return UNKNOWN; // a platform in FIPS mode has no MD5
  }
}

/**
 * Read from the text: `toLegacyObject` ends the process where it does not know the kind of key. Of several names it is the first.
 * Only a line feed ends a line: other line separators of Unicode are characters of a name.
 */
function commonName(certificate: X509Certificate | undefined): string {
  const [, escaped] = /(?:^|\n| \+ )CN=((?:\\[^]|[^\\+\n])+?)(?= \+ |\n|$)/.exec(certificate?.subject ?? '') ?? [];
  return escaped?.replace(/\\([0-9A-F]{2}|[^])/g, (_, code: string) => (code.length > 1 ? String.fromCharCode(parseInt(code, 16)) : code)) ?? UNKNOWN;
}

function notAfter(certificate: X509Certificate | undefined): string {
  const time = new Date(certificate?.validTo ?? '');
  return Number.isNaN(time.getTime()) ? UNKNOWN : time.toISOString();
}
