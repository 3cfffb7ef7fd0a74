import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import {
  CreateHsmClientCertificateCommand,
  CreateTagsCommand,
  DeleteHsmClientCertificateCommand,
  DeleteTagsCommand,
  DescribeClustersCommand,
  DescribeHsmClientCertificatesCommand,
  DescribeTagsCommand,
  paginateDescribeHsmClientCertificates,
  RedshiftClient,
} from '@aws-sdk/client-redshift';
import {
  accessDenied, type Call, drip, hang, type InjectedFault, internalFailure, loseAnswer, refuse, reset, serviceUnavailable, throttle,
} from '../../local-redshift/injected-faults';
import { RedshiftHsm } from '../../local-redshift/redshift-hsm';
import { RedshiftHsmServer, type RedshiftHsmServerOptions } from '../../local-redshift/server';

const PUBLIC_KEY = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const ONE = { HsmClientCertificateIdentifier: 'one' };

let server: RedshiftHsmServer;
let client: RedshiftClient;
let onCall: (call: Call) => void;

async function start(options: RedshiftHsmServerOptions = {}): Promise<void> {
  server = await new RedshiftHsmServer({ publicKeyFor: () => PUBLIC_KEY, onCall: (call) => onCall(call), ...options }).start();
  client = new RedshiftClient({ ...server.clientConfig, maxAttempts: 1 });
}

beforeEach(() => {
  onCall = () => undefined;
  return start();
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

async function restart(options: RedshiftHsmServerOptions): Promise<void> {
  client.destroy();
  await server.close();
  await start(options);
}

const SCOPE = '20261231/us-east-1/redshift/aws4_request';
const signed = (scope: string): string => `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** A request as it is on the wire, which the SDK would not let us get wrong. */
async function post(body: string, headers: Record<string, string> = {}, method: 'POST' | 'GET' = 'POST'): Promise<Response> {
  return fetch(server.url, {
    method,
    body: method === 'GET' ? undefined : body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Amz-Date': '20261231T000000Z',
      'Authorization': signed(SCOPE),
      ...headers,
    },
  });
}

describe('the SDK', () => {
  test('creates a certificate without tags', async () => {
    const { HsmClientCertificate } = await client.send(new CreateHsmClientCertificateCommand(ONE));
    expect(HsmClientCertificate).toEqual({ ...ONE, HsmClientCertificatePublicKey: PUBLIC_KEY, Tags: [] });
    expect(server.calls).toEqual([{
      action: 'CreateHsmClientCertificate',
      params: ONE,
      resource: 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one',
      carriedOut: true,
    }]);
  });

  test('creates a certificate with tags, whatever is in them', async () => {
    const Tags = [{ Key: 'team', Value: 'security' }, { Key: 'empty', Value: '' }, { Key: 'äé 日本', Value: ' a  b ' }];
    const { HsmClientCertificate } = await client.send(new CreateHsmClientCertificateCommand({ ...ONE, Tags }));
    expect(HsmClientCertificate?.Tags).toEqual(Tags);
    expect(server.hsm.state()).toEqual({ one: { publicKey: PUBLIC_KEY, tags: { 'team': 'security', 'empty': '', 'äé 日本': ' a  b ' } } });
  });

  test('takes an empty list of tags for none', async () => {
    await client.send(new CreateHsmClientCertificateCommand({ ...ONE, Tags: [] }));
    expect(server.hsm.state().one.tags).toEqual({});
  });

  test('gets a real X.509 certificate unless another public key is wanted', async () => {
    await restart({ publicKeyFor: undefined });
    const { HsmClientCertificate } = await client.send(new CreateHsmClientCertificateCommand(ONE));
    expect(new X509Certificate(HsmClientCertificate!.HsmClientCertificatePublicKey!).subject).toBe('CN=one');
  });

  test('describes a certificate', async () => {
    server.hsm.seed('one', { publicKey: '<&"\'>\r\n', tags: { 'k': 'v', '<&"\'>': '<&"\'>' } });
    server.hsm.seed('two');
    const { HsmClientCertificates } = await client.send(new DescribeHsmClientCertificatesCommand(ONE));
    expect(HsmClientCertificates).toEqual([
      { ...ONE, HsmClientCertificatePublicKey: '<&"\'>\r\n', Tags: [{ Key: 'k', Value: 'v' }, { Key: '<&"\'>', Value: '<&"\'>' }] },
    ]);
  });

  test('describes a hundred and one certificates, page by page', async () => {
    for (let i = 0; i < 101; i++) server.hsm.seed(`certificate-${i}`);
    const seen = new Set<string>();
    for await (const page of paginateDescribeHsmClientCertificates({ client, pageSize: 50 }, {})) {
      for (const one of page.HsmClientCertificates!) seen.add(one.HsmClientCertificateIdentifier!);
    }
    expect(seen.size).toBe(101);
    expect(server.callsOf('DescribeHsmClientCertificates')).toHaveLength(3);
  });

  test('adds, describes and deletes tags', async () => {
    server.hsm.seed('one', { tags: { keep: 'it' } });
    const ResourceName = server.hsm.hsmClientCertificateArn('one');
    await client.send(new CreateTagsCommand({ ResourceName, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }));
    await client.send(new DeleteTagsCommand({ ResourceName, TagKeys: ['a'] }));
    const { TaggedResources } = await client.send(new DescribeTagsCommand({ ResourceName }));
    expect(TaggedResources?.map(({ Tag }) => Tag)).toEqual([{ Key: 'keep', Value: 'it' }, { Key: 'b', Value: '2' }]);
  });

  test('deletes a certificate', async () => {
    server.hsm.seed('one');
    await client.send(new DeleteHsmClientCertificateCommand(ONE));
    expect(server.hsm.state()).toEqual({});
  });

  test('learns which cluster uses a certificate that it cannot delete', async () => {
    server.hsm.seed('one');
    server.hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'one' });
    await expect(client.send(new DeleteHsmClientCertificateCommand(ONE))).rejects.toMatchObject({ name: 'InvalidHsmClientCertificateStateFault' });
    const { Clusters } = await client.send(new DescribeClustersCommand({}));
    expect(Clusters).toMatchObject([{ ClusterIdentifier: 'warehouse', HsmStatus: { HsmClientCertificateIdentifier: 'one', Status: 'active' } }]);
  });

  test.each([
    ['HsmClientCertificateNotFoundFault', 400, new DescribeHsmClientCertificatesCommand(ONE)],
    ['HsmClientCertificateNotFoundFault', 400, new DeleteHsmClientCertificateCommand(ONE)],
    ['HsmClientCertificateAlreadyExistsFault', 400, new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: 'there' })],
    ['InvalidTagFault', 400, new CreateHsmClientCertificateCommand({ ...ONE, Tags: [{ Key: 'aws:k', Value: '' }] })],
    ['ResourceNotFoundFault', 404, new CreateTagsCommand({
      ResourceName: 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one',
      Tags: [{ Key: 'k', Value: 'v' }],
    })],
    ['MissingParameter', 400, new DeleteTagsCommand({ ResourceName: 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:there', TagKeys: [] })],
    ['ClusterNotFoundFault', 404, new DescribeClustersCommand({ ClusterIdentifier: 'x' })],
    ['InvalidParameterValue', 400, new DescribeHsmClientCertificatesCommand({ MaxRecords: 5 })],
  ])('gets %s with status %i', async (name, httpStatusCode, command) => {
    server.hsm.seed('there');
    await expect(client.send(command as DescribeClustersCommand)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(server.calls).toMatchObject([{ carriedOut: false, error: name.replace('ClusterNotFoundFault', 'ClusterNotFound') }]);
  });

  test('sees an empty tag value that the service leaves out as undefined', async () => {
    await restart({ emptyTagValues: 'left out' });
    server.hsm.seed('one', { tags: { empty: '' } });
    const { HsmClientCertificates } = await client.send(new DescribeHsmClientCertificatesCommand(ONE));
    expect(HsmClientCertificates![0].Tags![0].Key).toBe('empty');
    expect(HsmClientCertificates![0].Tags![0].Value).toBeUndefined();
  });

  test('is refused in another Region', async () => {
    const elsewhere = new RedshiftClient({ ...server.clientConfig, region: 'eu-west-1', maxAttempts: 1 });
    await expect(elsewhere.send(new DescribeClustersCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    elsewhere.destroy();
  });

  test('works in another partition, Region and account if these are chosen', async () => {
    await restart({ hsm: new RedshiftHsm({ partition: 'aws-us-gov', region: 'us-gov-west-1', account: '123456789012' }) });
    await client.send(new CreateHsmClientCertificateCommand(ONE));
    expect(server.calls[0].resource).toBe('arn:aws-us-gov:redshift:us-gov-west-1:123456789012:hsmclientcertificate:one');
  });
});

test.each([
  ['CreateCluster', 'ClusterIdentifier=warehouse'],
  ['DescribeSnapshots', ''],
  ['CreateHsmClientCertificate', ''],
  ['DeleteTags', ''],
  ['', ''],
])('a call of "%s" with "%s" is about no resource that there is a name for', async (action, params) => {
  await post(`Action=${action}&Version=2012-12-01&${params}`);
  expect(server.calls).toMatchObject([{ action, resource: '*' }]);
});

describe('a request', () => {
  const VERSION = 'Version=2012-12-01';
  const CLUSTERS = `Action=DescribeClusters&${VERSION}`;

  test('is answered as the service model says', async () => {
    server.hsm.seed('one', { publicKey: 'key', tags: { k: 'v' } });
    const response = await post(`Action=DescribeHsmClientCertificates&${VERSION}`);
    expect(response.status).toBe(200);
    expect((await response.text()).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')).toBe([
      '<DescribeHsmClientCertificatesResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">',
      '<DescribeHsmClientCertificatesResult><HsmClientCertificates><HsmClientCertificate>',
      '<HsmClientCertificateIdentifier>one</HsmClientCertificateIdentifier><HsmClientCertificatePublicKey>key</HsmClientCertificatePublicKey>',
      '<Tags><Tag><Key>k</Key><Value>v</Value></Tag></Tags>',
      '</HsmClientCertificate></HsmClientCertificates></DescribeHsmClientCertificatesResult>',
      '<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></DescribeHsmClientCertificatesResponse>',
    ].join(''));
  });

  test('that has no output is answered without a result', async () => {
    server.hsm.seed('one');
    const response = await post(`Action=DeleteHsmClientCertificate&${VERSION}&HsmClientCertificateIdentifier=one`);
    expect(await response.text()).toMatch(/^<DeleteHsmClientCertificateResponse xmlns="[^"]+"><ResponseMetadata><RequestId>[^<]+<\/RequestId><\/ResponseMetadata><\/DeleteHsm/);
  });

  test('that is refused is answered with the error', async () => {
    const response = await post(`Action=DescribeHsmClientCertificates&${VERSION}&HsmClientCertificateIdentifier=one`);
    expect(response.status).toBe(400);
    expect((await response.text()).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')).toBe([
      '<ErrorResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">',
      '<Error><Type>Sender</Type><Code>HsmClientCertificateNotFoundFault</Code><Message>HSM client certificate one not found.</Message></Error>',
      '<RequestId>ID</RequestId></ErrorResponse>',
    ].join(''));
  });

  test.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencoded;charset=UTF-8',
  ])('may have the content type %s', async (type) => {
    expect((await post(CLUSTERS, { 'Content-Type': type })).status).toBe(200);
  });

  test.each([
    ['MissingAction', VERSION, {}],
    ['InvalidAction', `Action=DescribeSnapshots&${VERSION}`, {}],
    ['InvalidAction', `Action=toString&${VERSION}`, {}],
    ['NoSuchVersion', 'Action=DescribeClusters', {}],
    ['NoSuchVersion', 'Action=DescribeClusters&Version=2012-12-02', {}],
    ['InvalidQueryParameter', `${CLUSTERS}&Colour=red`, {}],
    ['InvalidQueryParameter', `${CLUSTERS}&ClusterIdentifier=a&ClusterIdentifier=b`, {}],
    ['InvalidQueryParameter', `${CLUSTERS}&TagKeys.member.1=k`, {}],
    ['InvalidQueryParameter', `${CLUSTERS}&TagKeys.TagKey.2=k`, {}],
    ['InvalidParameterValue', `${CLUSTERS}&MaxRecords=many`, {}],
    ['InvalidQueryParameter', CLUSTERS, { 'Content-Type': 'application/json' }],
    ['IncompleteSignature', CLUSTERS, { Authorization: 'Bearer x' }],
    ['IncompleteSignature', CLUSTERS, { Authorization: signed(SCOPE).replace('host;', '') }],
    ['SignatureDoesNotMatch', CLUSTERS, { Authorization: signed(SCOPE.replace('redshift', 'rds')) }],
    ['SignatureDoesNotMatch', CLUSTERS, { Authorization: signed(SCOPE.replace('us-east-1', 'us-west-2')) }],
    ['SignatureDoesNotMatch', CLUSTERS, { Authorization: signed(SCOPE.replace('20261231', '20261230')) }],
  ])('leads to %s for %s %p', async (code, body, headers) => {
    const response = await post(body, headers as Record<string, string>);
    expect(response.ok).toBe(false);
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(server.calls).toMatchObject([{ error: code, carriedOut: false }]);
  });

  test('must be signed', async () => {
    const response = await fetch(server.url, { method: 'POST', body: new URLSearchParams(CLUSTERS) });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('must be a POST', async () => {
    expect(await (await post('', {}, 'GET')).text()).toContain('<Code>InvalidQueryParameter</Code>');
  });
});

describe('an injected fault', () => {
  const create = async (): Promise<unknown> => client.send(new CreateHsmClientCertificateCommand(ONE));
  const resource = 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one';
  const user = 'User: arn:aws:sts::000000000000:assumed-role/role/function is not authorized to perform:';

  test.each([
    ['Throttling', 400, 'Rate exceeded', throttle()],
    ['InternalFailure', 500, expect.any(String), internalFailure()],
    ['ServiceUnavailable', 503, expect.any(String), serviceUnavailable()],
    ['HsmClientCertificateQuotaExceededFault', 400, 'full', refuse('HsmClientCertificateQuotaExceededFault', 'full')],
    ['AccessDenied', 403,
      `${user} redshift:CreateHsmClientCertificate on resource: ${resource} because no identity-based policy allows the redshift:CreateHsmClientCertificate action`,
      accessDenied()],
    ['AccessDenied', 403,
      `${user} redshift:CreateTags on resource: ${resource} because no permissions boundary allows the redshift:CreateTags action`,
      accessDenied('no permissions boundary', 'CreateTags')],
    ['AccessDenied', 403,
      `${user} redshift:CreateHsmClientCertificate on resource: ${resource} with an explicit deny in a service control policy`,
      accessDenied('explicit deny in a service control policy')],
  ] as [string, number, string, InjectedFault][])('can be %s with status %i', async (name, httpStatusCode, message, fault) => {
    server.faults.next('CreateHsmClientCertificate', fault);
    await expect(create()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode } });
    expect(server.hsm.state()).toEqual({});
    await create();
    expect(server.calls).toMatchObject([{ error: name, carriedOut: false }, { carriedOut: true }]);
  });

  test.each([
    ['before', reset(), false],
    ['after', loseAnswer(), true],
  ])('can break the connection %s the work', async (_, fault, carriedOut) => {
    server.faults.next('CreateHsmClientCertificate', fault);
    await expect(create()).rejects.toThrow('ECONNRESET');
    expect(server.calls).toMatchObject([{ lost: 'reset', carriedOut }]);
    expect(Object.keys(server.hsm.state())).toEqual(carriedOut ? ['one'] : []);
  });

  test.each([
    ['no answer comes, and nothing is done', hang(), 'hang', false],
    ['no answer comes though the work is done', loseAnswer('hang'), 'hang', true],
    ['an answer begins and never ends, and nothing is done', drip(), 'drip', false],
    ['an answer begins and never ends though the work is done', loseAnswer('drip'), 'drip', true],
  ])('can be that %s', async (_, fault, lost, carriedOut) => {
    const giveUp = new AbortController();
    onCall = () => giveUp.abort();
    server.faults.next('*', fault);
    await expect(client.send(new CreateHsmClientCertificateCommand(ONE), { abortSignal: giveUp.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.calls).toMatchObject([{ lost, carriedOut }]);
    expect(Object.keys(server.hsm.state())).toEqual(carriedOut ? ['one'] : []);
  });

  test('that drips does begin an answer', async () => {
    server.faults.next('DescribeClusters', drip());
    const response = await post('Action=DescribeClusters&Version=2012-12-01');
    const reader = response.body!.getReader();
    const drops = [await reader.read(), await reader.read()].map(({ value }) => Buffer.from(value!).toString());
    expect(drops).toEqual([' ', ' ']);
    await reader.cancel();
  });

  test('meets the oldest call first, and only calls of its action', async () => {
    server.hsm.seed('one');
    server.faults.next('DeleteHsmClientCertificate', throttle());
    server.faults.next('DeleteHsmClientCertificate', internalFailure());
    await client.send(new DescribeHsmClientCertificatesCommand(ONE));
    const remove = async (): Promise<unknown> => client.send(new DeleteHsmClientCertificateCommand(ONE));
    await expect(remove()).rejects.toMatchObject({ name: 'Throttling' });
    await expect(remove()).rejects.toMatchObject({ name: 'InternalFailure' });
    await remove();
    expect(server.writes.map((call) => call.error)).toEqual(['Throttling', 'InternalFailure', undefined]);
  });

  test('can meet a number of calls, which the SDK tries again', async () => {
    server.faults.times('CreateHsmClientCertificate', 2, throttle());
    const patient = new RedshiftClient({ ...server.clientConfig, maxAttempts: 3 });
    await patient.send(new CreateHsmClientCertificateCommand(ONE));
    patient.destroy();
    expect(server.callsOf('CreateHsmClientCertificate').map((call) => call.error)).toEqual(['Throttling', 'Throttling', undefined]);
  });

  test('can stay until it is removed', async () => {
    const remove = server.faults.untilRemoved('*', throttle());
    await expect(create()).rejects.toMatchObject({ name: 'Throttling' });
    await expect(create()).rejects.toMatchObject({ name: 'Throttling' });
    remove();
    await create();
  });

  test('is forgotten when all are cleared', async () => {
    server.faults.untilRemoved('*', throttle());
    server.faults.clear();
    await create();
  });

  test('can depend on the call', async () => {
    server.onArrival = ({ params }) => params.HsmClientCertificateIdentifier === 'one' ? throttle() : undefined;
    await expect(create()).rejects.toMatchObject({ name: 'Throttling' });
    await client.send(new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: 'two' }));
  });
});

test('a call that is held back is carried out later, even if its client has given up', async () => {
  const giveUp = new AbortController();
  const over = new Promise<Call>((resolve) => { onCall = resolve; });
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  server.onArrival = async () => {
    giveUp.abort();
    await held;
  };
  await expect(client.send(new CreateHsmClientCertificateCommand(ONE), { abortSignal: giveUp.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(server.hsm.state()).toEqual({});
  letGo();
  expect(await over).toMatchObject({ carriedOut: true });
  expect(Object.keys(server.hsm.state())).toEqual(['one']);
});

test('the Date header says what time it is told', async () => {
  await restart({ now: () => Date.UTC(2030, 0, 1) });
  const response = await fetch(server.url);
  expect(response.headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
});

test('closing ends every connection, also one that has sent nothing', async () => {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  server.faults.next('*', hang());
  const waiting = expect(client.send(new DescribeClustersCommand({}))).rejects.toThrow(/ECONNRESET|socket hang up/);
  while (!server.calls.length) await new Promise(setImmediate);
  await server.close();
  await closed;
  await waiting;
  await start();
});

test('closing tells of a defect of the endpoint itself', async () => {
  await restart({ publicKeyFor: () => { throw new Error('no key today'); } });
  await expect(client.send(new CreateHsmClientCertificateCommand(ONE))).rejects.toMatchObject({ name: 'InternalFailure' });
  await expect(server.close()).rejects.toThrow('no key today');
  await start();
});
