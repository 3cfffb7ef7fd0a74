import assert from 'node:assert/strict';
import { RENAMED } from './certificate';
import { assertCalls, assertFailed, assertSucceeded, onlyCertificate } from './checks';
import { callsOf, problem } from './report';
import type { Step } from './step';
import { readCertificate } from '../certificate';
import type { LocalAws } from '../local-aws';

/** The MD5 fingerprint of a certificate that is not the one of the demo. */
const OF_ANOTHER = '00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF';

/** What the HSM administrator reads on the HSM, once the certificate is registered there. */
export async function registeredFingerprint({ redshift }: LocalAws, signal: AbortSignal): Promise<string> {
  return (await readCertificate(onlyCertificate(redshift.hsm.certificates).publicKey, signal)).fingerprintMd5;
}

export const stateAnotherFingerprint: Step = {
  title: 'State that another certificate was registered on the HSM: the deployment fails',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const [before, earlier] = [redshift.hsm.state(), redshift.calls.length];
    const result = await cdk.deploy({ stage: 'production', identifier: RENAMED, fingerprint: OF_ANOTHER }, signal);
    assertFailed(result, `registeredFingerprint ${OF_ANOTHER} is not that of the HSM client certificate ${RENAMED}`);
    const calls = redshift.calls.slice(earlier);
    assertCalls(calls, []);
    assert.deepEqual(redshift.hsm.state(), before, 'Not everything is what it was.');
    return [problem(result), 'A cluster of the stack that used the certificate would not have been touched.', callsOf(calls)].join('\n\n');
  },
};

export const stateTheRegisteredFingerprint: Step = {
  title: 'State the fingerprint that the HSM shows: the deployment succeeds',
  seconds: 60,
  async take(aws, signal) {
    const [fingerprint, earlier] = [await registeredFingerprint(aws, signal), aws.redshift.calls.length];
    assertSucceeded(await aws.cdk.deploy({ stage: 'production', identifier: RENAMED, fingerprint }, signal));
    const calls = aws.redshift.calls.slice(earlier);
    assertCalls(calls, []);
    return [`The certificate ${RENAMED} is the one that was registered, ${fingerprint}.`, callsOf(calls)].join('\n\n');
  },
};
