import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { CreateHsmClientCertificateCommand, DeleteHsmClientCertificateCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { CdkResult, STACK } from './cdk-cli';
import { readCertificate } from './certificate';
import type { LocalAws } from './local-aws';
import { stackInventory } from './stack-inventory';
import { aside, failure } from './style';
import type { Call } from '../local-redshift/injected-faults';
import type { Action } from '../local-redshift/query-protocol';
import type { StoredHsmClientCertificate } from '../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../src/private/contract';

/** A part of the life of a certificate. The steps build on each other. */
export interface Step {
  readonly title: string;

  /** How long it may take: much more than it needs, and far less than an emulator waits for a function that does not respond. */
  readonly seconds: number;

  /** Does it, makes sure that it is as it should be, and returns what came of it. */
  readonly take: (aws: LocalAws, signal: AbortSignal) => Promise<string>;
}

const RENAMED = 'warehouse-2026';
const THEIRS = 'payroll';

export const bootstrap: Step = {
  title: 'Prepare the account for the CDK',
  seconds: 60,
  async take({ cdk }, signal) {
    const result = await cdk.bootstrap(signal);
    assertSucceeded(result);
    return lines(result.output, /bootstrapped/);
  },
};

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

export const destroy: Step = {
  title: 'Destroy the stack: nothing is left',
  seconds: 60,
  async take({ cdk, redshift, emulator }, signal) {
    const [{ identifier }, before] = [onlyCertificate(redshift.hsm.certificates), await stackInventory(STACK, emulator.url, signal)];
    assert.notDeepEqual(before, [], 'The emulator has nothing of the stack.');
    assertSucceeded(await cdk.destroy(signal));
    assert.deepEqual([...redshift.hsm.certificates.keys()], [], 'Redshift still has certificates.');
    assert.deepEqual(await stackInventory(STACK, emulator.url, signal), [], 'The emulator still has something of the stack.');
    return ['These are gone:', `  ${identifier}, the certificate`, ...before.map((name) => `  ${name}`)].join('\n');
  },
};

export const STEPS = [bootstrap, deploy, updateTags, rename, rollBackTags, rollBackRename, refuseTheirs, destroy];

function assertSucceeded({ succeeded, output }: CdkResult): void {
  assert(succeeded, `The CDK CLI failed:\n${output.trim()}`);
}

function assertFailed({ succeeded, output }: CdkResult, reason: string): void {
  assert(!succeeded, `The deployment succeeded, and should not:\n${output.trim()}`);
  assert(output.replace(/\s+/g, ' ').includes(reason), `The deployment failed for another reason than "${reason}":\n${output.trim()}`);
}

function onlyCertificate(certificates: ReadonlyMap<string, StoredHsmClientCertificate>): StoredHsmClientCertificate {
  assert.equal(certificates.size, 1, `Redshift should have one certificate, and has ${certificates.size}: ${[...certificates.keys()].join(', ')}`);
  const [certificate] = certificates.values();
  return certificate;
}

function copy(certificate: StoredHsmClientCertificate): StoredHsmClientCertificate {
  return { ...certificate, tags: new Map(certificate.tags) };
}

/** What the function asked of Redshift. */
function assertCalls(calls: readonly Call[], expected: readonly Action[]): void {
  assert.deepEqual(calls.map(({ action }) => action), expected, `Redshift should have been called for ${expected.join(', ')}. ${callsOf(calls)}`);
}

function callsOf(calls: readonly Call[]): string {
  return ['Calls to Redshift:', ...calls.map(({ action, error }) => aside(`  ${action}${error === undefined ? '' : `: ${error}`}`))].join('\n');
}

function isWrite({ action }: Call): boolean {
  return !action.startsWith('Describe');
}

/** These, and the one that says who owns it. */
function assertTags({ tags }: StoredHsmClientCertificate, expected: Record<string, string>): void {
  const { [OWNER_TAG]: owner, ...others } = Object.fromEntries(tags);
  assert.deepEqual(others, expected, 'The certificate has other tags.');
  assert.match(owner, new RegExp(`^stack/${STACK}/`), 'The certificate has another owner.');
}

function tagsOf({ tags }: StoredHsmClientCertificate): string {
  return ['Its tags in Redshift:', ...[...tags].map(([key, value]) => `  ${key} = ${value}`)].join('\n');
}

/** What the CLI asks about before it deploys what widens permissions. */
function iamChanges({ output }: CdkResult): string {
  const [table] = /^IAM Statement Changes\n[^]*?^└.*$/m.exec(output) ?? [];
  assert(table, `The CDK CLI shows no changes of IAM statements:\n${output.trim()}`);
  return `${table}\nThe CLI asks whether to deploy these changes. Here --yes answers that.`;
}

/** What the CLI says at the end of a failed deployment, up to the logs that it adds. */
function problem({ output }: CdkResult): string {
  const [first, ...others] = output.slice(output.indexOf('❌')).split('\n\n')[0].trim().split('\n');
  return [failure(first), ...others].join('\n');
}

function lines(output: string, pattern: RegExp): string {
  return output.split('\n').filter((line) => pattern.test(line)).join('\n');
}
