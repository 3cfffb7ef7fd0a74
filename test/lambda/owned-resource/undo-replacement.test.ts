import { accessDenied, hang, loseAnswer, refuse, throttle } from '../../../local-redshift/injected-faults';
import { OWNER_TAG } from '../../../src/private/contract';
import { withoutRepeats } from '../call-description';
import { createEvent, GENERATED_NAME, properties, updateEvent } from '../cloudformation-events';
import { attributesOf, failed, invocation, succeeded } from '../expected-responses';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

/*
 * A replacement of `first` by `second` failed half-way: CloudFormation goes back to `first`, and knows nothing of `second`.
 */

const rollback = updateEvent('first', properties('first', { a: '1' }), properties('second', { b: '2' }));
const response = succeeded(rollback, 'first', attributesOf('first', 'first pem'));
const first = { first: { publicKey: 'first pem', tags: { a: '1', ...OWN } } };

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
  fn.redshift.hsm.seed('first', first.first);
});

test('ours is deleted, once the certificate of the physical id is in order, and looked for until no Update can make it again', async () => {
  fn.redshift.hsm.find('first')!.tags.set('a', 'other').set('b', '2');
  fn.redshift.hsm.seed('second', { tags: createdBy({ RequestId: '22222222-2222-2222-2222-222222222222' }) });
  const { seconds, sent, ...rest } = await fn.invoke(rollback);
  expect(rest).toEqual({ response, warnings: [] });
  expect(withoutRepeats(sent)).toEqual([
    'DescribeHsmClientCertificates first', 'CreateTags first a=1', 'DeleteTags first b',
    'DescribeHsmClientCertificates second', 'DeleteHsmClientCertificate second', 'DescribeHsmClientCertificates second',
  ]);
  expect(seconds).toBe(105);
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test.each([9, 50, 150])('the certificate of the physical id takes %d seconds to be brought in order: ours is deleted after that all the same', async (seconds) => {
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.clock.after(seconds * 1_000, fn.redshift.faults.untilRemoved('DescribeHsmClientCertificates', throttle()));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('it is deleted under the name that the service keeps', async () => {
  fn.redshift.hsm.seed('SECOND', { tags: OWN });
  const { sent } = await fn.invoke(rollback);
  expect(sent.slice(0, 3)).toEqual(['DescribeHsmClientCertificates first', 'DescribeHsmClientCertificates second', 'DeleteHsmClientCertificate SECOND']);
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('an Update whose response was lost makes it again: that goes as well', async () => {
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.clock.after(60_000, () => fn.redshift.hsm.seed('second', { tags: OWN }));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('a later request makes one of that name, since the deployment was rolled back: that one is left', async () => {
  const later = createdBy({ RequestId: '33333333-3333-3333-3333-333333333333' });
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.clock.after(60_000, () => fn.redshift.hsm.seed('second', { publicKey: 'later pem', tags: later }));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'later pem', tags: later } });
});

test.each([
  ...Object.entries(OTHERS).map(([whose, { tag }]) => [whose, { [OWNER_TAG]: tag }] as const),
  ['an unknown owner', {}] as const,
])('that of %s is left', async (_, tags) => {
  fn.redshift.hsm.seed('second', { publicKey: 'theirs', tags });
  expect(await fn.invoke(rollback)).toEqual(invocation({ response, sent: ['DescribeHsmClientCertificates first', 'DescribeHsmClientCertificates second'] }));
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'theirs', tags } });
});

test('a generated name of this stack without owner tag is left', async () => {
  fn.redshift.hsm.seed(GENERATED_NAME, { publicKey: 'pem' });
  const event = updateEvent('first', properties('first', { a: '1' }), properties(GENERATED_NAME));
  expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' } });
  expect(fn.redshift.hsm.state()).toEqual({ ...first, [GENERATED_NAME]: { publicKey: 'pem', tags: {} } });
});

test('not there: it is looked for until no Update can be making it, and that is no failure', async () => {
  const { seconds, sent, ...rest } = await fn.invoke(rollback);
  expect(rest).toEqual({ response, warnings: [] });
  expect(seconds).toBe(105);
  expect(new Set(sent)).toEqual(new Set(['DescribeHsmClientCertificates first', 'DescribeHsmClientCertificates second']));
  expect(fn.redshift.calls.at(-1)).toMatchObject({ at: 105_000 });
});

test('it appears after 60 seconds: it is deleted then', async () => {
  fn.clock.after(60_000, () => fn.redshift.hsm.seed('second', { tags: OWN }));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('someone else takes the name while it is looked for: theirs is left', async () => {
  fn.clock.after(60_000, () => fn.redshift.hsm.seed('second', { publicKey: 'theirs' }));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'theirs', tags: {} } });
});

test('the Update that makes it is still running, and its last call is carried out after it was given up: nothing is left of it', async () => {
  const update = updateEvent('first', properties('second', { b: '2' }), properties('first', { a: '1' }));
  fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', hang());
  fn.clock.after(100_000, () => fn.redshift.hsm.seed('second', { tags: createdBy(update) }));
  const [updated, rolledBack] = await Promise.all([fn.invoke(update), fn.invoke(rollback)]);
  expect(updated).toMatchObject({ response: { Status: 'FAILED', PhysicalResourceId: 'first' } });
  expect(rolledBack).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('in use by a cluster: it is left at once, with a warning', async () => {
  fn.redshift.hsm.seed('second', { publicKey: 'pem', tags: OWN });
  fn.redshift.hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'second' });
  const { seconds, ...rest } = await fn.invoke(rollback);
  expect(rest).toEqual({
    response,
    sent: ['DescribeHsmClientCertificates first', 'DescribeHsmClientCertificates second', 'DeleteHsmClientCertificate second'],
    warnings: [expect.stringMatching(/second, which a failed replacement created, was left in place: .*in use/)],
  });
  expect(seconds).toBe(0);
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'pem', tags: OWN } });
});

test.each([
  ['by what does not pass', accessDenied('explicit deny in a service control policy'), 0],
  ['for as long as IAM is waited for', accessDenied(), 60],
])('the deletion is denied %s: it is left, with a warning', async (_, fault, waited) => {
  fn.redshift.hsm.seed('second', { publicKey: 'pem', tags: OWN });
  fn.redshift.faults.untilRemoved('DeleteHsmClientCertificate', fault);
  const { seconds, ...rest } = await fn.invoke(rollback);
  expect(rest).toMatchObject({ response, warnings: [expect.stringMatching(/second, .*was left in place: .*redshift:DeleteHsmClientCertificate/)] });
  expect(seconds).toBeCloseTo(waited, 1);
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'pem', tags: OWN } });
});

test('the deletion is denied, and while IAM is waited for someone else takes the name: theirs is left', async () => {
  fn.redshift.hsm.seed('second', { publicKey: 'pem', tags: OWN });
  fn.redshift.faults.next('DeleteHsmClientCertificate', accessDenied());
  fn.clock.after(100, () => fn.redshift.hsm.seed('second', { publicKey: 'theirs' }));
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual({ ...first, second: { publicKey: 'theirs', tags: {} } });
});

test('the deletion fails for another reason: it is left at once, with a warning', async () => {
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.redshift.faults.next('DeleteHsmClientCertificate', refuse('DependentServiceUnavailableFault', 'Try later.'));
  const { seconds, ...rest } = await fn.invoke(rollback);
  expect(rest).toMatchObject({ response, warnings: [expect.stringMatching(/second, .*was left in place: .*Try later/)] });
  expect(seconds).toBe(0);
});

test('the response to the deletion is lost: it is gone, and that is no reason for a warning', async () => {
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.redshift.faults.next('DeleteHsmClientCertificate', loseAnswer());
  expect(await fn.invoke(rollback)).toMatchObject({ response, warnings: [] });
  expect(fn.redshift.hsm.state()).toEqual(first);
});

test('the deletion comes to no end: it is given up at 240 seconds, with a warning, the Update succeeds, and nothing is called after that', async () => {
  fn.clock.after(100_000, () => fn.redshift.hsm.seed('second', { tags: OWN }));
  fn.redshift.faults.untilRemoved('DeleteHsmClientCertificate', throttle());
  const { seconds, response: given, sent, warnings } = await fn.invoke(rollback);
  expect({ given, warnings }).toEqual({ given: response, warnings: [expect.stringMatching(/second, .*was left in place: There was no time left: redshift:DeleteHsmClientCertificate on .* failed: Rate exceeded \(Throttling\)$/)] });
  expect(seconds).toBe(240);
  await fn.clock.sleep(600_000);
  expect(fn.redshift.calls).toHaveLength(sent.length);
});

test('the time of the whole run is over first, as under a shorter time-out: the Update fails, and it is for the next one to undo', async () => {
  fn.timeout = 100_000;
  const { seconds, response: given, warnings } = await fn.invoke(rollback);
  expect({ given, warnings }).toEqual({ given: failed(rollback, 'first', /timed out after 55 seconds/), warnings: [] });
  expect(seconds).toBe(55);
});

test('the certificate of the physical id is someone else\'s: it fails, and the half-made one is left for now', async () => {
  fn.redshift.hsm.seed('first', { tags: { [OWNER_TAG]: OTHERS.anotherStack.tag } });
  fn.redshift.hsm.seed('second', { tags: OWN });
  const before = fn.redshift.hsm.state();
  expect(await fn.invoke(rollback)).toEqual(invocation({
    response: failed(rollback, 'first', OTHERS.anotherStack.words),
    sent: ['DescribeHsmClientCertificates first'],
  }));
  expect(fn.redshift.hsm.state()).toEqual(before);
});

test('the certificate of the physical id is gone: it is created again before the half-made one goes', async () => {
  fn.redshift.hsm.certificates.clear();
  fn.redshift.hsm.seed('second', { tags: OWN });
  const { response: given, sent, warnings } = await fn.invoke(rollback);
  expect(given).toEqual(succeeded(rollback, 'first', attributesOf('first', 'public key 1, of first')));
  expect(withoutRepeats(sent).slice(0, 4)).toEqual([
    'DescribeHsmClientCertificates first', expect.stringMatching(/^CreateHsmClientCertificate first/),
    'DescribeHsmClientCertificates second', 'DeleteHsmClientCertificate second',
  ]);
  expect(warnings).toEqual([expect.stringMatching(/first was gone/)]);
  expect(fn.redshift.hsm.state()).toEqual({ first: { publicKey: 'public key 1, of first', tags: { a: '1', ...createdBy(rollback) } } });
});

test.each([
  ['the old name is that of the physical id in another spelling', updateEvent('first', properties('First', { a: '1' }), properties('FIRST'))],
  ['the physical id is not the identifier', updateEvent('other', properties('first', { a: '1' }), properties('second'))],
])('%s: nothing is undone', async (_, event) => {
  fn.redshift.hsm.seed('second', { tags: OWN });
  fn.redshift.hsm.seed('other', { tags: OWN });
  await fn.invoke(event);
  expect(Object.keys(fn.redshift.hsm.state())).toEqual(['first', 'second', 'other']);
});

test('the whole story: the replacement fails since the attributes do not fit, and the rollback leaves what was', async () => {
  fn = new InProcessFunction({ publicKeyFor: (name) => (name === 'second' ? 'x'.repeat(4_096) : `pem of ${name}`) });
  const [old, wanted] = [properties('first', { a: '1' }), properties('second', { b: '2' })];
  const created = await fn.invoke(createEvent(old));
  const before = fn.redshift.hsm.state();
  const update = updateEvent('first', wanted, old);
  expect(await fn.invoke(update)).toMatchObject({ response: failed(update, 'first', /4096/) });
  expect(Object.keys(fn.redshift.hsm.state())).toEqual(['first', 'second']);
  expect(await fn.invoke(updateEvent('first', old, wanted))).toMatchObject({ response: { Data: (created.response as { Data: object }).Data } });
  expect(fn.redshift.hsm.state()).toEqual(before);
});
