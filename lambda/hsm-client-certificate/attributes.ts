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
    NotAfter: certificate ? new Date(certificate.validTo).toISOString() : UNKNOWN,
  };
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
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

function commonName(certificate: X509Certificate | undefined): string {
  const { CN: name } = certificate?.toLegacyObject().subject ?? {};
  return (Array.isArray(name) ? name[0] : name) || UNKNOWN; // one with several is taken by its first
}
