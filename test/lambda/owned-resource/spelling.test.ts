import { accessDenied, loseAnswer } from '../../../local-redshift/injected-faults';
import { RedshiftHsm, RedshiftHsmOptions } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';
import { createEvent, deleteEvent, marker, properties, updateEvent } from '../cloudformation-events';
import { InProcessFunction } from '../in-process-function';
import { createdBy, OTHERS, OWN } from '../owner-tags';

/*
 * What Redshift does with the case of identifiers is not published: it may keep names as they are given or in lower case, and look
 * them up whatever their case or by exact case. Nothing may be lost, left behind or taken in any of the four.
 */

const SERVICES: [string, RedshiftHsmOptions][] = (['as given', 'in lower case'] as const).flatMap((identifiersAreKept) =>
  (['whatever their case', 'by exact case'] as const).map((identifiersAreFound): [string, RedshiftHsmOptions] =>
    [`kept ${identifiersAreKept} and found ${identifiersAreFound}`, { identifiersAreKept, identifiersAreFound }]));

const WHERE_CASE_COUNTS: RedshiftHsmOptions = { identifiersAreFound: 'by exact case' };
const INVENTED_ID = 'Demo-Certificate4E7ABB08-1A2B3C4D5E6F7';

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

let fn: InProcessFunction;

function service(options: RedshiftHsmOptions): void {
  fn = new InProcessFunction({ hsm: new RedshiftHsm(options) });
}

async function response(event: Parameters<InProcessFunction['invoke']>[0]): Promise<Answer> {
  return (await fn.invoke(event)).response as Answer;
}

/** The id of a certificate that is created, and has to be. */
async function created(identifier: string): Promise<string> {
  const { Status, PhysicalResourceId } = await response(createEvent(properties(identifier, { a: '1' })));
  expect(Status).toBe('SUCCESS');
  return PhysicalResourceId;
}

function certificates(): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(fn.redshift.hsm.state()).map(([name, { tags }]) => [name, tags]));
}

describe.each(SERVICES)('where names are %s', (_, options) => {
  beforeEach(() => service(options));

  test('what is created is tagged and deleted, by one look each', async () => {
    const id = await created('MyCert');
    const update = await fn.invoke(updateEvent(id, properties('MyCert', { a: '2' }), properties('MyCert', { a: '1' })));
    expect(update).toMatchObject({ response: { Status: 'SUCCESS', PhysicalResourceId: id }, sent: [`DescribeHsmClientCertificates ${id}`, `CreateTags ${id} a=2`] });
    const deletion = await fn.invoke(deleteEvent(id, properties('MyCert')));
    expect(deletion).toMatchObject({ response: { Status: 'SUCCESS' }, sent: [`DescribeHsmClientCertificates ${id}`, `DeleteHsmClientCertificate ${id}`] });
    expect(certificates()).toEqual({});
  });

  test('a rename in case alone is no replacement, and makes no second certificate', async () => {
    const id = await created('MyCert');
    expect(await response(updateEvent(id, properties('mycert', { a: '2' }), properties('MyCert', { a: '1' })))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(Object.values(certificates())).toEqual([{ a: '2', [OWNER_TAG]: expect.any(String) as string }]);
    expect(await response(deleteEvent(id, properties('mycert')))).toMatchObject({ Status: 'SUCCESS' });
    expect(certificates()).toEqual({});
  });

  test('what was deleted by hand after such a rename is made again, and not left behind', async () => {
    const id = await created('MyCert');
    fn.redshift.hsm.certificates.clear();
    expect(await response(updateEvent(id, properties('MYCERT'), properties('MyCert')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await response(updateEvent(id, properties('MYCERT', { b: '1' }), properties('MYCERT')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(Object.values(certificates())).toEqual([{ b: '1', [OWNER_TAG]: expect.any(String) as string }]);
    expect(await response(deleteEvent(id, properties('MYCERT')))).toMatchObject({ Status: 'SUCCESS' });
    expect(certificates()).toEqual({});
  });

  test.each([
    ['a rename back', 'MyCert'],
    ['one further', 'mYcErT'],
  ])('what was made again in another spelling is known after %s', async (__, next) => {
    const id = await created('MyCert');
    fn.redshift.hsm.certificates.clear();
    await response(updateEvent(id, properties('MYCERT'), properties('MyCert')));
    const made = certificates();
    expect(await response(updateEvent(id, properties(next), properties('MYCERT')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(certificates()).toEqual(made);
  });

  test('a Create whose response was lost is the same success when it is delivered again', async () => {
    const event = createEvent(properties('MyCert'));
    const first = await response(event);
    expect(await response(event)).toEqual(first);
    expect(Object.values(certificates())).toEqual([createdBy(event)]);
  });

  test('a call to create whose response is lost finds what it has made', async () => {
    fn.redshift.faults.next('CreateHsmClientCertificate', loseAnswer());
    const event = createEvent(properties('MyCert'));
    expect(await response(event)).toMatchObject({ Status: 'SUCCESS' });
    expect(Object.values(certificates())).toEqual([createdBy(event)]);
  });

  test('what was kept earlier is not taken for new', async () => {
    const id = await created('MyCert');
    const before = certificates();
    const { Status, Reason } = await response(createEvent(properties('MyCert')));
    expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining(`${id} exists already: this resource created it earlier`)]);
    expect(certificates()).toEqual(before);
  });

  test.each([[INVENTED_ID], [undefined]])('what a Create that failed or never answered has made is deleted (physical id %p)', async (physicalId) => {
    const event = createEvent(properties('MyCert'));
    await response(event);
    expect(await response(deleteEvent(physicalId ?? marker(event), properties('MyCert')))).toMatchObject({ Status: 'SUCCESS' });
    expect(certificates()).toEqual({});
  });

  test('a replacement that failed half-way is undone', async () => {
    const id = await created('First');
    const old = certificates();
    await response(updateEvent(id, properties('Second'), properties('First', { a: '1' }))); // its response never arrives
    expect(await response(updateEvent(id, properties('First', { a: '1' }), properties('Second')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(certificates()).toEqual(old);
  });

  test('a replacement is rolled back to what it replaced', async () => {
    const first = await created('First');
    const old = certificates();
    const { PhysicalResourceId: second } = await response(updateEvent(first, properties('Second'), properties('First', { a: '1' })));
    expect(await response(updateEvent(second, properties('First', { a: '1' }), properties('Second')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first });
    expect(await response(deleteEvent(second, properties('Second')))).toMatchObject({ Status: 'SUCCESS' });
    expect(certificates()).toEqual(old);
  });
});

describe('where case counts, a name in another case', () => {
  const STRANGERS: Record<string, string>[] = [{}, { [OWNER_TAG]: OTHERS.anotherStack.tag }];

  beforeEach(() => service(WHERE_CASE_COUNTS));

  test.each(STRANGERS)('is in nobody\'s way, also where IAM is late: %p', async (tags) => {
    fn.redshift.hsm.seed('mycert', { tags });
    fn.redshift.faults.next('CreateHsmClientCertificate', accessDenied());
    const id = await created('MyCert');
    expect(await response(updateEvent(id, properties('Other'), properties('MyCert')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Other' });
    expect(await response(deleteEvent(id, properties('MyCert')))).toMatchObject({ Status: 'SUCCESS' });
    expect(await response(updateEvent('Other', properties('MyCert'), properties('Other')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'MyCert' });
    expect(Object.keys(certificates())).toEqual(['mycert', 'Other', 'MyCert']);
    expect(certificates().mycert).toEqual(tags);
  });

  test.each(STRANGERS)('is not deleted: %p', async (tags) => {
    fn.redshift.hsm.seed('mycert', { tags });
    for (const id of ['MyCert', INVENTED_ID, marker(createEvent(properties('MyCert')))]) {
      expect(await response(deleteEvent(id, properties('MyCert')))).toMatchObject({ Status: 'SUCCESS' });
    }
    expect(certificates()).toEqual({ mycert: tags });
  });

  test('that was kept is not taken for what a Delete that is delivered again has deleted', async () => {
    fn.redshift.hsm.seed('mycert', { tags: OWN });
    const id = await created('MyCert');
    const event = deleteEvent(id, properties('MyCert'));
    for (let i = 0; i < 2; i++) expect(await response(event)).toMatchObject({ Status: 'SUCCESS' });
    expect(certificates()).toEqual({ mycert: OWN });
  });

  test('does not hide what is ours in the spelling of the template', async () => {
    fn.redshift.hsm.seed('MyCert', { tags: { [OWNER_TAG]: OTHERS.anotherStack.tag } });
    fn.redshift.hsm.seed('MYCERT', { tags: OWN });
    expect(await response(deleteEvent('MyCert', properties('MYCERT')))).toMatchObject({ Status: 'SUCCESS' });
    expect(Object.keys(certificates())).toEqual(['MyCert']);
  });

  test('keeps a tag change from reaching it', async () => {
    fn.redshift.hsm.seed('MyCert', { tags: OWN });
    fn.redshift.hsm.seed('mycert', { tags: {} });
    expect(await response(updateEvent('MyCert', properties('mycert', { a: '1' }), properties('MyCert')))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'MyCert' });
    expect(certificates()).toEqual({ MyCert: { a: '1', ...OWN }, mycert: {} });
  });
});

test('where names are kept in lower case and found by exact case, a stranger\'s is named', async () => {
  service({ identifiersAreKept: 'in lower case', identifiersAreFound: 'by exact case' });
  fn.redshift.hsm.seed('mycert', { tags: { [OWNER_TAG]: OTHERS.anotherStack.tag } });
  for (const event of [createEvent(properties('MyCert')), updateEvent('other', properties('MyCert'), properties('other'))]) {
    const { Status, Reason } = await response(event);
    expect([Status, Reason]).toEqual(['FAILED', expect.stringMatching(/mycert exists already and belongs to .*stack Payroll/)]);
  }
});
