import { createHash, X509Certificate } from 'node:crypto';
import { run } from './child';

export interface ReadCertificate {
  /** The words of whatever read it. */
  readonly words: string;

  readonly fingerprintMd5: string;
  readonly fingerprintSha256: string;
}

/** What `openssl x509` reads in a PEM, or node:crypto where there is no openssl. */
export async function readCertificate(pem: string, signal: AbortSignal): Promise<ReadCertificate> {
  return await readWithOpenssl(pem, signal) ?? readWithNode(pem);
}

async function readWithOpenssl(pem: string, signal: AbortSignal): Promise<ReadCertificate | undefined> {
  const openssl = async (...args: string[]): Promise<string | undefined> => {
    const { exitCode, output } = await run('openssl', ['x509', '-noout', ...args], { env: process.env, input: pem, signal }).catch(() => {
      signal.throwIfAborted();
      return { exitCode: undefined, output: '' };
    });
    return exitCode === 0 ? output : undefined;
  };
  const md5 = await openssl('-subject', '-dates', '-fingerprint', '-md5');
  const sha256 = await openssl('-fingerprint', '-sha256');
  if (md5 === undefined || sha256 === undefined) return undefined;
  const fingerprint = (output: string): string => /fingerprint=([0-9A-F:]+)/i.exec(output)?.[1] ?? '';
  return {
    words: `openssl x509 reads in it:\n${md5}${sha256}`.trimEnd(),
    fingerprintMd5: fingerprint(md5),
    fingerprintSha256: fingerprint(sha256),
  };
}

export function readWithNode(pem: string): ReadCertificate {
  const { subject, validFrom, validTo, raw } = new X509Certificate(pem);
  const fingerprint = (algorithm: string): string => createHash(algorithm).update(raw).digest('hex').toUpperCase().match(/../g)!.join(':');
  const [fingerprintMd5, fingerprintSha256] = [fingerprint('md5'), fingerprint('sha256')];
  return {
    words: ['node:crypto reads in it (there is no openssl here):', `subject=${subject}`, `notBefore=${validFrom}`, `notAfter=${validTo}`,
      `md5 Fingerprint=${fingerprintMd5}`, `sha256 Fingerprint=${fingerprintSha256}`].join('\n'),
    fingerprintMd5,
    fingerprintSha256,
  };
}
