import { accessDenied, loseAnswer } from '../../../local-redshift/injected-faults';
import { OWNER_TAG } from '../../../src/private/contract';
import { createEvent, deleteEvent, LOGICAL_ID, marker, properties, STACK_UUID, updateEvent } from '../cloudformation-events';
import { attributesOf, failed, invocation, succeeded } from '../expected-responses';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

const adopting = (identifier: string, tags: Record<string, string> = {}) => ({ ...properties(identifier, tags), AdoptExisting: 'true' });

function adoptedBy({ RequestId }: { RequestId: string }): { [OWNER_TAG]: string } {
  return { [OWNER_TAG]: `adopted/Demo/${STACK_UUID}/${LOGICAL_ID}/${RequestId}` };
}

/** What an earlier request has adopted. */
const ADOPTED = adoptedBy({ RequestId: '11111111-1111-1111-1111-111111111111' });

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
});

const seed = (tags: Record<string, string>, identifier = 'theirs') => fn.redshift.hsm.seed(identifier, { publicKey: 'pem', tags });
const tags = (identifier = 'theirs') => fn.redshift.hsm.state()[identifier]?.tags;

describe('a Create adopts', () => {
  test('what has no owner: the owner tag and the tags that differ in one call, and nothing is deleted', async () => {
    seed({ theirs: 'x', a: 'before', same: '1' });
    const event = createEvent(adopting('theirs', { a: 'after', same: '1', b: '2' }));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'theirs', attributesOf('theirs', 'pem')),
      sent: [
        'DescribeHsmClientCertificates theirs', `CreateTags theirs a=after b=2 ${OWNER_TAG}=${adoptedBy(event)[OWNER_TAG]}`,
        'DescribeHsmClientCertificates theirs',
      ],
    }));
    expect(tags()).toEqual({ theirs: 'x', a: 'after', same: '1', b: '2', ...adoptedBy(event) });
  });

  test.each([
    ['created and retained', OWN],
    ['adopted', ADOPTED],
    ['created in an earlier stack of the same name', { [OWNER_TAG]: OTHERS.anEarlierStack.tag }],
  ])('what this resource has %s earlier', async (_, owner) => {
    seed(owner);
    const event = createEvent(adopting('theirs'));
    expect(await fn.invoke(event)).toMatchObject({ response: succeeded(event, 'theirs', attributesOf('theirs', 'pem')) });
    expect(tags()).toEqual(adoptedBy(event));
  });

  test('once, although the event is a duplicate or the response of Redshift was lost', async () => {
    seed({});
    const event = createEvent(adopting('theirs', { a: '1' }));
    fn.redshift.faults.next('CreateTags', loseAnswer());
    const first = await fn.invoke(event);
    const second = await fn.invoke(event);
    expect(second.response).toEqual(first.response);
    expect(second.sent).toEqual(['DescribeHsmClientCertificates theirs']);
    expect(tags()).toEqual({ a: '1', ...adoptedBy(event) });
  });

  test('nothing that does not exist: nothing is created', async () => {
    const event = createEvent(adopting('theirs'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: failed(event, marker(event), /here is no HSM client certificate theirs to adopt in the account 000000000000, Region us-east-1/),
      sent: ['DescribeHsmClientCertificates theirs'],
    }));
  });

  test.each(Object.entries(OTHERS).filter(([name]) => name !== 'anEarlierStack'))('nothing of %s: the reason has the command by which the owner gives it up', async (_, { tag }) => {
    seed({ [OWNER_TAG]: tag });
    const event = createEvent(adopting('theirs', { a: '1' }));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: failed(event, marker(event), /cannot be adopted/, /aws redshift delete-tags --resource-name arn:\S+:theirs --tag-keys cdk-redshift-hsm:owner/),
      sent: ['DescribeHsmClientCertificates theirs'],
    }));
    expect(tags()).toEqual({ [OWNER_TAG]: tag });
  });

  test('nothing that another stack adopts at the same moment', async () => {
    seed({});
    const event = createEvent(adopting('theirs'));
    const other = { [OWNER_TAG]: `adopted/Payroll/${STACK_UUID}/Theirs/x` };
    let isTagged = false;
    fn.redshift.onArrival = ({ action }) => {
      if (isTagged) Object.entries(other).forEach(([key, value]) => fn.redshift.hsm.find('theirs')!.tags.set(key, value));
      isTagged ||= action === 'CreateTags';
    };
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, marker(event), /cannot be adopted/, /stack Payroll/) });
    expect(tags()).toEqual(other);
  });

  test.each([['AdoptExisting', 'perhaps', /AdoptExisting is "perhaps"/], ['Identifier', '', /AdoptExisting is true without Identifier/]])(
    'nothing if %s is "%s"', async (name, value, reason) => {
      const event = createEvent({ ...adopting('theirs'), IdentifierPrefix: 'x', [name]: value });
      expect(await fn.invoke(event)).toMatchObject({ response: failed(event, marker(event), reason), sent: [] });
    });
});

describe('an Update', () => {
  test.each([['with the property', adopting], ['without it', properties]])('keeps the owner tag of what is adopted, %s', async (_, of) => {
    seed({ a: '1', b: '1', ...ADOPTED });
    const event = updateEvent('theirs', of('theirs', { a: '2' }), of('theirs', { a: '1', b: '1' }));
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS' }, warnings: [] });
    expect(tags()).toEqual({ a: '2', ...ADOPTED });
  });

  test('restores a missing owner tag as adopted', async () => {
    seed({});
    const event = updateEvent('theirs', adopting('theirs', { a: '1' }), adopting('theirs'));
    await fn.invoke(event);
    expect(tags()).toEqual({ a: '1', ...adoptedBy(event) });
  });

  test('to another identifier adopts that one, and creates none', async () => {
    seed(ADOPTED);
    seed({}, 'other');
    const event = updateEvent('theirs', adopting('other'), adopting('theirs'));
    expect(await fn.invoke(event)).toMatchObject({ response: { Status: 'SUCCESS', PhysicalResourceId: 'other' } });
    expect([tags(), tags('other')]).toEqual([ADOPTED, adoptedBy(event)]);
    const missing = updateEvent('theirs', adopting('missing'), adopting('theirs'));
    expect(await fn.invoke(missing)).toMatchObject({ response: failed(missing, 'theirs', /here is no HSM client certificate missing to adopt/) });
  });

  test('that rolls back releases what the failed one has adopted', async () => {
    seed(ADOPTED, 'first');
    seed({ team: 'x', ...adoptedBy({ RequestId: 'failed' }) }, 'second');
    await fn.invoke(updateEvent('first', adopting('first'), adopting('second')));
    expect([tags('first'), tags('second')]).toEqual([ADOPTED, { team: 'x' }]);
  });
});

describe('a Delete', () => {
  const create = createEvent(adopting('theirs'));

  test.each([['with the property', adopting], ['without it', properties]])('releases what is adopted: the owner tag goes and nothing else, %s', async (_, of) => {
    seed({ team: 'x', ...ADOPTED });
    const event = deleteEvent('theirs', of('theirs'));
    expect(await fn.invoke(event)).toEqual(invocation({
      response: succeeded(event, 'theirs'),
      sent: ['DescribeHsmClientCertificates theirs', `DeleteTags theirs ${OWNER_TAG}`],
      warnings: [/theirs, which was adopted, was released/],
    }));
    expect(tags()).toEqual({ team: 'x' });
    expect(await fn.invoke(deleteEvent('theirs', adopting('theirs')))).toMatchObject({ response: { Status: 'SUCCESS' }, warnings: [] });
  });

  test('after a failed Create releases what that has adopted, also if its call arrives late', async () => {
    seed({});
    fn.clock.after(10_000, () => fn.redshift.hsm.find('theirs')!.tags.set(OWNER_TAG, adoptedBy(create)[OWNER_TAG]));
    expect(await fn.invoke(deleteEvent(marker(create), adopting('theirs')))).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(tags()).toEqual({});
  });

  test('after a failed Create leaves what another request has adopted', async () => {
    seed(ADOPTED);
    await fn.invoke(deleteEvent(marker(create), adopting('theirs')));
    expect(tags()).toEqual(ADOPTED);
  });

  test('with an invented id releases what is adopted, also later, and deletes nothing that was created earlier', async () => {
    seed({});
    fn.clock.after(60_000, () => fn.redshift.hsm.find('theirs')!.tags.set(OWNER_TAG, adoptedBy(create)[OWNER_TAG]));
    expect(await fn.invoke(deleteEvent('Demo-Certificate-INVENTED', adopting('theirs')))).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(tags()).toEqual({});
    seed(OWN);
    await fn.invoke(deleteEvent('Demo-Certificate-INVENTED', adopting('theirs')));
    expect(tags()).toEqual(OWN);
  });

  test('with an invented id waits for what is adopted only now, although this resource has created it earlier, and releases it', async () => {
    seed(OWN);
    fn.clock.after(60_000, () => fn.redshift.hsm.find('theirs')!.tags.set(OWNER_TAG, adoptedBy(create)[OWNER_TAG]));
    expect(await fn.invoke(deleteEvent('Demo-Certificate-INVENTED', adopting('theirs')))).toMatchObject({ response: { Status: 'SUCCESS' } });
    expect(tags()).toEqual({});
  });

  test('deletes what the stack itself has created again under the name', async () => {
    seed(createdBy(create));
    await fn.invoke(deleteEvent('theirs', adopting('theirs')));
    expect(tags()).toBeUndefined();
  });

  test('that may not release fails, and names the call', async () => {
    seed(ADOPTED);
    fn.redshift.faults.untilRemoved('DeleteTags', accessDenied('explicit deny in a service control policy'));
    const event = deleteEvent('theirs', adopting('theirs'));
    expect(await fn.invoke(event)).toMatchObject({ response: failed(event, 'theirs', /redshift:DeleteTags/) });
    expect(tags()).toEqual(ADOPTED);
  });
});
