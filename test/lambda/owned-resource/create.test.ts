import { accessDenied, Denial, hang, loseAnswer, refuse, throttle } from '../../../local-redshift/injected-faults';
import { RedshiftHsm } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';
import { createEvent, GENERATED_NAME, LOGICAL_ID, marker, properties } from '../cloudformation-events';
import { attributesOf, failed, invocation, succeeded } from '../expected-responses';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

const UNKNOWN_TOKEN = refuse('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
});

describe('a name that is free', () => {
  test.each([
    ['generated', GENERATED_NAME],
    ['given by the user', 'Payroll'],
  ])('%s: one call makes the certificate, with its tags and owner', async (_, name) => {
    const event = createEvent(properties(name, { team: 'security', empty: '' }));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, name, attributesOf(name, `public key 1, of ${name}`)),
      sent: [`CreateHsmClientCertificate ${name} team=security empty= ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`],
    }));
    expect(fn.redshift.hsm.state()).toEqual({
      [name]: { publicKey: `public key 1, of ${name}`, tags: { team: 'security', empty: '', ...createdBy(event) } },
    });
  });

  test('the physical id and the attributes have the name as the service keeps it', async () => {
    fn = new InProcessFunction({ hsm: new RedshiftHsm({ identifiersAreKept: 'in lower case' }) });
    const event = createEvent(properties('Payroll'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'payroll', attributesOf('payroll', 'public key 1, of Payroll')),
      sent: [expect.stringContaining('CreateHsmClientCertificate Payroll')],
    }));
  });

  test('49 tags fit besides the owner', async () => {
    const tags = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`key-${i}`, 'x'.repeat(256)]));
    const event = createEvent(properties('one', tags));
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(fn.redshift.hsm.state().one.tags).toEqual({ ...tags, ...createdBy(event) });
  });

  test('the quota is reached: the reason says so', async () => {
    fn = new InProcessFunction({ hsm: new RedshiftHsm({ hsmClientCertificateQuota: 0 }) });
    const event = createEvent(properties('one'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: failed(event, marker(event), /quota/),
      sent: [expect.stringMatching(/^Create/)],
    }));
  });

  test('the attributes do not fit into a response: it fails, and the reason names the limit and what is how long', async () => {
    fn = new InProcessFunction({ publicKeyFor: () => 'x'.repeat(4_000) });
    const event = createEvent(properties('one'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: failed(event, marker(event), /4096/, /PublicKey: 4002/),
      sent: [expect.stringMatching(/^Create/)],
    }));
  });
});

describe('a name that is taken', () => {
  test('by this very request, delivered again: the same body, and nothing is written', async () => {
    const bodies: string[] = [];
    fn.put = async (_, body) => {
      bodies.push(body);
      return 200;
    };
    const event = createEvent(properties('one', { a: '1' }));
    await fn.invoke(event);
    const before = fn.redshift.hsm.state();
    const again = await fn.invoke(event);
    expect(again.sent).toEqual([expect.stringMatching(/^CreateHsmClientCertificate one /), 'DescribeHsmClientCertificates one']);
    expect(again.warnings).toEqual([]);
    expect(bodies[1]).toBe(bodies[0]);
    expect(fn.redshift.hsm.state()).toEqual(before);
  });

  test('by this very request, delivered twice at the same time', async () => {
    const event = createEvent(properties('one', { a: '1' }));
    const runs = await Promise.all([fn.invoke(event), fn.invoke(event)]);
    const response = succeeded(event, 'one', attributesOf('one', 'public key 1, of one'));
    expect(runs.map((one) => one.response)).toEqual([response, response]);
    expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'public key 1, of one', tags: { a: '1', ...createdBy(event) } } });
  });

  test('by this very request, whose response was lost', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.next('CreateHsmClientCertificate', loseAnswer());
    const create = expect.stringMatching(/^CreateHsmClientCertificate one /);
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'one', attributesOf('one', 'public key 1, of one')),
      sent: [create, create, 'DescribeHsmClientCertificates one'],
    }));
    expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'public key 1, of one', tags: createdBy(event) } });
  });

  test.each([[GENERATED_NAME], ['given']])('by this resource, earlier (%s): it fails, says how to go on, and changes nothing', async (name) => {
    fn.redshift.hsm.seed(name, { publicKey: 'earlier', tags: { b: '2', ...OWN } });
    const before = fn.redshift.hsm.state();
    const event = createEvent(properties(name, { a: '1' }));
    const howToGoOn = /HsmClientCertificate\.fromHsmClientCertificateIdentifier, delete it, or choose another identifier/;
    expect(await fn.invoke(event)).toEqual(invocation({
      response: failed(event, marker(event), new RegExp(name), /RETAIN/, /left behind while a cluster used it/, /its rollback would delete it/, howToGoOn),
      sent: [expect.stringMatching(/^CreateHsmClientCertificate/), `DescribeHsmClientCertificates ${name}`],
    }));
    expect(fn.redshift.hsm.state()).toEqual(before);
  });

  test('by this resource, earlier, in another spelling', async () => {
    fn.redshift.hsm.seed('Payroll', { tags: OWN });
    const event = createEvent(properties('PAYROLL'));
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, marker(event), /Payroll/, /this resource created it earlier/) });
  });

  test.each([
    ...Object.entries(OTHERS).map(([whose, { tag, words }]) => [whose, { [OWNER_TAG]: tag }, words] as const),
    ['an unknown owner', {}, /an unknown owner.*cdk-redshift-hsm:owner/] as const,
  ])('by %s: it fails, says whose it is and how to go on, and changes nothing', async (_, tags, words) => {
    const howToGoOn = /Choose another identifier, or refer to it with HsmClientCertificate\.fromHsmClientCertificateIdentifier/;
    for (const name of ['given', GENERATED_NAME]) {
      fn.redshift.hsm.seed(name, { publicKey: 'theirs', tags });
      const before = fn.redshift.hsm.state();
      const event = createEvent(properties(name, { a: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: failed(event, marker(event), new RegExp(name), words, /It was left in place/, howToGoOn),
        sent: [expect.stringMatching(/^CreateHsmClientCertificate/), `DescribeHsmClientCertificates ${name}`],
      }));
      expect(fn.redshift.hsm.state()).toEqual(before);
    }
  });

  describe('by what Describe does not show', () => {
    const taken = refuse('HsmClientCertificateAlreadyExistsFault');

    test('for a while: it is created again, with a look before each time', async () => {
      const event = createEvent(properties('one'));
      fn.redshift.faults.times('CreateHsmClientCertificate', 3, taken);
      const { response, sent, seconds } = await fn.invoke(event);
      expect(response).toEqual(succeeded(event, 'one', attributesOf('one', 'public key 1, of one')));
      expect(sent.map((words) => words.split(' ')[0].replace('HsmClientCertificate', ''))).toEqual([
        'Create', 'Describes', 'Describes', 'Create', 'Describes', 'Describes', 'Create', 'Describes', 'Describes', 'Create',
      ]);
      expect(seconds).toBeLessThan(15);
    });

    test('for good: it fails after 15 seconds', async () => {
      const event = createEvent(properties('one'));
      fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', taken);
      const { response, seconds, sent } = await fn.invoke(event);
      expect(response).toEqual(failed(event, marker(event), /one is already in use, but not returned by DescribeHsmClientCertificates/, /another identifier/));
      expect(seconds).toBeCloseTo(15, 1);
      expect(sent.filter((words) => words.startsWith('Create')).length).toBeLessThan(10);
      expect(fn.redshift.hsm.state()).toEqual({});
    });

    test('and then by someone else: it is left', async () => {
      const event = createEvent(properties('one'));
      fn.redshift.faults.times('CreateHsmClientCertificate', 2, taken);
      fn.redshift.onArrival = ({ at }) => {
        if (at > 0 && !fn.redshift.hsm.find('one')) fn.redshift.hsm.seed('one', { publicKey: 'theirs' });
      };
      expect(await fn.invoke(event)).toMatchObject({ response: failed(event, marker(event), /an unknown owner/) });
      expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'theirs', tags: {} } });
    });
  });
});

describe('a call that is denied', () => {
  test('for some seconds, because IAM shows a policy late: it is waited for, with a look before the next Create', async () => {
    const event = createEvent(properties('one'));
    const allow = fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', accessDenied());
    fn.clock.after(20_000, allow);
    const { response, sent, seconds } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'one', attributesOf('one', 'public key 1, of one')));
    expect(sent.map((words) => words.split(' ')[0])).toEqual(sent.map((_, i) => (i % 2 ? 'DescribeHsmClientCertificates' : 'CreateHsmClientCertificate')));
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(28);
  });

  test.each([
    'CreateHsmClientCertificate', 'CreateTags',
  ])('for good: it fails after 60 seconds, and the reason names %s and the ARN', async (denied) => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', accessDenied('no identity-based policy', denied));
    const { response, seconds } = await fn.invoke(event);
    const words = new RegExp(`redshift:${denied} on resource: arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one`);
    expect(response).toEqual(failed(event, marker(event), words));
    expect(seconds).toBeCloseTo(60, 1);
  });

  test('for the service does not know the new credentials yet: it is waited for, with a look before the next Create', async () => {
    const event = createEvent(properties('one'));
    fn.clock.after(20_000, fn.redshift.faults.untilRemoved('*', UNKNOWN_TOKEN));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'one', attributesOf('one', 'public key 1, of one')));
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(28);
  });

  test('for the service does not know its credentials, for good: it fails after 60 seconds, in the words of the service', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.untilRemoved('*', UNKNOWN_TOKEN);
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /failed: The security token included in the request is invalid\. \(InvalidClientTokenId\)$/));
    expect(seconds).toBeCloseTo(60, 1);
  });

  test('the pauses grow up to 8 seconds, and no two runs keep in step', async () => {
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', accessDenied());
    const pauses = async (): Promise<number[]> => {
      const before = fn.redshift.calls.length;
      await fn.invoke(createEvent(properties('one')));
      const times = fn.redshift.calls.slice(before).filter(({ action }) => action.startsWith('Create')).map(({ at }) => at);
      return times.slice(1, -1).map((time, i) => time - times[i]); // the last lasts until the 60 seconds are over
    };
    const [one, other] = [await pauses(), await pauses()];
    for (const given of [one, other]) {
      given.forEach((pause, i) => {
        expect(pause).toBeGreaterThanOrEqual(Math.min(500 * 2 ** i, 8_000));
        expect(pause).toBeLessThanOrEqual(Math.min(1_000 * 2 ** i, 8_000) + 1);
      });
    }
    expect(one).not.toEqual(other);
  });

  test('one after the other: 60 seconds are waited in all', async () => {
    const event = createEvent(properties('one'));
    const allowCreate = fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', accessDenied());
    fn.clock.after(40_000, () => {
      allowCreate();
      fn.redshift.faults.untilRemoved('*', accessDenied());
    });
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /DescribeHsmClientCertificates/));
    expect(seconds).toBeCloseTo(60, 1);
  });

  test.each<Denial>([
    'explicit deny in a service control policy', 'no permissions boundary',
  ])('by what does not pass (%s): it fails at once', async (denial) => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.untilRemoved('*', accessDenied(denial));
    const { response, sent, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /redshift:CreateHsmClientCertificate on resource/));
    expect(sent).toHaveLength(1);
    expect(seconds).toBe(0);
  });

  test('while someone else takes the name: theirs is left', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.next('CreateHsmClientCertificate', accessDenied());
    fn.clock.after(500, () => fn.redshift.hsm.seed('one', { publicKey: 'theirs' }));
    const { response, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /an unknown owner/));
    expect(sent).toEqual([expect.stringMatching(/^Create/), 'DescribeHsmClientCertificates one']);
    expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'theirs', tags: {} } });
  });
});

describe('time', () => {
  test('a Create that never responds is timed out after 90 seconds, and not tried again after that', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', hang());
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /one was not created within 90 seconds, .*: redshift:CreateHsmClientCertificate on .* failed: no response within 10 seconds/));
    expect(seconds).toBe(90);
    await fn.clock.sleep(600_000);
    expect(fn.redshift.calls).toHaveLength(sent.length);
  });

  test('after 90 seconds nothing is created any more', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.next('CreateHsmClientCertificate', accessDenied());
    fn.redshift.onArrival = async ({ action }) => {
      if (action.startsWith('Describe')) await fn.clock.sleep(9_000);
    };
    fn.redshift.faults.times('CreateHsmClientCertificate', 20, accessDenied());
    const { response } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /one was not created within 90 seconds, .*: the function's role was denied redshift:CreateHsmClientCertificate on arn:/));
    expect(fn.redshift.calls.filter(({ action, at }) => action.startsWith('Create') && at >= 90_000)).toEqual([]);
  });

  test('a Create that is throttled for good is timed out after 90 seconds, and the reason says so', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', throttle());
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /one was not created within 90 seconds, .*: redshift:CreateHsmClientCertificate on .* failed: Rate exceeded \(Throttling\)/));
    expect(seconds).toBe(90);
  });

  test('a name that is taken unseen, and then Redshift throttles: the reason has both, in their order', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.faults.next('CreateHsmClientCertificate', refuse('HsmClientCertificateAlreadyExistsFault'));
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', throttle());
    const { response } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /90 seconds, .*: the identifier one is already in use, but not returned by DescribeHsmClientCertificates.*; then .*Rate exceeded/));
  });

  test('what has passed is not told', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.hsm.seed('one', { publicKey: 'theirs' });
    fn.redshift.faults.times('CreateHsmClientCertificate', 3, throttle());
    fn.redshift.onArrival = async ({ action }) => (action.startsWith('Describe') ? new Promise(() => undefined) : undefined);
    fn.timeout = 54_000; // the watchdog comes while the first try of Describe is under way
    const { response } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /^The request timed out after 9 seconds$/));
  });

  test('Describe never responds: it fails when it has been tried for long enough, and nothing is called after that', async () => {
    const event = createEvent(properties('one'));
    fn.redshift.hsm.seed('one', { publicKey: 'theirs' });
    fn.redshift.faults.untilRemoved('DescribeHsmClientCertificates', hang());
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, marker(event), /DescribeHsmClientCertificates on \* failed: no response within 10 seconds/));
    expect(seconds).toBeLessThan(255);
    await fn.clock.sleep(600_000);
    expect(fn.redshift.calls).toHaveLength(sent.length);
  });
});

describe('properties that cannot be obeyed', () => {
  const identifiers: [string, unknown, RegExp][] = [
    ['missing', undefined, /Identifier is undefined: it must be a string/],
    ['a number', 7, /Identifier is 7: it must be a string/],
    ['a list', ['one'], /Identifier is \["one"\]: it must be a string/],
    ['empty', '', /Identifier "" is empty: an identifier has 1 to 255 characters/],
    ['too long', 'x'.repeat(256), /has 256 characters: at most 255 are allowed/],
    ['with white space', 'my name', /"my name" contains white space/],
    ['with a wildcard', 'my*', /"my\*" contains "\*"/],
    ['with a colon', 'my:name', /contains ":"/],
    ['with a slash', 'my/name', /contains "\/"/],
    ['an unresolved token', '${Token[TOKEN.7]}', /contains "\$"/],
  ];
  test.each(identifiers)('an identifier that is %s', async (_, Identifier, reason) => {
    const event = createEvent({ ...properties('one'), Identifier });
    expect(await fn.invoke(event)).toEqual(invocation({ response: failed(event, marker(event), reason) }));
  });

  const tags: [string, unknown, RegExp][] = [
    ['a map', { a: '1' }, /Tags is \{"a":"1"\}: it must be a list of tags/],
    ['a string', 'a=1', /Tags is "a=1": it must be a list/],
    ['with a string in the list', ['a'], /has the tag "a": a tag has a Key and a Value/],
    ['with nothing in the list', [null], /has the tag null: a tag has a Key and a Value/],
    ['without a key', [{ Value: '1' }], /has the tag \{"Value":"1"\}/],
    ['with a value that is a list', [{ Key: 'a', Value: ['1'] }], /has the tag \{"Key":"a","Value":\["1"\]\}/],
    ['twice the same key', [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }], /has the key "a" twice/],
    ['twice the same key, at first without a value', [{ Key: 'a' }, { Key: 'a', Value: '1' }], /has the key "a" twice/],
    ['50 of them', Array.from({ length: 50 }, (_, i) => ({ Key: `${i}`, Value: '' })), /has 50 tags: at most 49 are allowed/],
    ['with an empty key', [{ Key: '', Value: '1' }], /key "" has 0 characters: 1 to 128/],
    ['with a key of 129 characters', [{ Key: 'k'.repeat(129), Value: '1' }], /has 129 characters: 1 to 128/],
    ['with a value of 257 characters', [{ Key: 'a', Value: 'v'.repeat(257) }], /value of the tag "a" has 257 characters/],
    ['with a key that is AWS\'s', [{ Key: 'AWS:x', Value: '1' }], /key "AWS:x" begins with aws:/],
    ['with a key that is the library\'s', [{ Key: 'CDK-redshift-hsm:owner', Value: '1' }], /begins with cdk-redshift-hsm:/],
    ['with a character that is not allowed', [{ Key: 'a', Value: '1;2' }], /value of the tag "a" has a character that is not allowed/],
  ];
  test.each(tags)('tags: %s', async (_, Tags, reason) => {
    const event = createEvent({ ...properties('one'), Tags });
    expect(await fn.invoke(event)).toEqual(invocation({ response: failed(event, marker(event), reason) }));
  });

  test.each([['missing', undefined], ['nothing', null], ['empty', []]])('no tags are none: %s', async (_, Tags) => {
    const event = createEvent({ ...properties('one'), Tags });
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(fn.redshift.hsm.state().one.tags).toEqual(createdBy(event));
  });

  test('a tag without a value has an empty one', async () => {
    const event = createEvent({ ...properties('one'), Tags: [{ Key: 'a' }] });
    await fn.invoke(event);
    expect(fn.redshift.hsm.state().one.tags).toEqual({ a: '', ...createdBy(event) });
  });

  test('what is unknown is of a later version, and ignored', async () => {
    const event = createEvent({ ...properties('one'), Rotation: { Every: '90' }, Tags: [{ Key: 'a', Value: '1', PropagateAtLaunch: 'true' }] });
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(fn.redshift.hsm.state().one.tags).toEqual({ a: '1', ...createdBy(event) });
  });
});

test.each([
  ['aws-us-gov', 'us-gov-west-1', '123456789012'],
  ['aws-cn', 'cn-north-1', '210987654321'],
])('the ARN is of the partition, Region and account of the stack: %s', async (partition, region, account) => {
  fn = new InProcessFunction({ hsm: new RedshiftHsm({ partition, region, account }) });
  const StackId = `arn:${partition}:cloudformation:${region}:${account}:stack/Demo/0a1b2c3d-4e5f-11ee-8c99-0242ac120002`;
  const event = createEvent(properties('one'), { StackId });
  expect(await fn.invoke(event)).toMatchObject({ response: { Data: { Arn: `arn:${partition}:redshift:${region}:${account}:hsmclientcertificate:one` } } });
});

test('a RequestId that is longer than a UUID is hashed in the tag and comes back in the marker as it is', async () => {
  const RequestId = 'r'.repeat(100);
  const event = createEvent(properties('one'), { RequestId });
  await fn.invoke(event);
  const owner = fn.redshift.hsm.state().one.tags[OWNER_TAG];
  expect(owner).toMatch(new RegExp(`^stack/Demo/[-0-9a-f]{36}/${LOGICAL_ID}/[0-9a-f]{16}$`));
  fn.redshift.hsm.seed('two');
  const failing = createEvent(properties('two'), { RequestId });
  expect(await fn.invoke(failing)).toMatchObject({ response: { PhysicalResourceId: `cdk-redshift-hsm:not-created:${RequestId}` } });
});
