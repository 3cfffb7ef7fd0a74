import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BundledFunction } from './bundled-function';
import { describeCall } from './call-description';
import { CloudFormationEvent, createEvent, deleteEvent, GENERATED_NAME, marker, properties, updateEvent } from './cloudformation-events';
import { failed, succeeded } from './expected-responses';
import { createdBy, OWN } from './owner-tags';
import { accessDenied, internalFailure, loseAnswer, refuse, serviceUnavailable, throttle } from '../../local-redshift/injected-faults';
import { OWNER_TAG } from '../../src/private/contract';

let fn: BundledFunction;

beforeAll(async () => {
  fn = await new BundledFunction({ time: 'real' }).start();
});

afterAll(async () => {
  await fn.close();
});

beforeEach(() => {
  fn.redshift.calls.length = 0;
  fn.redshift.faults.clear();
  fn.redshift.hsm.certificates.clear();
});

/** A run that ends well and responses once. */
async function responseTo(event: CloudFormationEvent): Promise<Record<string, unknown>> {
  const run = await fn.invoke(event);
  expect(run.error).toBeUndefined();
  const responses = BundledFunction.responses(run);
  expect(responses).toHaveLength(1);
  return responses[0];
}

function sent(): string[] {
  return fn.redshift.calls.map(describeCall);
}

test('has at most 70,000 bytes when it is compressed', () => {
  expect(gzipSync(readFileSync(join(__dirname, '..', '..', 'assets', 'lambda', 'index', 'index.js'))).length).toBeLessThanOrEqual(70_000);
});

test('a Create makes one call, and responses with what is in the certificate', async () => {
  const event = createEvent(properties(GENERATED_NAME, { team: 'security' }));
  const response = await responseTo(event);
  const { publicKey, tags } = fn.redshift.hsm.state()[GENERATED_NAME];
  const certificate = new X509Certificate(publicKey);
  expect(response).toEqual(succeeded(event, GENERATED_NAME, {
    Arn: `arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:${GENERATED_NAME}`,
    PublicKey: publicKey,
    FingerprintMd5: expect.stringMatching(/^([0-9A-F]{2}:){15}[0-9A-F]{2}$/) as unknown as string,
    FingerprintSha256: certificate.fingerprint256,
    SubjectCommonName: GENERATED_NAME,
    NotAfter: new Date(certificate.validTo).toISOString(),
  }));
  expect(tags).toEqual({ team: 'security', ...createdBy(event) });
  expect(sent()).toEqual([`CreateHsmClientCertificate ${GENERATED_NAME} team=security ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`]);
});

test('an Update without change writes nothing', async () => {
  const one = properties('one', { a: '1' });
  const { Data } = await responseTo(createEvent(one));
  fn.redshift.calls.length = 0;
  expect(await responseTo(updateEvent('one', one, one))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'one', Data });
  expect(sent()).toEqual(['DescribeHsmClientCertificates one']);
});

test('an Update writes what differs', async () => {
  fn.redshift.hsm.seed('one', { tags: { a: '1', b: '1', ...OWN } });
  const event = updateEvent('one', properties('one', { b: '2', c: '' }), properties('one', { a: '1', b: '1' }));
  expect(await responseTo(event)).toMatchObject({ Status: 'SUCCESS' });
  expect(sent()).toEqual(['DescribeHsmClientCertificates one', 'CreateTags one b=2 c=', 'DeleteTags one a']);
  expect(fn.redshift.hsm.state().one.tags).toEqual({ b: '2', c: '', ...OWN });
});

test('a Delete looks and deletes', async () => {
  fn.redshift.hsm.seed('one', { tags: OWN });
  fn.redshift.hsm.seed('two', { tags: OWN });
  const event = deleteEvent('one', properties('one'));
  expect(await responseTo(event)).toEqual(succeeded(event, 'one'));
  expect(sent()).toEqual(['DescribeHsmClientCertificates one', 'DeleteHsmClientCertificate one']);
  expect(Object.keys(fn.redshift.hsm.state())).toEqual(['two']);
});

test('a stranger\'s certificate is refused, in one sentence', async () => {
  fn.redshift.hsm.seed('one', { publicKey: 'theirs' });
  const event = createEvent(properties('one'));
  expect(await responseTo(event)).toEqual(failed(event, marker(event), /one exists already and belongs to an unknown owner/));
  expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'theirs', tags: {} } });
});

test('an event that is no request is answered', async () => {
  const event = { ...createEvent({}), RequestType: 'Import', ResourceProperties: null };
  expect(await responseTo(event)).toEqual(failed(event, marker(event), /RequestType is "Import"/));
  expect(sent()).toEqual([]);
});

test.each([
  ['throttled', throttle()],
  ['failed by the service', internalFailure()],
  ['refused while the service is not available', serviceUnavailable()],
  ['carried out, but its response was lost', loseAnswer()],
  ['denied while IAM is late', accessDenied()],
])('a call that is %s: the certificate is made all the same', async (_, fault) => {
  fn.redshift.faults.next('CreateHsmClientCertificate', fault);
  const event = createEvent(properties('one'));
  expect(await responseTo(event)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'one' });
  expect(fn.redshift.hsm.state().one.tags).toEqual(createdBy(event));
});

test.each([
  ['is declared to be', 'HsmClientCertificateQuotaExceededFault'],
  ['is not declared to be', 'UnsupportedOperation'],
])('a call that is refused as it %s: the reason has the words and the code of the service', async (_, code) => {
  fn.redshift.faults.next('CreateHsmClientCertificate', refuse(code, 'Not in this Region.'));
  const event = createEvent(properties('one'));
  expect(await responseTo(event)).toEqual(failed(event, marker(event), new RegExp(`redshift:CreateHsmClientCertificate on .* failed: Not in this Region\\. \\(${code}\\)`)));
});

test.each([[503], ['reset' as const]])('CloudFormation does not take the response at first (%s): the same body is sent again', async (reply) => {
  fn.receiver.replies.push(reply);
  fn.redshift.hsm.seed('one', { tags: OWN });
  const run = await fn.invoke(updateEvent('one', properties('one'), properties('one')));
  expect(run.error).toBeUndefined();
  expect(run.received.map((received) => received.reply)).toEqual([reply, 200]);
  expect(run.received[0].body).toEqual(run.received[1].body);
  expect(run.received[1]).toMatchObject({ method: 'PUT', headers: { 'content-type': '', 'content-length': String(run.received[1].body.length) } });
});

test('a repeated event gets the same body', async () => {
  const event = createEvent(properties('one', { a: '1' }));
  await fn.invoke(event);
  const { received } = await fn.invoke(event);
  expect(received).toHaveLength(2);
  expect(received[1].body).toEqual(received[0].body);
});

test('an identifier with characters of several bytes: content-length counts bytes', async () => {
  const event = createEvent(properties('schlüssel-鍵'));
  const { received } = await fn.invoke(event);
  expect(received.map(({ reply }) => reply)).toEqual([200]);
  expect(JSON.parse(received[0].body.toString())).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('schlüssel-鍵') });
});

test('a run leaves one line of JSON in the log, without signed URL or credentials', async () => {
  const event = createEvent(properties('one', { a: '1' }));
  await fn.invoke(event);
  const lines = fn.logOf(event);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0])).toEqual({
    requestId: event.RequestId,
    requestType: 'Create',
    stackId: event.StackId,
    logicalResourceId: event.LogicalResourceId,
    outcome: 'SUCCESS',
    warnings: [],
    milliseconds: expect.any(Number),
  });
  expect(fn.output).not.toMatch(/X-Amz|a-secret-access-key|a-session-token/);
});

test('after all of that nothing but the built-in modules of Node.js was asked for', async () => {
  const { loaded } = await fn.invoke(deleteEvent('one', properties('one')));
  const [bundle, ...modules] = loaded;
  expect(bundle).toMatch(/index\.js$/);
  expect(modules.map((name) => name.replace(/^node:/, '')).filter((name) => !builtinModules.includes(name))).toEqual([]);
  expect(fn.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
});
