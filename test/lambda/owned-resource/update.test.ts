import { accessDenied, hang, loseAnswer, refuse } from '../../../local-redshift/injected-faults';
import { RedshiftHsm } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';
import { GENERATED_NAME, properties, updateEvent } from '../cloudformation-events';
import { attributesOf, failed, invocation, succeeded } from '../expected-responses';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

const SOMEONE_ELSES = Object.entries(OTHERS).map(([whose, { tag, words }]) => [whose, { [OWNER_TAG]: tag }, words] as const);

function numbered(key: string, many: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: many }, (_, i) => [`${key}-${i}`, '']));
}

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
});

describe('the same identifier', () => {
  describe('the certificate is ours', () => {
    test('only what differs is written: what is new first, then what is gone', async () => {
      fn.redshift.hsm.seed('one', { publicKey: 'pem', tags: { keep: '1', change: '1', remove: '1', ...OWN } });
      const [wanted, old] = [{ keep: '1', change: '2', empty: '' }, { keep: '1', change: '1', remove: '1' }];
      const event = updateEvent('one', properties('one', wanted), properties('one', old));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, 'one', attributesOf('one', 'pem')),
        sent: ['DescribeHsmClientCertificates one', 'CreateTags one change=2 empty=', 'DeleteTags one remove'],
      }));
      expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'pem', tags: { keep: '1', change: '2', empty: '', ...OWN } } });
    });

    test('nothing differs: nothing is written', async () => {
      fn.redshift.hsm.seed('one', { publicKey: 'pem', tags: { a: '1', empty: '', theirs: 'x', ...OWN } });
      const before = fn.redshift.hsm.state();
      const event = updateEvent('one', properties('one', { a: '1', empty: '' }), properties('one', { a: '0', gone: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, 'one', attributesOf('one', 'pem')),
        sent: ['DescribeHsmClientCertificates one'],
      }));
      expect(fn.redshift.hsm.state()).toEqual(before);
    });

    test('tags that others put on it stay, also where they look like ours', async () => {
      const theirs = { 'by-hand': 'x', 'aws:cloudformation:stack-name': 'Demo', 'cdk-redshift-hsm:other': 'y', 'Ours': 'in capitals' };
      fn.redshift.hsm.seed('one', { tags: { ours: '1', ...theirs, ...OWN } });
      const event = updateEvent('one', properties('one'), properties('one', { 'ours': '1', [OWNER_TAG]: 'x', 'cdk-redshift-hsm:other': 'y' }));
      expect(await fn.invoke(event)).toMatchObject({ sent: ['DescribeHsmClientCertificates one', 'DeleteTags one ours'] });
      expect(fn.redshift.hsm.state().one.tags).toEqual({ ...theirs, ...OWN });
    });

    test('a value that was changed by hand is put right', async () => {
      fn.redshift.hsm.seed('one', { tags: { a: 'by hand', ...OWN } });
      const event = updateEvent('one', properties('one', { a: '1', b: '2' }), properties('one', { a: '1' }));
      expect(await fn.invoke(event)).toMatchObject({ sent: ['DescribeHsmClientCertificates one', 'CreateTags one a=1 b=2'] });
    });

    describe('a policy demands a tag of each call that writes tags', () => {
      /** Denies what writes tags without the key. */
      const demand = (key: string): void => {
        fn.redshift.onArrival = ({ action, params }) => {
          const keys = Object.entries(params).filter(([name]) => name.endsWith('.Key')).map(([, value]) => value);
          return action === 'CreateTags' && !keys.includes(key) ? accessDenied('explicit deny in a service control policy') : undefined;
        };
      };

      test.each([
        ['a few tags', { 'cost-center': '7', 'a': '1' }, { 'cost-center': '7', 'b': '1' }],
        ['half as many tags as fit', { 'cost-center': '7', ...numbered('old', 24) }, { 'cost-center': '7', ...numbered('new', 24) }],
      ])('and %s are replaced: nothing was deleted before it is refused, and the rollback has nothing to write', async (_, was, is) => {
        fn.redshift.hsm.seed('one', { tags: { ...was, ...OWN } });
        const before = fn.redshift.hsm.state();
        demand('cost-center');
        const [old, wanted] = [properties('one', was), properties('one', is)];
        const event = updateEvent('one', wanted, old);
        expect(await fn.invoke(event)).toMatchObject({ response: failed(event, 'one', /was denied redshift:CreateTags/) });
        expect(fn.redshift.hsm.state()).toEqual(before);
        expect(await fn.invoke(updateEvent('one', old, wanted))).toMatchObject({
          response: { Status: 'SUCCESS' }, sent: ['DescribeHsmClientCertificates one'],
        });
        expect(fn.redshift.hsm.state()).toEqual(before);
      });
    });

    test.each([
      [25, ['DeleteTags', 'CreateTags'], {}],
      [24, ['CreateTags', 'DeleteTags'], {}],
      [24, ['CreateTags', 'DeleteTags', 'CreateTags'], { 'aws:cloudformation:stack-name': 'Demo', 'aws:x': '' }], // the stand-in counts them among the 50
    ])('%p tags are replaced, by %p: the old ones go first only where the new ones have no room beside them', async (count, calls, system) => {
      fn.redshift.hsm.seed('one', { tags: { ...numbered('old', count), ...system, ...OWN } });
      const event = updateEvent('one', properties('one', numbered('new', count)), properties('one', numbered('old', count)));
      const { response, sent } = await fn.invoke(event);
      expect(response).toMatchObject({ Status: 'SUCCESS' });
      expect(sent.map((words) => words.split(' ')[0])).toEqual(['DescribeHsmClientCertificates', ...calls]);
      expect(fn.redshift.hsm.state().one.tags).toEqual({ ...numbered('new', count), ...system, ...OWN });
    });

    test.each([['CreateTags', 'DeleteTags'], ['DeleteTags', 'CreateTags']] as const)(
      '49 tags are replaced by 49 others, and the responses to %s and %s are lost: once more, and the rollback, end right', async (...lost) => {
        const [old, wanted] = [properties('one', numbered('old', 49)), properties('one', numbered('new', 49))];
        fn.redshift.hsm.seed('one', { tags: { ...numbered('old', 49), ...OWN } });
        lost.forEach((action) => fn.redshift.faults.next(action, loseAnswer()));
        const event = updateEvent('one', wanted, old);
        const runs = [await fn.invoke(event), await fn.invoke(event)];
        expect(runs[1].response).toEqual(runs[0].response);
        expect(fn.redshift.hsm.state().one.tags).toEqual({ ...numbered('new', 49), ...OWN });
        expect(await fn.invoke(updateEvent('one', old, wanted))).toMatchObject({ response: { Status: 'SUCCESS' } });
        expect(fn.redshift.hsm.state().one.tags).toEqual({ ...numbered('old', 49), ...OWN });
      });

    test('49 tags are replaced by 49 others, and the run ends between the two: the rollback puts back what is missing', async () => {
      const [old, wanted] = [properties('one', numbered('old', 49)), properties('one', numbered('new', 49))];
      fn.redshift.hsm.seed('one', { tags: { ...numbered('old', 49), ...OWN } });
      fn.redshift.faults.next('CreateTags', accessDenied('explicit deny in a service control policy'));
      expect(await fn.invoke(updateEvent('one', wanted, old))).toMatchObject({ response: { Status: 'FAILED' } });
      expect(fn.redshift.hsm.state().one.tags).toEqual(OWN);
      expect(await fn.invoke(updateEvent('one', old, wanted))).toMatchObject({ response: { Status: 'SUCCESS' } });
      expect(fn.redshift.hsm.state().one.tags).toEqual({ ...numbered('old', 49), ...OWN });
    });

    test('there is no room for the tags, since others have added theirs: it fails, and nothing was deleted in vain', async () => {
      fn.redshift.hsm.seed('one', { tags: { ...numbered('theirs', 48), a: '1', ...OWN } });
      const before = fn.redshift.hsm.state();
      const [old, wanted] = [properties('one', { a: '1' }), properties('one', { b: '1', c: '1' })];
      const event = updateEvent('one', wanted, old);
      expect(await fn.invoke(event)).toMatchObject({ response: failed(event, 'one', /50 tags/) });
      expect(fn.redshift.hsm.state()).toEqual(before);
      expect(await fn.invoke(updateEvent('one', old, wanted))).toMatchObject({ response: { Status: 'SUCCESS' }, sent: ['DescribeHsmClientCertificates one'] });
    });

    test('delivered again: the same body, and nothing more is written', async () => {
      fn.redshift.hsm.seed('one', { tags: { a: '1', ...OWN } });
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one', { a: '1' }));
      const first = await fn.invoke(event);
      const again = await fn.invoke(event);
      expect(again.response).toEqual(first.response);
      expect(again.sent).toEqual(['DescribeHsmClientCertificates one']);
    });

    test('responses that are lost: the tags are as wanted', async () => {
      fn.redshift.hsm.seed('one', { tags: { a: '1', ...OWN } });
      fn.redshift.faults.next('DeleteTags', loseAnswer());
      fn.redshift.faults.next('CreateTags', loseAnswer());
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one', { a: '1' }));
      expect(await fn.invoke(event)).toMatchObject({
        response: { Status: 'SUCCESS' },
        sent: ['DescribeHsmClientCertificates one', 'CreateTags one b=2', 'CreateTags one b=2', 'DeleteTags one a', 'DeleteTags one a'],
      });
      expect(fn.redshift.hsm.state().one.tags).toEqual({ b: '2', ...OWN });
    });

    test('a denied call is waited for, with a look before it is made again', async () => {
      fn.redshift.hsm.seed('one', { tags: { a: '1', ...OWN } });
      fn.redshift.faults.times('CreateTags', 2, accessDenied());
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one', { a: '1' }));
      expect(await fn.invoke(event)).toMatchObject({
        response: { Status: 'SUCCESS' },
        sent: [
          'DescribeHsmClientCertificates one', 'CreateTags one b=2', 'DescribeHsmClientCertificates one', 'CreateTags one b=2',
          'DescribeHsmClientCertificates one', 'CreateTags one b=2', 'DeleteTags one a',
        ],
      });
    });

    test('while it is waited for IAM someone deletes it and makes one of that name: theirs is left', async () => {
      fn.redshift.hsm.seed('one', { tags: OWN });
      fn.redshift.faults.next('CreateTags', accessDenied());
      fn.clock.after(100, () => fn.redshift.hsm.seed('one', { publicKey: 'theirs', tags: { [OWNER_TAG]: OTHERS.anotherStack.tag } }));
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one'));
      expect(await fn.invoke(event)).toMatchObject({ response: failed(event, 'one', OTHERS.anotherStack.words) });
      expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'theirs', tags: { [OWNER_TAG]: OTHERS.anotherStack.tag } } });
    });

    test.each([
      ['the tags', () => undefined],
      ['the next try, while it was waited for IAM', () => accessDenied()],
    ])('deleted between the look and %s: it fails, and is not made again, since nobody might delete that', async (_, befall) => {
      fn.redshift.hsm.seed('one', { publicKey: 'pem', tags: OWN });
      fn.redshift.onArrival = ({ action }) => {
        if (action !== 'CreateTags') return undefined;
        fn.redshift.hsm.certificates.clear();
        return befall();
      };
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one'));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: failed(event, 'one', /one was deleted while its tags were updated/),
        sent: ['DescribeHsmClientCertificates one', 'CreateTags one b=2', 'DescribeHsmClientCertificates one'],
      }));
      expect(fn.redshift.hsm.state()).toEqual({});
    });

    test('in another spelling: the physical id stays as it is', async () => {
      fn.redshift.hsm.seed('payroll', { publicKey: 'pem', tags: { a: '1', ...OWN } });
      const event = updateEvent('payroll', properties('PAYROLL', { a: '2' }), properties('Payroll', { a: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, 'payroll', attributesOf('payroll', 'pem')),
        sent: ['DescribeHsmClientCertificates payroll', 'CreateTags payroll a=2'],
      }));
      expect(fn.redshift.hsm.state()).toEqual({ payroll: { publicKey: 'pem', tags: { a: '2', ...OWN } } });
    });
  });

  describe('the certificate has no owner tag', () => {
    test.each([['given'], [GENERATED_NAME]])('%s: it is put back, with this Update as maker, and the tags are as wanted', async (name) => {
      fn.redshift.hsm.seed(name, { publicKey: 'pem', tags: { a: '1', theirs: 'x' } });
      const event = updateEvent(name, properties(name, { b: '2' }), properties(name, { a: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, name, attributesOf(name, 'pem')),
        sent: [`DescribeHsmClientCertificates ${name}`, `CreateTags ${name} b=2 ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`, `DeleteTags ${name} a`],
      }));
      expect(fn.redshift.hsm.state()).toEqual({ [name]: { publicKey: 'pem', tags: { b: '2', theirs: 'x', ...createdBy(event) } } });
    });
  });

  test.each(SOMEONE_ELSES)('the certificate is that of %s: it fails, says whose, and changes nothing', async (_, tags, words) => {
    for (const name of ['given', GENERATED_NAME]) {
      fn.redshift.hsm.seed(name, { publicKey: 'theirs', tags: { a: '1', ...tags } });
      const before = fn.redshift.hsm.state();
      const event = updateEvent(name, properties(name, { b: '2' }), properties(name, { a: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: failed(event, name, new RegExp(name), words),
        sent: [`DescribeHsmClientCertificates ${name}`],
      }));
      expect(fn.redshift.hsm.state()).toEqual(before);
    }
  });

  describe('the certificate is gone', () => {
    test('it is created again, the id stays, and a warning says that the public key is new', async () => {
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one', { a: '1' }));
      expect(await fn.invoke(event)).toEqual(invocation({
        response: succeeded(event, 'one', attributesOf('one', 'public key 1, of one')),
        sent: ['DescribeHsmClientCertificates one', `CreateHsmClientCertificate one b=2 ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`],
        warnings: [/one was gone and has been created again: it has a new public key, which must be registered/],
      }));
      expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'public key 1, of one', tags: { b: '2', ...createdBy(event) } } });
    });

    test('and its response is lost: once is enough', async () => {
      fn.redshift.faults.next('CreateHsmClientCertificate', loseAnswer());
      const event = updateEvent('one', properties('one'), properties('one'));
      expect(await fn.invoke(event)).toMatchObject({
        response: succeeded(event, 'one', attributesOf('one', 'public key 1, of one')),
        warnings: [expect.stringMatching(/created again/)],
      });
      expect(fn.redshift.hsm.state()).toEqual({ one: { publicKey: 'public key 1, of one', tags: createdBy(event) } });
    });

    test('delivered again: the same response, and a warning that says what it does not know', async () => {
      const event = updateEvent('one', properties('one', { b: '2' }), properties('one'));
      const first = await fn.invoke(event);
      const again = await fn.invoke(event);
      expect(again.response).toEqual(first.response);
      expect(again.warnings).toEqual([expect.stringMatching(/one was created again by an earlier invocation .*, or that restored its owner tag\. If it was created again, it has a new public key/)]);
    });

    test('the id stays as it is where the service keeps names in lower case', async () => {
      fn = new InProcessFunction({ hsm: new RedshiftHsm({ identifiersAreKept: 'in lower case' }) });
      const event = updateEvent('Payroll', properties('Payroll'), properties('Payroll'));
      expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'Payroll', attributesOf('payroll', 'public key 1, of Payroll')) });
    });
  });
});

describe.each([
  ['another name', 'old'],
  ['a marker', 'cdk-redshift-hsm:not-created:33333333-3333-3333-3333-333333333333'],
  ['an invented id', 'Demo-Certificate4E7ABB08-1ABCDEF2GHIJ'],
  ['an id with what no name has', 'Demo Certificate/*:'],
])('another identifier, the physical id being %s', (_id, id) => {
  beforeEach(() => {
    if (id === 'old') fn.redshift.hsm.seed('old', { publicKey: 'old pem', tags: OWN });
  });

  const old = (): object => (id === 'old' ? { old: { publicKey: 'old pem', tags: OWN } } : {});

  test('free: it is created, the old one is not touched, and a warning says that it must be registered', async () => {
    const event = updateEvent(id, properties('new', { a: '1' }), properties('old'));
    const { response, sent, warnings } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'new', attributesOf('new', 'public key 1, of new')));
    expect(sent).toEqual(['DescribeHsmClientCertificates new', `CreateHsmClientCertificate new a=1 ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`]);
    expect(warnings).toEqual([`The HSM client certificate new replaces ${id}: it has a new public key, which must be registered on the HSM`]);
    expect(fn.redshift.hsm.state()).toEqual({ ...old(), new: { publicKey: 'public key 1, of new', tags: { a: '1', ...createdBy(event) } } });
  });

  test('delivered again: the same response and warning', async () => {
    const event = updateEvent(id, properties('new', { a: '1' }), properties('old'));
    const first = await fn.invoke(event);
    const state = fn.redshift.hsm.state();
    const again = await fn.invoke(event);
    expect(again).toEqual({ ...first, sent: ['DescribeHsmClientCertificates new'], seconds: 0 });
    expect(fn.redshift.hsm.state()).toEqual(state);
  });

  test('exists, ours, whoever made it: its tags are brought in line, and it is the result', async () => {
    fn.redshift.hsm.seed('new', { publicKey: 'pem', tags: { a: '1', stale: '1', ...OWN } });
    const event = updateEvent(id, properties('new', { a: '2' }), properties('old', { stale: '1' }));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'new', attributesOf('new', 'pem')),
      sent: ['DescribeHsmClientCertificates new', 'CreateTags new a=2', 'DeleteTags new stale'],
    }));
    expect(fn.redshift.hsm.state()).toEqual({ ...old(), new: { publicKey: 'pem', tags: { a: '2', ...OWN } } });
  });

  test('exists, a generated name of this stack without owner tag: as ours', async () => {
    fn.redshift.hsm.seed(GENERATED_NAME, { publicKey: 'pem' });
    const event = updateEvent(id, properties(GENERATED_NAME), properties('old'));
    expect(await fn.invoke(event)).toMatchObject({
      response: succeeded(event, GENERATED_NAME, attributesOf(GENERATED_NAME, 'pem')),
      sent: [`DescribeHsmClientCertificates ${GENERATED_NAME}`, `CreateTags ${GENERATED_NAME} ${OWNER_TAG}=${createdBy(event)[OWNER_TAG]}`],
    });
    expect(fn.redshift.hsm.state()).toEqual({ ...old(), [GENERATED_NAME]: { publicKey: 'pem', tags: createdBy(event) } });
  });

  test.each([
    ...SOMEONE_ELSES,
    ['an unknown owner', {}, /an unknown owner.*cdk-redshift-hsm:owner/] as const,
  ])('exists, that of %s: it fails with the id that it was given, says whose, and changes nothing', async (_, tags, words) => {
    fn.redshift.hsm.seed('new', { publicKey: 'theirs', tags });
    const before = fn.redshift.hsm.state();
    const event = updateEvent(id, properties('new', { a: '1' }), properties('old'));
    expect(await fn.invoke(event)).toEqual(invocation({ response: failed(event, id, /certificate new/, words), sent: ['DescribeHsmClientCertificates new'] }));
    expect(fn.redshift.hsm.state()).toEqual(before);
  });

  test('taken by what Describe does not show, for a while: it is created again, with a look before', async () => {
    fn.redshift.faults.times('CreateHsmClientCertificate', 2, refuse('HsmClientCertificateAlreadyExistsFault'));
    const event = updateEvent(id, properties('new'), properties('old'));
    const { response, sent, seconds } = await fn.invoke(event);
    expect(response).toEqual(succeeded(event, 'new', attributesOf('new', 'public key 1, of new')));
    const [look, create] = ['DescribeHsmClientCertificates new', expect.stringMatching(/^CreateHsmClientCertificate new/)];
    expect(sent).toEqual([look, create, look, look, create, look, look, create]);
    expect(seconds).toBeLessThan(15);
  });

  test('taken by what Describe does not show, for good: it fails after 15 seconds', async () => {
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', refuse('HsmClientCertificateAlreadyExistsFault'));
    const event = updateEvent(id, properties('new'), properties('old'));
    const { response, seconds } = await fn.invoke(event);
    expect(response).toEqual(failed(event, id, /new is already in use, but not returned by DescribeHsmClientCertificates/));
    expect(seconds).toBeCloseTo(15, 1);
    expect(fn.redshift.hsm.state()).toEqual(old());
  });

  test('a Create that never responds is timed out after 90 seconds, and not tried again after that', async () => {
    fn.redshift.faults.untilRemoved('CreateHsmClientCertificate', hang());
    const event = updateEvent(id, properties('new'), properties('old'));
    const { response, seconds, sent } = await fn.invoke(event);
    expect(response).toEqual(failed(event, id, /new was not created within 90 seconds/));
    expect(seconds).toBe(90);
    await fn.clock.sleep(600_000);
    expect(fn.redshift.calls).toHaveLength(sent.length);
  });

  test('the attributes do not fit into a response: it fails with the id that it was given', async () => {
    fn = new InProcessFunction({ publicKeyFor: () => '\n'.repeat(2_000) });
    const event = updateEvent(id, properties('new'), properties('old'));
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, id, /4096/, /PublicKey: 4002/) });
  });
});

test('the new name is the same in another spelling: that is no replacement', async () => {
  fn.redshift.hsm.seed('Payroll', { publicKey: 'pem', tags: OWN });
  const event = updateEvent('Payroll', properties('payroll'), properties('Payroll'));
  expect(await fn.invoke(event)).toEqual(invocation({
    response: succeeded(event, 'Payroll', attributesOf('Payroll', 'pem')),
    sent: ['DescribeHsmClientCertificates Payroll'],
  }));
});

describe('odd old properties', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['nothing', null],
    ['text', 'text'],
    ['a list', [{ Identifier: 'other' }]],
    ['with an identifier that is none', { Identifier: 'no name', Tags: [{ Key: 'a', Value: '1' }] }],
    ['with an identifier that is a list', { Identifier: ['other'], Tags: [{ Key: 'a', Value: '1' }] }],
    ['with tags that are a map', { Identifier: 'one', Tags: { a: '1' } }],
    ['with tags that are none', { Identifier: 'one', Tags: [null, 'x', 7, {}, { Key: 7 }, { Key: '' }, { Key: 'aws:a' }, { Key: OWNER_TAG }] }],
  ])('%s: what is unusable in them is taken as absent', async (_, OldResourceProperties) => {
    fn.redshift.hsm.seed('one', { publicKey: 'pem', tags: { theirs: '1', ...OWN } });
    fn.redshift.hsm.seed('other', { tags: OWN });
    const event = updateEvent('one', properties('one', { b: '2' }), {}, { OldResourceProperties });
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'one', attributesOf('one', 'pem')),
      sent: ['DescribeHsmClientCertificates one', 'CreateTags one b=2'],
    }));
    expect(Object.keys(fn.redshift.hsm.state())).toEqual(['one', 'other']);
  });

  test('with tags of which one is usable, and twice: it is removed, and named once', async () => {
    fn.redshift.hsm.seed('one', { tags: { a: '1', ...OWN } });
    const event = updateEvent('one', properties('one'), { Identifier: 'one', Tags: [null, { Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] });
    expect(await fn.invoke(event)).toMatchObject({ sent: ['DescribeHsmClientCertificates one', 'DeleteTags one a'] });
  });
});

test.each<[string, object, RegExp]>([
  ['an identifier that is none', { Identifier: 'no name' }, /"no name" contains white space/],
  ['a tag that is none', { Tags: [{ Key: 'aws:a', Value: '1' }] }, /begins with aws:/],
])('%s in the new properties: it fails with the id that it was given, and calls nothing', async (_, more, reason) => {
  const event = updateEvent('one', { ...properties('one'), ...more }, properties('one'));
  expect(await fn.invoke(event)).toEqual(invocation({ response: failed(event, 'one', reason) }));
});
