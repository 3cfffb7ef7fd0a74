import { once } from 'node:events';
import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { RedshiftClient } from '@aws-sdk/client-redshift';
import { Invocation } from '../../../lambda/custom-resource/invocation';
import { Client } from '../../../lambda/redshift/client';
import { AccessDenied, AlreadyExists, InUse, NotFound } from '../../../lambda/redshift/errors';
import { FoundCertificate, hsmClientCertificates } from '../../../lambda/redshift/hsm-client-certificates';
import { Connect, ResourceCalls } from '../../../lambda/redshift/resource-calls';
import { WholeResponseHttpHandler } from '../../../lambda/redshift/whole-response-http-handler';
import { Fault } from '../../../local-redshift/fault';
import {
  accessDenied, Call, Denial, FaultQueue, hang, InjectedFault, internalFailure, loseAnswer, refuse, reset, serviceUnavailable, throttle,
} from '../../../local-redshift/injected-faults';
import { renderResponse, renderError } from '../../../local-redshift/query-protocol';
import { RedshiftHsm } from '../../../local-redshift/redshift-hsm';
import { RedshiftHsmServer, RedshiftHsmServerOptions } from '../../../local-redshift/server';
import { describeCall } from '../call-description';
import { InProcessRedshift } from '../in-process-redshift';
import { VirtualClock } from '../virtual-clock';

/** Redshift, and a way to it. */
interface Service {
  readonly connect: Connect<FoundCertificate>;
  readonly hsm: RedshiftHsm;
  readonly faults: FaultQueue;
  readonly calls: Call[];
  onArrival(befall: () => InjectedFault | undefined): void;
  close(): Promise<void>;
}

const ARN_OF_ONE = 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one';
const PUBLIC_KEY = '-----BEGIN CERTIFICATE-----\n AAAA&<>"\n-----END CERTIFICATE-----\n';

async function throughTheSdk(options: RedshiftHsmServerOptions = {}): Promise<Service> {
  const server = await new RedshiftHsmServer({ publicKeyFor: () => PUBLIC_KEY, ...options }).start();
  useEndpoint(server.url);
  const { send } = RedshiftClient.prototype;
  jest.spyOn(RedshiftClient.prototype, 'send').mockImplementation(async function (this: RedshiftClient, ...args: Parameters<typeof send>) {
    return clock.during(send.apply(this, args) as unknown as Promise<object>);
  } as unknown as typeof send);
  const { hsm, faults, calls } = server;
  const onArrival: Service['onArrival'] = (befall) => { server.onArrival = befall; };
  return { connect: hsmClientCertificates, hsm, faults, calls, onArrival, close: async () => server.close() };
}

async function inProcess(): Promise<Service> {
  const redshift = new InProcessRedshift(clock, { publicKeyFor: () => PUBLIC_KEY });
  const { connect, hsm, faults, calls } = redshift;
  return { connect, hsm, faults, calls, onArrival: (befall) => { redshift.onArrival = befall; }, close: async () => undefined };
}

/** As Lambda and its user say where Redshift is and who calls. */
function useEndpoint(url: string): void {
  Object.assign(process.env, { AWS_ENDPOINT_URL_REDSHIFT: url, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
}

const named = (identifier: string) => ({ identifier, particulars: undefined });

let service: Service;
let clock: VirtualClock;
let invocation: Invocation;
let signal: AbortSignal;
let abort: () => void;

beforeEach(() => {
  clock = new VirtualClock(); // between two tries no real time passes
  invocation = new Invocation(clock);
  const controller = new AbortController();
  ({ signal } = controller);
  abort = () => controller.abort(new Error('the time is over'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await service?.close();
});

function client(): ResourceCalls<FoundCertificate> {
  return service.connect((identifier) => service.hsm.hsmClientCertificateArn(identifier), invocation);
}

function sent(): string[] {
  return service.calls.map(describeCall);
}

// The tests of the handler use the second, so it has to behave as the first.
describe.each([['through the SDK', throughTheSdk], ['in process', inProcess]])('Redshift %s', (_, start) => {
  beforeEach(async () => {
    service = await start();
  });

  test('a certificate is created with its tags', async () => {
    const tags = new Map([['team', 'security'], ['empty', ''], ['äé 日本', ' a+b ']]);
    expect(await client().create(named('one'), tags, signal)).toEqual({ identifier: 'one', publicKey: PUBLIC_KEY, tags });
    expect(service.hsm.state()).toEqual({ one: { publicKey: PUBLIC_KEY, tags: Object.fromEntries(tags) } });
    expect(sent()).toEqual(['CreateHsmClientCertificate one team=security empty= äé 日本= a+b ']);
  });

  test('a name that is taken is refused', async () => {
    service.hsm.seed('one');
    await expect(client().create(named('ONE'), new Map(), signal)).rejects.toThrow(AlreadyExists);
  });

  test('a certificate is described, whatever the case of its name', async () => {
    service.hsm.seed('One', { publicKey: PUBLIC_KEY, tags: { a: '1', empty: '' } });
    expect(await client().describe('oNE', signal)).toEqual({ identifier: 'One', publicKey: PUBLIC_KEY, tags: new Map([['a', '1'], ['empty', '']]) });
  });

  test('a certificate without tags is described', async () => {
    service.hsm.seed('one', { publicKey: PUBLIC_KEY });
    expect(await client().describe('one', signal)).toEqual({ identifier: 'one', publicKey: PUBLIC_KEY, tags: new Map() });
  });

  test.each([
    ['what is not there', 'absent'],
    ['a name with a space', 'no identifier'],
    ['a wildcard', '*'],
    ['a very long name', 'x'.repeat(1_024)],
    ['a name with slash and colon', 'a/b:c'],
  ])('%s is not found', async (_name, identifier) => {
    service.hsm.seed('one');
    expect(await client().describe(identifier, signal)).toBeUndefined();
    expect(service.calls).toHaveLength(1);
  });

  test('a certificate is deleted', async () => {
    service.hsm.seed('one');
    service.hsm.seed('two');
    await client().delete('one', signal);
    expect(Object.keys(service.hsm.state())).toEqual(['two']);
  });

  test('to delete what is not there is refused', async () => {
    await expect(client().delete('one', signal)).rejects.toThrow(NotFound);
  });

  test('to delete what a cluster uses is refused', async () => {
    service.hsm.seed('one');
    service.hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'one' });
    await expect(client().delete('one', signal)).rejects.toThrow(InUse);
  });

  test('tags are written and removed by the ARN', async () => {
    service.hsm.seed('one', { tags: { a: '1', b: '1', c: '1' } });
    await client().deleteTags('one', ['a', 'absent'], signal);
    await client().createTags('one', new Map([['b', '2'], ['d', '']]), signal);
    expect(service.hsm.state().one.tags).toEqual({ b: '2', c: '1', d: '' });
    expect(sent()).toEqual(['DeleteTags one a absent', 'CreateTags one b=2 d=']);
    expect(service.calls.map(({ params }) => params.ResourceName)).toEqual([ARN_OF_ONE, ARN_OF_ONE]);
  });

  test('to tag what is not there is refused', async () => {
    await expect(client().createTags('one', new Map([['a', '1']]), signal)).rejects.toThrow(NotFound);
    await expect(client().deleteTags('one', ['a'], signal)).rejects.toThrow(NotFound);
  });

  test('the clusters that use a certificate are found on all pages', async () => {
    for (let i = 100; i < 350; i++) service.hsm.addCluster({ identifier: `cluster-${i}`, hsmClientCertificateIdentifier: i % 100 ? 'other' : 'ONE' });
    service.hsm.addCluster({ identifier: 'without' });
    expect(await client().clustersThatUse('one', signal)).toEqual(['cluster-100', 'cluster-200', 'cluster-300']);
    expect(sent()).toEqual(['DescribeClusters', 'DescribeClusters the next page', 'DescribeClusters the next page']);
  });

  test('no cluster uses what none knows', async () => {
    expect(await client().clustersThatUse('one', signal)).toEqual([]);
  });

  test.each<[Denial, boolean]>([
    ['no identity-based policy', true],
    ['explicit deny in a service control policy', false],
    ['no permissions boundary', false],
  ])('a call that is denied, %s: it may pass: %s', async (denial, isTransient) => {
    service.hsm.seed('one');
    service.faults.next('DeleteHsmClientCertificate', accessDenied(denial));
    const error: unknown = await client().delete('one', signal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AccessDenied);
    expect(error).toMatchObject({ isTransient, message: expect.stringContaining(`redshift:DeleteHsmClientCertificate on resource: ${ARN_OF_ONE}`) });
    expect(service.calls).toHaveLength(1);
  });

  test.each([
    ['a broken connection', reset()],
    ['throttling', throttle()],
    ['500', internalFailure()],
    ['502', refuse('BadGateway', 'Bad gateway', 502)],
    ['503', serviceUnavailable()],
    ['504', refuse('GatewayTimeout', 'Gateway time-out', 504)],
  ])('%s: the call is tried again', async (_fault, fault) => {
    service.hsm.seed('one', { publicKey: PUBLIC_KEY });
    service.faults.times('*', 3, fault);
    expect(await client().describe('one', signal)).toMatchObject({ identifier: 'one' });
    expect(sent()).toEqual(Array(4).fill('DescribeHsmClientCertificates one'));
  });

  test.each([
    ['a broken connection', reset(), /failed: \w.* \(TimeoutError\)$/],
    ['500', internalFailure(), /failed: The request processing has failed .* \(InternalFailure\)$/],
    ['502', refuse('BadGateway', 'Bad gateway', 502), /failed: Bad gateway \(BadGateway\)$/],
  ])('%s that does not end: the call is tried again for a minute and a half, with pauses of at most 5 seconds', async (_fault, fault, words) => {
    service.faults.untilRemoved('*', fault);
    await expect(client().create(named('one'), new Map(), signal)).rejects.toThrow(words);
    expect(invocation.elapsed()).toBeGreaterThanOrEqual(90_000);
    expect(invocation.elapsed()).toBeLessThan(95_000);
    expect(service.calls.length).toBeGreaterThan(20);
  });

  test('throttling that does not end: only the time of the invocation ends it, and its reason says so', async () => {
    service.faults.untilRemoved('*', throttle());
    const deleting = invocation.watch(255_000, 'the time is over', async () => client().delete('one', invocation.signal));
    await expect(deleting).rejects.toThrow(`the time is over: redshift:DeleteHsmClientCertificate on ${ARN_OF_ONE} failed: Rate exceeded (Throttling)`);
    expect(invocation.elapsed()).toBe(255_000);
    expect(service.calls.length).toBeGreaterThan(60);
  });

  test('a Create whose response is lost finds the name taken, a Delete nothing', async () => {
    service.faults.next('CreateHsmClientCertificate', loseAnswer());
    await expect(client().create(named('one'), new Map(), signal)).rejects.toThrow(AlreadyExists);
    service.faults.next('DeleteHsmClientCertificate', loseAnswer());
    await expect(client().delete('one', signal)).rejects.toThrow(NotFound);
  });

  test('what the service refuses for another reason is said in its words, once', async () => {
    service.faults.next('CreateHsmClientCertificate', refuse('HsmClientCertificateQuotaExceededFault', 'The quota has been reached.'));
    const error: unknown = await client().create(named('one'), new Map(), signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringMatching(/redshift:CreateHsmClientCertificate.*The quota has been reached\. \(HsmClientCertificateQuotaExceededFault\)/),
    });
    for (const known of [AlreadyExists, NotFound, InUse, AccessDenied]) expect(error).not.toBeInstanceOf(known);
    expect(service.calls).toHaveLength(1);
  });

  test('a call is aborted while it waits for a response, and not made again', async () => {
    service.faults.next('*', hang());
    const describing = client().describe('one', signal);
    const settled = expect(describing).rejects.toMatchObject({ name: 'AbortError' });
    while (!service.calls.length) await new Promise(setImmediate);
    abort();
    await settled;
    expect(service.calls).toHaveLength(1);
  });

  test.each<[string, (calls: ResourceCalls<FoundCertificate>) => Promise<unknown>]>([
    ['create', async (calls) => calls.create(named('one'), new Map(), signal)],
    ['describe', async (calls) => calls.describe('one', signal)],
    ['delete', async (calls) => calls.delete('one', signal)],
    ['createTags', async (calls) => calls.createTags('one', new Map([['a', '1']]), signal)],
    ['deleteTags', async (calls) => calls.deleteTags('one', ['a'], signal)],
    ['clustersThatUse', async (calls) => calls.clustersThatUse('one', signal)],
  ])('with a signal that is aborted already nothing is sent: %s', async (_name, call) => {
    abort();
    await expect(call(client())).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.calls).toEqual([]);
  });
});

describe('through the SDK and in process the same comes of the same', () => {
  /** What befalls the calls, and what they come to: results, errors in their words, when each call arrived, and how long it all took. */
  async function outcomes(
    start: () => Promise<Service>, faults: readonly InjectedFault[], call: (calls: ResourceCalls<FoundCertificate>) => Promise<unknown>,
  ): Promise<object> {
    clock = new VirtualClock();
    invocation = new Invocation(clock);
    service = await start();
    service.hsm.seed('one', { publicKey: PUBLIC_KEY, tags: { a: '1', empty: '' } });
    service.hsm.seed('used', { publicKey: PUBLIC_KEY });
    service.hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'used' });
    const times: number[] = [];
    const queue = [...faults];
    service.onArrival(() => {
      times.push(invocation.elapsed());
      return queue.shift();
    });
    const working = invocation.watch(255_000, 'the time is over', async () => call(client()));
    const result = await working.catch((error: Error & { isTransient?: boolean }) => ({
      type: error.constructor.name, message: error.message.replace(/socket hang up|read ECONNRESET/, 'a broken connection'), isTransient: error.isTransient,
    }));
    const outcome = { result, sent: sent(), times, elapsed: invocation.elapsed(), state: service.hsm.state() };
    await service.close();
    return outcome;
  }

  const CALLS: [string, (calls: ResourceCalls<FoundCertificate>) => Promise<unknown>][] = [
    ['create', async (calls) => calls.create(named('two'), new Map([['a', '1'], ['empty', '']]), invocation.signal)],
    ['create what is there', async (calls) => calls.create(named('ONE'), new Map(), invocation.signal)],
    ['create with too many tags', async (calls) => calls.create(named('two'), new Map(Array.from({ length: 51 }, (_, i) => [`${i}`, ''])), invocation.signal)],
    ['describe', async (calls) => calls.describe('One', invocation.signal)],
    ['describe what is not there', async (calls) => calls.describe('absent', invocation.signal)],
    ['describe what is no name', async (calls) => calls.describe('no name', invocation.signal)],
    ['delete', async (calls) => calls.delete('one', invocation.signal)],
    ['delete what is not there', async (calls) => calls.delete('absent', invocation.signal)],
    ['delete what is used', async (calls) => calls.delete('used', invocation.signal)],
    ['createTags', async (calls) => calls.createTags('one', new Map([['b', '2']]), invocation.signal)],
    ['createTags of what is not there', async (calls) => calls.createTags('absent', new Map([['b', '2']]), invocation.signal)],
    ['createTags, too many', async (calls) => calls.createTags('one', new Map(Array.from({ length: 49 }, (_, i) => [`${i}`, ''])), invocation.signal)],
    ['deleteTags', async (calls) => calls.deleteTags('one', ['a'], invocation.signal)],
    ['clustersThatUse', async (calls) => calls.clustersThatUse('used', invocation.signal)],
  ];

  const FAULTS: [string, InjectedFault[]][] = [
    ['nothing', []],
    ['throttling', Array(12).fill(throttle())],
    ['500, 503 and a broken connection', [internalFailure(), serviceUnavailable(), reset()]],
    ['a lost response', [loseAnswer()]],
    ['a denial', [accessDenied()]],
    ['a denial that does not pass', [accessDenied('explicit deny in a service control policy')]],
    ['a permissions boundary', [accessDenied('no permissions boundary')]],
    ['unknown credentials', [refuse('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)]],
    ['expired credentials', [refuse('ExpiredToken', 'The security token included in the request is expired', 403)]],
    ['what no client knows', [refuse('SomethingElse', 'Not in this Region.')]],
  ];

  const FOR_GOOD: [string, InjectedFault[]][] = [
    ['throttling for good', Array(1_000).fill(throttle())],
    ['503 for good', Array(1_000).fill(serviceUnavailable())],
    ['broken connections for good', Array(1_000).fill(reset())],
  ];

  test.each([
    ...FAULTS.flatMap(([fault, faults]) => CALLS.map(([name, call]) => [name, fault, call, faults] as const)),
    ...FOR_GOOD.map(([fault, faults]) => [CALLS[0][0], fault, CALLS[0][1], faults] as const),
  ])('%s, befallen by %s', async (_name, _fault, call, faults) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const real = await outcomes(throughTheSdk, faults, call);
    expect(await outcomes(inProcess, faults, call)).toEqual(real);
  });
});

describe('the layer over the SDK', () => {
  test('a tag that comes without a value has an empty one', async () => {
    service = await throughTheSdk({ emptyTagValues: 'left out' });
    service.hsm.seed('one', { tags: { empty: '' } });
    expect((await client().describe('one', signal))?.tags).toEqual(new Map([['empty', '']]));
  });

  test('a denial names what was denied, also where that is not what was called', async () => {
    service = await throughTheSdk();
    service.faults.next('*', accessDenied('no identity-based policy', 'CreateTags'));
    await expect(client().create(named('one'), new Map(), signal)).rejects.toThrow(
      'the function\'s role was denied redshift:CreateTags on arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one: User: ');
  });

  test('any 403 that speaks of what is not authorized is a denial', async () => {
    service = await throughTheSdk();
    service.faults.next('*', refuse('UnauthorizedOperation', 'You are not authorized to do that.', 403));
    await expect(client().delete('one', signal)).rejects.toThrow(new AccessDenied(
      'the function\'s role was denied redshift:DeleteHsmClientCertificate on arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one: '
      + 'You are not authorized to do that.', true));
  });

  test('a clock that is minutes off is no reason to try again what was refused for another reason', async () => {
    service = await throughTheSdk({ now: () => Date.now() + 3_600_000 });
    service.hsm.seed('one');
    await expect(client().create(named('one'), new Map(), signal)).rejects.toThrow(AlreadyExists);
    expect(service.calls).toHaveLength(1);
  });

  test('a service that has no certificate to show for its success is at fault', async () => {
    const nothing = { send: async () => ({}) } as unknown as Client;
    const calls = hsmClientCertificates((identifier) => identifier, { elapsed: () => 0, sleep: async () => {}, retries: () => {} }, nothing);
    await expect(calls.create(named('one'), new Map(), signal)).rejects.toThrow('without its identifier');
  });

  test('a reply that has no list of certificates is no response to where one is', async () => {
    const replies: object[] = [{}, {}, { HsmClientCertificates: [] }];
    const odd = { send: async () => replies.shift() } as unknown as Client;
    const calls = hsmClientCertificates((identifier) => identifier, { elapsed: () => 0, sleep: async () => {}, retries: () => {} }, odd);
    expect(await calls.describe('one', signal)).toBeUndefined();
    expect(replies).toEqual([]);
  });

  test('a certificate without a public key can be described and deleted', async () => {
    service = await throughTheSdk();
    service.hsm.seed('one', { publicKey: '' });
    expect(await client().describe('one', signal)).toEqual({ identifier: 'one', publicKey: '', tags: new Map() });
    await client().delete('one', signal);
    expect(service.hsm.state()).toEqual({});
  });

  test('where none of several addresses can be reached it says what each came to', async () => {
    service = await throughTheSdk();
    const unreachable = ['connect ETIMEDOUT 192.0.2.1:443', 'connect ENETUNREACH 2001:db8::1:443'].map((message) => new Error(message));
    jest.spyOn(WholeResponseHttpHandler.prototype, 'handle').mockRejectedValue(Object.assign(new AggregateError(unreachable), { code: 'ETIMEDOUT' }));
    await expect(client().describe('one', signal)).rejects.toThrow('failed: connect ETIMEDOUT 192.0.2.1:443, connect ENETUNREACH 2001:db8::1:443');
  });
});

describe('a server that responds in its own ways', () => {
  const BODY = renderResponse('DescribeHsmClientCertificates', { HsmClientCertificates: [] }, 'request');
  let server: Server;
  let requests: number;

  async function serve(...listeners: RequestListener[]): Promise<void> {
    requests = 0;
    server = createServer((request, response) => {
      request.resume();
      (listeners[requests++] ?? listeners.at(-1)!)(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    useEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const describeOne = async () => hsmClientCertificates((identifier) => identifier, invocation).describe('one', signal);

  test.each([500, 502, 503, 504])('%d with a page instead of an error: the call is tried again', async (status) => {
    const page: RequestListener = (_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body><h1>Oops</h1><hr></body></html>');
    };
    await serve(page, page, (_, response) => response.end(BODY));
    expect(await describeOne()).toBeUndefined();
    expect(requests).toBe(3);
  });

  test('a page for ever: the call fails in one line', async () => {
    await serve((_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<html><body>\n<h1>Oops</h1>\n</body></html>'));
    await expect(describeOne()).rejects.toThrow(/^redshift:DescribeHsmClientCertificates on \* failed: \w/);
    expect(requests).toBeGreaterThan(10);
  });

  test('a clock that is an hour off: the SDK puts it right, and the call is tried once more', async () => {
    const hourAgo = Date.now() - 3_600_000;
    await serve((request, response) => {
      const [, date] = /^(\d{8}T\d{6})Z$/.exec(String(request.headers['x-amz-date']))!;
      const signedAt = Date.parse(date.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
      response.setHeader('date', new Date(hourAgo).toUTCString());
      if (Math.abs(signedAt - hourAgo) < 300_000) response.end(BODY);
      else response.writeHead(403).end(renderError(new Fault('SignatureDoesNotMatch', 'Signature not yet current', 403), 'request'));
    });
    expect(await describeOne()).toBeUndefined();
    expect(requests).toBe(2);
  });

  test('a response that breaks off half-way: the call is tried again', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.slice(0, 20), () => response.destroy());
    }, (_, response) => response.end(BODY));
    expect(await describeOne()).toBeUndefined();
    expect(requests).toBe(2);
  });

  test('a call is aborted in the middle of its response, its connection is closed, and it is not made again', async () => {
    let closed: Promise<void> | undefined;
    await serve((request, response) => {
      closed = new Promise((resolve) => void request.socket.once('close', () => resolve()));
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.slice(0, 20), () => setImmediate(abort));
    });
    await expect(describeOne()).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
    expect(requests).toBe(1);
  });
});
