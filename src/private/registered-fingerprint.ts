/*
 * The fingerprint of a certificate as people write it: MD5 or SHA-256 in hexadecimal digits, in upper or lower case, with or without colons
 * and white space. Checked at synth, and compared by the handler.
 */

/** What is wrong with it, in words that follow the value. */
export function registeredFingerprintProblem(fingerprint: string): string | undefined {
  if (/^([0-9a-f]{32}|[0-9a-f]{64})$/.test(digits(fingerprint))) return undefined;
  return 'is no fingerprint of a certificate: 32 hexadecimal digits (MD5) or 64 (SHA-256) are expected, with or without colons';
}

export function sameFingerprint(one: string, other: string): boolean {
  return digits(one) === digits(other);
}

function digits(fingerprint: string): string {
  return fingerprint.replace(/[:\s]/g, '').toLowerCase();
}
