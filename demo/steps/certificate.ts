import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { CreateHsmClientCertificateCommand, DeleteHsmClientCertificateCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { assertCalls, assertFailed, assertSucceeded, assertTags, copy, isWrite, onlyCertificate } from './checks';
import { callsOf, iamChanges, lines, problem, tagsOf } from './report';
import type { Step } from './step';
import { readCertificate } from '../certificate';

export const RENAMED = 'warehouse-2026';
const THEIRS = 'payroll';

export const deploy: Step = {
  title: 'Deploy a stack with an HSM client certificate',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const result = await cdk.deploy({}, signal);
    assertSucceeded(result);
    assertCalls(redshift.calls, ['CreateHsmClientCertificate']);
    const { outputs } = result;
    const certificate = onlyCertificate(redshift.hsm.certificates);
    const pem = Object.entries(outputs).find(([key]) => key.startsWith('CertificatePublicKey'))?.[1] ?? '';
    assert.equal(pem, certificate.publicKey, 'The PEM in the output is not what Redshift returned.');
    assert.equal(outputs.Identifier, certificate.identifier, 'The output names another identifier than Redshift.');
    assert.equal(outputs.Arn, redshift.hsm.hsmClientCertificateArn(certificate.identifier), 'The output names another ARN than Redshift.');
    assertTags(certificate, { team: 'security', stage: 'test' });
    const read = await readCertificate(pem, signal);
    const { subject, validTo } = new X509Certificate(pem);
    assert.deepEqual(
      [outputs.FingerprintMd5, outputs.FingerprintSha256, `CN=${outputs.CommonName}`, outputs.NotAfter],
      [read.fingerprintMd5, read.fingerprintSha256, subject, new Date(validTo).toISOString()],
      'The attributes of the stack are not what is in the certificate.');
    return [
      iamChanges(result),
      result.output.slice(result.output.indexOf('Outputs:'), result.output.indexOf('Stack ARN:')).trim(),
      read.words,
      'The fingerprints are those of the outputs.\nAn HSM administrator compares them with what the HSM shows.',
      tagsOf(certificate),
      callsOf(redshift.calls),
    ].join('\n\n');
  },
};

export const updateTags: Step = {
  title: 'Change a tag: the certificate stays',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const [before, earlier] = [copy(onlyCertificate(redshift.hsm.certificates)), redshift.calls.length];
    assertSucceeded(await cdk.deploy({ stage: 'production' }, signal));
    const [after, calls] = [onlyCertificate(redshift.hsm.certificates), redshift.calls.slice(earlier)];
    assertCalls(calls, ['DescribeHsmClientCertificates', 'CreateTags']);
    assertTags(after, { team: 'security', stage: 'production' });
    assert.deepEqual([after.identifier, after.publicKey], [before.identifier, before.publicKey], 'It is another certificate.');
    return [tagsOf(after), 'The identifier and the public key are what they were.', callsOf(calls)].join('\n\n');
  },
};

export const rename: Step = {
  title: 'Rename it: a new certificate takes its place',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const [before, earlier] = [onlyCertificate(redshift.hsm.certificates), redshift.calls.length];
    const result = await cdk.deploy({ stage: 'production', identifier: RENAMED }, signal);
    assertSucceeded(result);
    const [after, calls] = [onlyCertificate(redshift.hsm.certificates), redshift.calls.slice(earlier)];
    assertCalls(calls, [
      'DescribeHsmClientCertificates', 'CreateHsmClientCertificate', // the name is free
      'DescribeHsmClientCertificates', 'DeleteHsmClientCertificate', // the old one is ours
    ]);
    assert.equal(after.identifier, RENAMED, 'The certificate does not have its new name.');
    assert.equal(result.outputs.Identifier, RENAMED, 'The output does not have the new name.');
    assert.notEqual(after.publicKey, before.publicKey, 'The new certificate has the old public key.');
    return [
      iamChanges(result),
      `${before.identifier} is deleted, ${after.identifier} is there.\n`
      + 'Its public key is new, and has to be registered on the HSM: renaming is no rotation.',
      lines(result.output, /Fingerprint/),
      callsOf(calls),
    ].join('\n\n');
  },
};

export const rollBackTags: Step = {
  title: 'Let a deployment fail that changes a tag: it is rolled back',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const [before, earlier] = [copy(onlyCertificate(redshift.hsm.certificates)), redshift.calls.length];
    const result = await cdk.deploy({ stage: 'staging', identifier: RENAMED, fail: 'true' }, signal);
    assertFailed(result, 'WaitCondition timed out');
    const calls = redshift.calls.slice(earlier);
    assertCalls(calls, [
      'DescribeHsmClientCertificates', 'CreateTags', // as the deployment wants it
      'DescribeHsmClientCertificates', 'CreateTags', // and back
    ]);
    assert.deepEqual(onlyCertificate(redshift.hsm.certificates), before, 'The certificate is not what it was.');
    return [problem(result), `The certificate is what it was. ${tagsOf(before)}`, callsOf(calls)].join('\n\n');
  },
};

export const rollBackRename: Step = {
  title: 'Let a deployment fail that renames the certificate: it is rolled back',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const [before, earlier] = [copy(onlyCertificate(redshift.hsm.certificates)), redshift.calls.length];
    const result = await cdk.deploy({ stage: 'production', identifier: 'warehouse-2027', fail: 'true' }, signal);
    assertFailed(result, 'WaitCondition timed out');
    const calls = redshift.calls.slice(earlier);
    assertCalls(calls.filter(isWrite), ['CreateHsmClientCertificate', 'DeleteHsmClientCertificate']); // both of the new one
    assert.deepEqual(onlyCertificate(redshift.hsm.certificates), before, 'The certificate is not what it was.');
    return [problem(result), `The new certificate is deleted again, and ${before.identifier} is what it was.`, callsOf(calls)].join('\n\n');
  },
};

export const refuseTheirs: Step = {
  title: 'Ask for a name that somebody else\'s certificate has: it is refused',
  seconds: 60,
  async take({ cdk, redshift }, signal) {
    const ours = onlyCertificate(redshift.hsm.certificates);
    const stranger = new RedshiftClient(redshift.clientConfig);
    const theirs = { HsmClientCertificateIdentifier: THEIRS };
    await stranger.send(new CreateHsmClientCertificateCommand({ ...theirs, Tags: [{ Key: 'team', Value: 'payroll' }] }), { abortSignal: signal });
    const [before, earlier] = [redshift.hsm.state(), redshift.calls.length];
    const result = await cdk.deploy({ stage: 'production', identifier: THEIRS }, signal);
    assertFailed(result, `The HSM client certificate ${THEIRS} exists already`);
    const calls = redshift.calls.slice(earlier);
    assertCalls(calls.filter(isWrite), []);
    assert.deepEqual(redshift.hsm.state(), before, 'Not everything is what it was.');
    await stranger.send(new DeleteHsmClientCertificateCommand(theirs), { abortSignal: signal });
    stranger.destroy();
    return [problem(result), `Their certificate ${THEIRS} is untouched, and ours, ${ours.identifier}, is what it was.`, callsOf(calls)].join('\n\n');
  },
};
