import { accessDenied, drip, hang, loseAnswer, refuse, throttle } from '../../../local-redshift/injected-faults';
import { OWNER_TAG } from '../../../src/private/contract';
import { withoutRepeats } from '../call-description';
import {
  CloudFormationEvent, createEvent, deleteEvent, GENERATED_NAME, LOGICAL_ID, marker, Properties, properties, STACK_UUID,
} from '../cloudformation-events';
import { failed, invocation, succeeded } from '../expected-responses';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

const INVENTED_ID = 'Demo-Certificate4E7ABB08-1ABCDEF2GHIJ';
const SOMEONE_ELSES = Object.entries(OTHERS).map(([whose, { tag, words }]) => [whose, { [OWNER_TAG]: tag }, words] as const);
const UNKNOWN_OWNER = ['an unknown owner', {}, /an unknown owner/] as const;

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
  fn.redshift.hsm.seed('a-strangers', { publicKey: 'theirs' });
});

/** All certificates besides the one that every test has to leave. */
function left(): Record<string, unknown> {
  const { 'a-strangers': strangers, ...others } = fn.redshift.hsm.state();
  expect(strangers).toEqual({ publicKey: 'theirs', tags: {} });
  return others;
}

function seed(name: string, tags: Record<string, string>): Record<string, unknown> {
  fn.redshift.hsm.seed(name, { publicKey: `pem of ${name}`, tags });
  return { [name]: { publicKey: `pem of ${name}`, tags } };
}

/** Whether the service holds that the name is used by clusters. */
function use(name: string, ...clusters: string[]): void {
  clusters.forEach((identifier) => fn.redshift.hsm.addCluster({ identifier, hsmClientCertificateIdentifier: name }));
}

describe('a known id', () => {
  test.each([['given'], [GENERATED_NAME]])('ours (%s): it is deleted, after a look', async (name) => {
    seed(name, { a: '1', ...OWN });
    const event = deleteEvent(name, properties(name, { a: '1' }));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, name),
      sent: [`DescribeHsmClientCertificates ${name}`, `DeleteHsmClientCertificate ${name}`],
    }));
    expect(left()).toEqual({});
  });

  test.each([
    ['payroll', 'Payroll', 'PAYROLL'],
    ['PAYROLL', 'payroll', 'Payroll'],
  ])('in another spelling: the id is %s, the identifier %s, and the service keeps %s', async (id, identifier, kept) => {
    seed(kept, OWN);
    const event = deleteEvent(id, properties(identifier));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, id),
      sent: [`DescribeHsmClientCertificates ${id}`, `DeleteHsmClientCertificate ${kept}`],
    }));
    expect(left()).toEqual({});
  });

  test('no owner tag, a generated name of this stack: it is deleted, since nobody else has such a name', async () => {
    seed(GENERATED_NAME, { theirs: '1' });
    const event = deleteEvent(GENERATED_NAME, properties(GENERATED_NAME));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, GENERATED_NAME),
      sent: [`DescribeHsmClientCertificates ${GENERATED_NAME}`, `DeleteHsmClientCertificate ${GENERATED_NAME}`],
    }));
    expect(left()).toEqual({});
  });

  test('no owner tag, a name given by the user: it fails, and the reason says both ways out', async () => {
    const state = seed('given', { a: '1' });
    const event = deleteEvent('given', properties('given'));
    const result = await fn.invoke(event);
    expect(result).toEqual(invocation({
      response: failed(event, 'given', /given has no tag cdk-redshift-hsm:owner/, /retain the resource Certificate4E7ABB08/),
      sent: ['DescribeHsmClientCertificates given'],
    }));
    expect(left()).toEqual(state);

    const { Reason } = result.response as { Reason: string };
    const command = /aws redshift create-tags --resource-name (\S+) --tags Key=(\S+),Value=(\S+) /.exec(Reason)!;
    const [, arn, key, value] = command;
    expect(arn).toBe('arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:given');
    fn.redshift.hsm.createTags({ ResourceName: arn, Tags: [{ Key: key, Value: value }] });
    expect(await fn.invoke(deleteEvent('given', properties('given')))).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(left()).toEqual({});
  });

  test.each(SOMEONE_ELSES)('that of %s: it is left with a warning, and the Delete succeeds', async (_, tags, words) => {
    for (const name of ['given', GENERATED_NAME]) {
      const state = seed(name, tags);
      const event = deleteEvent(name, properties(name));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, name),
        sent: [`DescribeHsmClientCertificates ${name}`],
        warnings: [new RegExp(`${name} was left in place: .*${words.source}`)],
      }));
      expect(left()).toMatchObject(state);
    }
  });

  test('gone: it succeeds at once', async () => {
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toEqual({ ...invocation({ response: succeeded(event, 'one'), sent: ['DescribeHsmClientCertificates one'] }), seconds: 0 });
  });

  test('a name that Describe refuses is not there', async () => {
    const event = deleteEvent('not--an-identifier', properties('not--an-identifier'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'not--an-identifier'),
      sent: ['DescribeHsmClientCertificates not--an-identifier'],
    }));
  });

  test('delivered again, at the same time or afterwards: the same response', async () => {
    seed('one', OWN);
    const event = deleteEvent('one', properties('one'));
    const runs = [...await Promise.all([fn.invoke(event), fn.invoke(event)]), await fn.invoke(event)];
    expect(runs.map(({ response }) => response)).toEqual(Array(3).fill(succeeded(event, 'one')));
    expect(left()).toEqual({});
  });

  test('the response to the deletion is lost: it is gone', async () => {
    seed('one', OWN);
    fn.redshift.faults.next('DeleteHsmClientCertificate', loseAnswer('drip'));
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'one'),
      sent: ['DescribeHsmClientCertificates one', 'DeleteHsmClientCertificate one', 'DeleteHsmClientCertificate one'],
    }));
    expect(left()).toEqual({});
  });

  test.each<[string, Properties]>([
    ['without tags', { Identifier: 'one' }],
    ['with tags that are none', { ...properties('one'), Tags: 'all' }],
    ['with what is unknown', { ...properties('one'), Rotation: 'true' }],
  ])('%s: it is deleted all the same', async (_, given) => {
    seed('one', OWN);
    const event = deleteEvent('one', given);
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'one') });
    expect(left()).toEqual({});
  });
});

describe('still used by a cluster', () => {
  test('for some minutes: it is tried again until the cluster lets go', async () => {
    seed('one', OWN);
    use('one', 'warehouse');
    fn.clock.after(100_000, () => fn.redshift.hsm.removeCluster('warehouse'));
    const event = deleteEvent('one', properties('one'));
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'one'));
    expect(seconds).toBeGreaterThanOrEqual(100);
    expect(seconds).toBeLessThanOrEqual(115);
    expect(sent.filter((words) => words.startsWith('DescribeClusters'))).toHaveLength(1);
    expect(sent.slice(-2)).toEqual(['DescribeHsmClientCertificates one', 'DeleteHsmClientCertificate one']);
    expect(left()).toEqual({});
  });

  test('for good: it fails after 240 seconds, naming the clusters on all pages, and nothing is called after that', async () => {
    const state = seed('one', OWN);
    use('One', 'a-warehouse', 'z-warehouse');
    use('other', ...Array.from({ length: 150 }, (_, i) => `cluster-${i}`));
    const event = deleteEvent('one', properties('one'));
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, 'one', /one cannot be deleted while it is in use by the clusters a-warehouse, z-warehouse: /));
    expect(seconds).toBeCloseTo(240, 1);
    expect(sent.filter((words) => words.startsWith('DescribeClusters'))).toEqual(['DescribeClusters', expect.stringContaining('the next page')]);
    expect(sent.filter((words) => words.startsWith('DeleteHsmClientCertificate')).length).toBeLessThan(25);
    expect(left()).toEqual(state);
    await fn.clock.sleep(600_000);
    expect(fn.redshift.calls).toHaveLength(sent.length);
  });

  test.each([
    ['denied', accessDenied()],
    ['denied for good', accessDenied('explicit deny in a service control policy')],
    ['refused', refuse('UnsupportedOperation')],
    ['throttled for good', throttle()],
    ['not answered', hang()],
  ])('DescribeClusters is %s: that is not waited for longer than 10 seconds, and the response comes without names', async (_, fault) => {
    seed('one', OWN);
    use('one', 'warehouse');
    fn.redshift.faults.untilRemoved('DescribeClusters', fault);
    const event = deleteEvent('one', properties('one'));
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, 'one', /one cannot be deleted while it is in use: /));
    expect(seconds).toBeCloseTo(240, 1);
    expect(sent.filter((words) => words.startsWith('DeleteHsmClientCertificate')).length).toBeGreaterThan(14);
  });

  test('not available yet, says the service, and no cluster uses it: it is tried again', async () => {
    seed('one', OWN);
    fn.redshift.faults.times('DeleteHsmClientCertificate', 3, refuse('InvalidHsmClientCertificateStateFault'));
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'one') });
    expect(left()).toEqual({});
  });

  test('not available, says the service, for good: it fails, and names no cluster where none uses it', async () => {
    const state = seed('one', OWN);
    fn.redshift.faults.untilRemoved('DeleteHsmClientCertificate', refuse('InvalidHsmClientCertificateStateFault', 'It is not available.'));
    const event = deleteEvent('one', properties('one'));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, 'one', /one cannot be deleted while it is in use: redshift:DeleteHsmClientCertificate on .* failed: It is not available\./));
    expect(seconds).toBeCloseTo(240, 1);
    expect(left()).toEqual(state);
  });

  test('someone deletes it by hand meanwhile: that is what was wanted', async () => {
    seed('one', OWN);
    use('one', 'warehouse');
    fn.clock.after(30_000, () => fn.redshift.hsm.certificates.delete('one'));
    const event = deleteEvent('one', properties('one'));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'one'));
    expect(seconds).toBeLessThanOrEqual(45);
  });

  test('someone deletes it and makes one of that name, with an owner: theirs is left, and it succeeds with a warning', async () => {
    seed('one', OWN);
    use('one', 'warehouse');
    let theirs = {};
    fn.clock.after(30_000, () => { theirs = seed('one', { [OWNER_TAG]: OTHERS.anotherStack.tag }); });
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'one'), warnings: [expect.stringMatching(OTHERS.anotherStack.words)] });
    expect(left()).toEqual(theirs);
  });

  test('someone deletes it and makes one of that name, without: theirs is left, and it fails', async () => {
    seed('one', OWN);
    use('one', 'warehouse');
    let theirs = {};
    fn.clock.after(30_000, () => { theirs = seed('one', {}); });
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, 'one', /has no tag cdk-redshift-hsm:owner/) });
    expect(left()).toEqual(theirs);
  });

  test('and Describe never responds any more: the watchdog ends the invocation after 255 seconds, and nothing is called after that', async () => {
    const state = seed('one', OWN);
    use('one', 'warehouse');
    fn.clock.after(200_000, () => fn.redshift.faults.untilRemoved('*', drip()));
    const event = deleteEvent('one', properties('one'));
    const { response, seconds, sent } = await fn.invoke(event);
    const inUse = 'one cannot be deleted while it is in use by the cluster warehouse: .*';
    expect(response).toEqual(failed(event, 'one', new RegExp(`timed out after 255 seconds: the HSM client certificate ${inUse}; then redshift:Describe.* failed: no response`)));
    expect(seconds).toBe(255);
    await fn.clock.sleep(600_000);
    expect(fn.redshift.calls).toHaveLength(sent.length);
    expect(left()).toEqual(state);
  });
});

describe('the deletion is denied', () => {
  test('for some seconds: it is waited for, with a look before each', async () => {
    seed('one', OWN);
    fn.redshift.faults.times('DeleteHsmClientCertificate', 2, accessDenied());
    const event = deleteEvent('one', properties('one'));
    const pair = ['DescribeHsmClientCertificates one', 'DeleteHsmClientCertificate one'];
    expect(await fn.invoke(event)).toEqual(invocation({ response: succeeded(event, 'one'), sent: [...pair, ...pair, ...pair] }));
    expect(left()).toEqual({});
  });

  test('for the service does not know the new credentials yet: the look and the deletion are waited for', async () => {
    seed('one', OWN);
    const unknown = refuse('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
    fn.redshift.faults.times('DescribeHsmClientCertificates', 3, unknown);
    fn.redshift.faults.times('DeleteHsmClientCertificate', 3, unknown);
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'one') });
    expect(left()).toEqual({});
  });

  test('for good: it fails after 60 seconds, and the reason names action and ARN', async () => {
    const state = seed('one', OWN);
    fn.redshift.faults.untilRemoved('DeleteHsmClientCertificate', accessDenied());
    const event = deleteEvent('one', properties('one'));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, 'one', /redshift:DeleteHsmClientCertificate on resource: arn:aws:redshift:us-east-1:0{12}:hsmclientcertificate:one/));
    expect(seconds).toBeCloseTo(60, 1);
    expect(left()).toEqual(state);
  });

  test('since its response was lost, and what is gone has no tag that would allow it: the second look settles it', async () => {
    seed('one', OWN);
    fn.redshift.onArrival = ({ action }) => {
      if (!action.startsWith('Delete')) return undefined;
      return fn.redshift.hsm.find('one') ? loseAnswer() : accessDenied();
    };
    const event = deleteEvent('one', properties('one'));
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'one'));
    expect(sent.filter((words) => words.startsWith('Describe'))).toHaveLength(2);
    expect(seconds).toBeLessThan(10);
  });

  test('and someone makes one of that name meanwhile: theirs is left', async () => {
    seed('one', OWN);
    fn.redshift.faults.next('DeleteHsmClientCertificate', accessDenied());
    let theirs = {};
    fn.clock.after(100, () => { theirs = seed('one', { [OWNER_TAG]: OTHERS.anEarlierStack.tag }); });
    const event = deleteEvent('one', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'one'), warnings: [expect.stringMatching(OTHERS.anEarlierStack.words)] });
    expect(left()).toEqual(theirs);
  });
});

describe('a marker', () => {
  const failedCreate = createEvent(properties('one', { a: '1' }));
  const undo = (given: Properties = failedCreate.ResourceProperties as Properties): CloudFormationEvent => deleteEvent(marker(failedCreate), given);

  test.each(['one', GENERATED_NAME])('the certificate was made by the request of the marker (%s): it is deleted, and looked for 15 seconds', async (name) => {
    seed(name, createdBy(failedCreate));
    const event = undo(properties(name));
    const { seconds, sent, ...rest } = await fn.invoke(event);
    expect(rest).toEqual({ response: succeeded(event, marker(failedCreate)), warnings: [] });
    const look = `DescribeHsmClientCertificates ${name}`;
    expect(withoutRepeats(sent)).toEqual([look, `DeleteHsmClientCertificate ${name}`, look]);
    expect(seconds).toBe(15);
    expect(left()).toEqual({});
  });

  test('a call that was given up makes it again: that goes as well', async () => {
    seed('one', createdBy(failedCreate));
    fn.clock.after(10_000, () => seed('one', createdBy(failedCreate)));
    expect(await fn.invoke(undo())).toMatchObject({ response: { Status: 'SUCCESS' }, warnings: [] });
    expect(left()).toEqual({});
  });

  test('the request has an id that the tag has hashed: it is deleted', async () => {
    fn = new InProcessFunction({ publicKeyFor: () => 'x'.repeat(4_096) });
    fn.redshift.hsm.seed('a-strangers', { publicKey: 'theirs' });
    const create = createEvent(properties('one'), { RequestId: 'an id that is longer than a UUID, with ümlaut & ampersand' });
    const { response } = await fn.invoke(create) as { response: { PhysicalResourceId: string } };
    expect(Object.keys(left())).toEqual(['one']);
    const event = deleteEvent(response.PhysicalResourceId, properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(left()).toEqual({});
  });

  test.each([
    ['ours, but made by another request', OWN] as const,
    ['of an unknown owner', {}] as const,
    ...SOMEONE_ELSES.map(([whose, tags]) => [`that of ${whose}`, tags] as const),
  ])('the certificate is %s: it is left, and the Delete succeeds at once', async (_, tags) => {
    for (const name of ['one', GENERATED_NAME]) {
      const state = seed(name, tags);
      const event = undo(properties(name));
      const { warnings, ...rest } = await fn.invoke(event);
      expect(rest).toEqual({ response: succeeded(event, marker(failedCreate)), sent: [`DescribeHsmClientCertificates ${name}`], seconds: 0 });
      expect(left()).toMatchObject(state);
    }
  });

  test('nothing is there: it is looked for 15 seconds, since a call that was given up may still be carried out', async () => {
    const event = undo();
    const { response, seconds, sent, warnings } = await fn.invoke(event);
    expect({ response, warnings }).toEqual({ response: succeeded(event, marker(failedCreate)), warnings: [] });
    expect(seconds).toBe(15);
    expect(new Set(sent)).toEqual(new Set(['DescribeHsmClientCertificates one']));
    expect(fn.redshift.calls.at(-1)).toMatchObject({ at: 15_000 });
  });

  test('it appears after 10 seconds: it is deleted then', async () => {
    fn.clock.after(10_000, () => seed('one', createdBy(failedCreate)));
    const event = undo();
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, marker(failedCreate)));
    expect(seconds).toBeLessThanOrEqual(15);
    expect(left()).toEqual({});
  });

  test('someone else takes the name meanwhile: theirs is left', async () => {
    let theirs = {};
    fn.clock.after(10_000, () => { theirs = seed('one', {}); });
    expect(await fn.invoke(undo())).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(left()).toEqual(theirs);
  });

  test('it is used by a cluster: the Delete fails, naming it', async () => {
    const state = seed('one', createdBy(failedCreate));
    use('one', 'warehouse');
    const event = undo();
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, marker(failedCreate), /in use by the cluster warehouse: /) });
    expect(left()).toEqual(state);
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['a list', ['one']],
    ['with white space', 'my name'],
    ['with a wildcard', 'o*'],
    ['an unresolved token', '${Token[T.1]}'],
  ])('an identifier that is %s: it succeeds at once, and nothing is called', async (_, Identifier) => {
    seed('one', OWN);
    const event = undo({ ...properties('one'), Identifier });
    expect(await fn.invoke(event)).toEqual({ ...invocation({ response: succeeded(event, marker(failedCreate)) }), seconds: 0 });
  });

  test('the whole story: a Create that is given up and carried out all the same leaves nothing', async () => {
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', hang());
    fn.clock.after(100_000, () => seed('one', createdBy(failedCreate)));
    expect(await fn.invoke(failedCreate)).toMatchObject({ response: { Status: 'FAILED', PhysicalResourceId: marker(failedCreate) }, seconds: 90 });
    expect(left()).toEqual({});
    const { response, sent } = await fn.invoke(undo());
    expect(response).toMatchObject({ Status: 'SUCCESS' });
    expect(sent).toContain('DeleteHsmClientCertificate one');
    expect(left()).toEqual({});
  });

  test('the whole story: a Create that was refused somebody else\'s certificate leaves it', async () => {
    const state = seed('one', {});
    await fn.invoke(failedCreate);
    await fn.invoke(undo());
    expect(left()).toEqual(state);
  });
});

describe('an unknown id', () => {
  describe.each([
    ['an invented id', INVENTED_ID],
    ['an invented id that was cut', INVENTED_ID.slice(0, 12)],
    ['white space', ' '],
    ['1,024 characters', 'x'.repeat(1_024)],
    ['what no name has', 'arn:aws:x/y*'],
    ['a name that Describe refuses', 'not--an-identifier'],
    ['another name, whose certificate is gone', 'other'],
    ['a generated name of another stack', 'demo-certificate4e7abb08-ffffffff'],
  ])('%s', (_id, id) => {
    test('the certificate of the identifier is ours: it is deleted, and looked for until 105 seconds are over', async () => {
      seed('one', OWN);
      const event = deleteEvent(id, properties('one'));
      const { response, seconds, sent, warnings } = await fn.invoke(event);
      expect({ response, warnings }).toEqual({ response: succeeded(event, id), warnings: [] });
      expect(seconds).toBe(105);
      expect(sent.filter((words) => !words.startsWith('Describe'))).toEqual(['DeleteHsmClientCertificate one']);
      expect(left()).toEqual({});
    });

    test.each([...SOMEONE_ELSES, UNKNOWN_OWNER])('the identifier names that of %s: it is left with a warning, and the Delete succeeds', async (_, tags, words) => {
      for (const name of ['one', GENERATED_NAME]) {
        const state = seed(name, tags);
        const event = deleteEvent(id, properties(name));
        const { response, seconds, sent, warnings } = await fn.invoke(event);
        expect(response).toEqual(succeeded(event, id));
        expect(seconds).toBe(0);
        expect(sent.at(-1)).toBe(`DescribeHsmClientCertificates ${name}`);
        expect(warnings).toEqual([expect.stringMatching(new RegExp(`${name} was left in place: .*${words.source}`))]);
        expect(left()).toMatchObject(state);
      }
    });

    test('nothing is there: it is looked for until no Create can be running, and that is no failure', async () => {
      const event = deleteEvent(id, properties('one'));
      const { response, seconds, sent, warnings } = await fn.invoke(event);
      expect({ response, warnings }).toEqual({ response: succeeded(event, id), warnings: [] });
      expect(seconds).toBe(105);
      expect(sent.at(-1)).toBe('DescribeHsmClientCertificates one');
      expect(fn.redshift.calls.at(-1)).toMatchObject({ at: 105_000 });
    });

    test.each([
      [undefined], [''], [['one']], ['my name'], ['o*'],
    ])('an identifier that is %j: the id alone counts, and it succeeds at once', async (Identifier) => {
      const state = seed('one', OWN);
      const event = deleteEvent(id, { ...properties('one'), Identifier });
      expect(await fn.invoke(event)).toEqual({ ...invocation({ response: succeeded(event, id), sent: expect.any(Array) }), seconds: 0 });
      expect(fn.redshift.calls.filter(({ action }) => !action.startsWith('Describe'))).toEqual([]);
      expect(left()).toEqual(state);
    });

    test('what cannot be a name is not asked for, and nothing else than the two names is', async () => {
      await fn.invoke(deleteEvent(id, properties('one')));
      const asked = new Set(fn.redshift.calls.map(({ params }) => params.HsmClientCertificateIdentifier));
      expect(asked).toEqual(new Set(/^[\w-]{1,255}$/.test(id) ? [id, 'one'] : ['one']));
    });
  });

  test('the Create is still running: what it makes is deleted', async () => {
    fn.redshift.onArrival = async ({ action }) => {
      if (action === 'CreateHsmClientCertificate') await fn.clock.sleep(9_000);
    };
    fn.redshift.faults.times('CreateHsmClientCertificate', 3, accessDenied());
    const create = createEvent(properties('one'));
    const creating = fn.invoke(create);
    await fn.clock.sleep(5_000);
    expect(await fn.invoke(deleteEvent(INVENTED_ID, properties('one')))).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(await creating).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(left()).toEqual({});
  });

  test('it is looked for less and less often, down to every 5 seconds', async () => {
    await fn.invoke(deleteEvent(INVENTED_ID, properties('one')));
    const looks = fn.redshift.calls.filter(({ params }) => params.HsmClientCertificateIdentifier === 'one').map(({ at }) => at);
    const pauses = looks.slice(1).map((at, i) => at - looks[i]);
    expect(pauses.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
    expect(new Set(pauses.slice(3, -1))).toEqual(new Set([5_000])); // the last ends with the time
  });

  test('it appears while it is looked for: it is deleted within 5 seconds', async () => {
    fn.clock.after(60_000, () => seed('one', OWN));
    await fn.invoke(deleteEvent(INVENTED_ID, properties('one')));
    const [deletion, ...others] = fn.redshift.calls.filter(({ action }) => action.startsWith('Delete'));
    expect(deletion.at).toBeGreaterThanOrEqual(60_000);
    expect(deletion.at).toBeLessThanOrEqual(65_000);
    expect(others).toEqual([]);
    expect(left()).toEqual({});
  });

  test('a Create whose response was lost makes it again: that goes as well', async () => {
    seed('one', OWN);
    fn.clock.after(60_000, () => seed('one', OWN));
    const event = deleteEvent(INVENTED_ID, properties('one'));
    const { sent } = await fn.invoke(event);
    expect(sent.filter((words) => words.startsWith('Delete'))).toEqual(Array(2).fill('DeleteHsmClientCertificate one'));
    expect(left()).toEqual({});
  });

  test('ours is deleted, and someone else takes the name while it is looked for: theirs is left with a warning', async () => {
    seed('one', OWN);
    let theirs = {};
    fn.clock.after(60_000, () => { theirs = seed('one', {}); });
    const { response, warnings } = await fn.invoke(deleteEvent(INVENTED_ID, properties('one')));
    expect(response).toMatchObject({ Status: 'SUCCESS' });
    expect(warnings).toEqual([expect.stringMatching(UNKNOWN_OWNER[2])]);
    expect(left()).toEqual(theirs);
  });

  test.each([['given'], [GENERATED_NAME]])('the id itself names one of ours (%s): that is deleted, and what the identifier names is left', async (id) => {
    seed(id, OWN);
    const state = seed('live', OWN);
    const event = deleteEvent(id, properties('live'));
    expect(await fn.invoke(event)).toEqual({
      ...invocation({ response: succeeded(event, id), sent: [`DescribeHsmClientCertificates ${id}`, `DeleteHsmClientCertificate ${id}`] }), seconds: 0,
    });
    expect(left()).toEqual(state);
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['none', 'no name'],
  ])('the id itself names one of ours, the identifier is %s: it is deleted', async (_, Identifier) => {
    seed('given', OWN);
    const event = deleteEvent('given', { Identifier });
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'given'),
      sent: ['DescribeHsmClientCertificates given', 'DeleteHsmClientCertificate given'],
    }));
    expect(left()).toEqual({});
  });

  test('a generated name of this stack, without owner tag: it is deleted, and what the identifier names is left', async () => {
    seed(GENERATED_NAME, {});
    const state = seed('live', OWN);
    const event = deleteEvent(GENERATED_NAME, properties('live'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, GENERATED_NAME),
      sent: [`DescribeHsmClientCertificates ${GENERATED_NAME}`, `DeleteHsmClientCertificate ${GENERATED_NAME}`],
    }));
    expect(left()).toEqual(state);
  });

  test.each<readonly [string, Record<string, string> | undefined]>([
    ['nothing is there', undefined],
    ...SOMEONE_ELSES.map(([whose, tags]) => [`it is that of ${whose}`, tags] as const),
  ])('a generated name of this stack, but %s: it and what the identifier names are left, at once', async (_, tags) => {
    for (const id of [GENERATED_NAME, 'PAYROLL-0A1B2C3D']) {
      const state = { ...(tags && seed(id, tags)), ...seed('live', OWN) };
      const event = deleteEvent(id, properties('live'));
      const { warnings, ...rest } = await fn.invoke(event);
      expect(rest).toEqual({ response: succeeded(event, id), sent: [`DescribeHsmClientCertificates ${id}`], seconds: 0 });
      expect(warnings).toHaveLength(tags ? 1 : 0);
      expect(left()).toMatchObject(state);
    }
  });

  test.each([
    ...SOMEONE_ELSES, UNKNOWN_OWNER,
  ])('the id itself names that of %s: it is left with a warning, and what the identifier names is deleted if ours', async (_, tags, words) => {
    const state = seed('given', tags);
    seed('one', OWN);
    const event = deleteEvent('given', properties('one'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'given'), warnings: [expect.stringMatching(words)] });
    expect(left()).toEqual(state);
  });

  describe('the id itself named one of ours at first: what the identifier names is left', () => {
    let live: Record<string, unknown>;
    const event = deleteEvent('given', properties('live'));

    beforeEach(() => {
      seed('given', OWN);
      live = seed('live', OWN);
    });

    test('the response to the deletion was lost, and what is gone has no tag that would allow it', async () => {
      fn.redshift.onArrival = ({ action }) => {
        if (!action.startsWith('Delete')) return undefined;
        return fn.redshift.hsm.find('given') ? loseAnswer() : accessDenied();
      };
      expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'given') });
      expect(left()).toEqual(live);
    });

    test('a cluster used it, and someone deleted it by hand meanwhile', async () => {
      use('given', 'warehouse');
      fn.clock.after(30_000, () => fn.redshift.hsm.certificates.delete('given'));
      expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'given') });
      expect(left()).toEqual(live);
    });

    test('a cluster used it, and someone made one of that name meanwhile', async () => {
      use('given', 'warehouse');
      let theirs = {};
      fn.clock.after(30_000, () => { theirs = seed('given', {}); });
      expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'given'), warnings: [expect.stringMatching(/given was left in place/)] });
      expect(left()).toEqual({ ...theirs, ...live });
    });
  });

  test.each([[INVENTED_ID], ['given']])('in use by a cluster (the id is %s): the Delete fails, naming it', async (id) => {
    const name = id === 'given' ? 'given' : 'one';
    const state = seed(name, OWN);
    use(name, 'warehouse');
    const event = deleteEvent(id, properties('one'));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, id, new RegExp(`${name} cannot be deleted while it is in use by the cluster warehouse: `)));
    expect(seconds).toBeCloseTo(240, 1);
    expect(left()).toEqual(state);
  });
});

test('a generated name is one also where the id of the stack is in capitals', async () => {
  seed(GENERATED_NAME, {});
  const StackId = `arn:aws:cloudformation:us-east-1:000000000000:stack/Demo/${STACK_UUID.toUpperCase()}`;
  const event = deleteEvent(GENERATED_NAME, properties(GENERATED_NAME), { StackId });
  expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, GENERATED_NAME) });
  expect(left()).toEqual({});
});

test('of another stack\'s event the generated names are those of that stack', async () => {
  seed(GENERATED_NAME, {});
  const StackId = `arn:aws:cloudformation:us-east-1:000000000000:stack/Demo/ffffffff${STACK_UUID.slice(8)}`;
  const event = deleteEvent(GENERATED_NAME, { Identifier: GENERATED_NAME }, { StackId });
  const value = new RegExp(`Value=stack/Demo/ffffffff${STACK_UUID.slice(8)}/${LOGICAL_ID}/`);
  expect(await fn.invoke(event)).toMatchObject({ response: failed(event, GENERATED_NAME, /has no tag/, value) });
});
