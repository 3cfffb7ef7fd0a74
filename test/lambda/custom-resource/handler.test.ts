import { Put } from '../../../lambda/custom-resource/delivery';
import { CustomResource, customResourceHandler, LambdaContext } from '../../../lambda/custom-resource/handler';
import { Invocation } from '../../../lambda/custom-resource/invocation';
import { CustomResourceRequest } from '../../../lambda/custom-resource/request';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../../../src/private/contract';
import { CloudFormationEvent, createEvent, deleteEvent, properties, STACK_UUID, updateEvent } from '../cloudformation-events';
import { VirtualClock } from '../virtual-clock';

type Method = (request: CustomResourceRequest, invocation: Invocation) => Promise<unknown>;

const CREATE = createEvent(properties('one', { a: '1' }));
const UPDATE = updateEvent('one', properties('one', { a: '2' }), properties('one', { a: '1' }));
const DELETE = deleteEvent('one', properties('one'));
const TIMEOUT = 300_000;

const markerOf = ({ RequestId }: CloudFormationEvent): string => `cdk-redshift-hsm:not-created:${RequestId}`;

let clock: VirtualClock;
let puts: { url: string; body: string; at: number }[];
let lines: string[];
let calls: { method: string; request: CustomResourceRequest }[];
let put: Put;

beforeEach(() => {
  clock = new VirtualClock();
  [puts, lines, calls] = [[], [], []];
  put = async () => 200;
});

/** Runs the function, which does the same for every type of request. */
async function run(event: object, work: Method = async () => ({ physicalResourceId: 'one' }), timeout = TIMEOUT): Promise<void> {
  const method = (name: string) => async (request: CustomResourceRequest, of: Invocation) => {
    calls.push({ method: name, request });
    return work(request, of) as Promise<never>;
  };
  const resource: CustomResource = { create: method('create'), update: method('update'), delete: method('delete') };
  const handler = customResourceHandler({ [HSM_CLIENT_CERTIFICATE_TYPE]: resource, 'Custom::Another': resource }, {
    clock,
    put: async (url, body, signal) => {
      puts.push({ url, body, at: clock.now() });
      return put(url, body, signal);
    },
    log: (text) => lines.push(text),
  });
  const startedAt = clock.now();
  const context: LambdaContext = { getRemainingTimeInMillis: () => timeout - (clock.now() - startedAt) };
  await handler(event as CloudFormationEvent, context);
}

/** The one response. */
function response(): Record<string, unknown> {
  expect(puts).toHaveLength(1);
  return JSON.parse(puts[0].body) as Record<string, unknown>;
}

/** The one line of the log. */
function line(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
  return JSON.parse(lines[0]) as Record<string, unknown>;
}

describe('a request', () => {
  test.each([
    ['Create', CREATE, { method: 'create', requestType: 'Create', physicalResourceId: '', oldResourceProperties: {} }],
    ['Update', UPDATE, { method: 'update', requestType: 'Update', physicalResourceId: 'one', oldResourceProperties: UPDATE.OldResourceProperties }],
    ['Delete', DELETE, { method: 'delete', requestType: 'Delete', physicalResourceId: 'one', oldResourceProperties: {} }],
  ])('%s goes to where its type says, parsed', async (_, event, { method, ...fields }) => {
    await run(event);
    expect(calls).toEqual([{
      method,
      request: {
        requestId: event.RequestId,
        stack: { partition: 'aws', region: 'us-east-1', account: '000000000000', name: 'Demo', uuid: STACK_UUID },
        logicalResourceId: event.LogicalResourceId,
        resourceType: HSM_CLIENT_CERTIFICATE_TYPE,
        resourceProperties: event.ResourceProperties,
        ...fields,
      },
    }]);
  });

  test('the response goes to its URL as it is, with what came of it', async () => {
    await run(CREATE, async () => ({ physicalResourceId: 'made', data: { Arn: 'arn' } }));
    expect(puts[0].url).toBe(CREATE.ResponseURL);
    expect(response()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'made', RequestId: CREATE.RequestId, Data: { Arn: 'arn' } });
  });

  test('the response to a Delete has the id that it was given, whatever came of it', async () => {
    await run({ ...DELETE, PhysicalResourceId: 'Some Id' }, async () => ({ physicalResourceId: 'other', data: { Arn: 'arn' } }));
    expect(response()).toEqual({
      Status: 'SUCCESS', PhysicalResourceId: 'Some Id', StackId: DELETE.StackId, RequestId: DELETE.RequestId, LogicalResourceId: DELETE.LogicalResourceId,
    });
  });

  test.each<[string, object, string, RegExp]>([
    ['an unknown type', { ...UPDATE, RequestType: 'Import' }, 'one', /RequestType is "Import": Create, Update and Delete are known/],
    ['an unknown type and no id', { ...CREATE, RequestType: 'Import' }, markerOf(CREATE), /RequestType is "Import"/],
    ['no type', { ...UPDATE, RequestType: undefined }, 'one', /RequestType is undefined/],
    ['a type that is a list', { ...UPDATE, RequestType: ['Update'] }, 'one', /RequestType is \["Update"\]/],
    ['a type in another case', { ...UPDATE, RequestType: 'update' }, 'one', /RequestType is "update"/],
    ['an unknown resource type', { ...UPDATE, ResourceType: 'Custom::Other' }, 'one', /is Custom::Other: this function knows Custom::RedshiftHsmClientCertificate, Custom::Another/],
    ['a resource type that every object has', { ...UPDATE, ResourceType: 'constructor' }, 'one', /ResourceType is constructor/],
    ['no resource type', { ...UPDATE, ResourceType: undefined }, 'one', /ResourceType of the request is undefined, not a non-empty string/],
    ['no RequestId', { ...UPDATE, RequestId: undefined }, 'one', /RequestId of the request is undefined/],
    ['no StackId', { ...UPDATE, StackId: undefined }, 'one', /StackId of the request is undefined/],
    ['a StackId that is none', { ...UPDATE, StackId: 'Demo' }, 'one', /StackId of the request is "Demo", not the ARN of a CloudFormation stack/],
    ['an empty logical id', { ...UPDATE, LogicalResourceId: '' }, 'one', /LogicalResourceId of the request is ""/],
    ['an Update without physical id', { ...UPDATE, PhysicalResourceId: undefined }, markerOf(UPDATE), /PhysicalResourceId of the request is undefined/],
    ['a Delete with a physical id that is a number', { ...DELETE, PhysicalResourceId: 7 }, markerOf(DELETE), /PhysicalResourceId of the request is 7/],
  ])('that has %s gets a response all the same, and nothing is done', async (_, event, id, reason) => {
    await run(event);
    expect(response()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id, Reason: expect.stringMatching(reason) });
    expect(calls).toEqual([]);
  });

  test.each<[string, unknown]>([['missing', undefined], ['nothing', null], ['text', 'Identifier=one'], ['a list', ['one']], ['a number', 7]])(
    'properties that are %s are none', async (_, ResourceProperties) => {
      await run({ ...UPDATE, ResourceProperties, OldResourceProperties: ResourceProperties });
      expect(calls[0].request).toMatchObject({ resourceProperties: {}, oldResourceProperties: {} });
    });

  test('fields that are unknown are ignored', async () => {
    await run({ ...CREATE, Invented: { By: 'a later version' } });
    expect(response()).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('what goes wrong', () => {
  const thrown: [string, unknown, RegExp][] = [
    ['an error', new Error('there is no room'), /^There is no room$/],
    ['an error with a stack trace', new Error('there is no room\n    at f (/var/task/index.js:1:2)'), /^There is no room$/],
    ['text', 'there is no room', /^There is no room$/],
    ['nothing', undefined, /nothing says why/],
    ['an object', { code: 7 }, /nothing says why/],
    ['what has no text at all', Object.create(null), /nothing says why/],
  ];
  test.each(thrown)('%s that is thrown becomes the reason, in one line', async (_, error, reason) => {
    await run(UPDATE, () => Promise.reject(error));
    expect(response()).toEqual({
      Status: 'FAILED',
      Reason: expect.stringMatching(reason),
      PhysicalResourceId: 'one',
      StackId: UPDATE.StackId,
      RequestId: UPDATE.RequestId,
      LogicalResourceId: UPDATE.LogicalResourceId,
    });
    expect(line()).toMatchObject({ outcome: 'FAILED', reason: expect.stringMatching(reason) });
  });

  test('an error that is thrown at once becomes the reason as well', async () => {
    await run(UPDATE, () => { throw new Error('there is no room'); });
    expect(response()).toMatchObject({ Status: 'FAILED', Reason: 'There is no room' });
  });

  test('attributes that do not fit become a reason that names the limit, and no response that is too long goes out', async () => {
    await run(UPDATE, async () => ({ physicalResourceId: 'two', data: { PublicKey: 'ü'.repeat(2_000) } }));
    expect(response()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'one', Reason: expect.stringContaining('at most 4096 are allowed') });
    expect(line()).toMatchObject({ outcome: 'FAILED' });
  });
});

describe('the watchdog', () => {
  const never = (run_: Invocation): Promise<never> => new Promise((_, reject) => run_.signal.addEventListener('abort', () => reject(new Error('aborted'))));

  test('ends work that never settles after 255 seconds, and leaves 30 for the response', async () => {
    await run(UPDATE, () => new Promise(() => undefined));
    expect(response()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'one', Reason: expect.stringContaining('timed out after 255 seconds') });
    expect(puts[0].at).toBe(255_000);
  });

  test('aborts the work before it responds', async () => {
    const events: string[] = [];
    put = async () => events.push('responded') && 200;
    await run(UPDATE, (_, of) => {
      of.signal.addEventListener('abort', () => events.push('aborted'));
      return never(of);
    });
    expect(events).toEqual(['aborted', 'responded']);
    expect(response()).toMatchObject({ Reason: expect.stringContaining('timed out after 255 seconds') });
  });

  test('ends every wait: work that goes on afterwards gets nowhere', async () => {
    const steps: string[] = [];
    await run(UPDATE, async (_, of) => {
      for (;;) {
        await of.sleep(10_000);
        steps.push(`after ${of.elapsed() / 1000}`);
      }
    });
    await clock.sleep(600_000);
    expect(steps).toHaveLength(25);
    expect(steps.at(-1)).toBe('after 250');
  });

  test('gets a response in time also where CloudFormation takes the response only at the last try', async () => {
    put = async () => (clock.now() < 279_000 ? 503 : 200); // a pause lasts 6 seconds at most
    await run(UPDATE, () => new Promise(() => undefined));
    expect(clock.now()).toBeLessThanOrEqual(285_000);
    expect(new Set(puts.map(({ body }) => body)).size).toBe(1);
  });

  test.each([
    [900_000, 255],
    [100_000, 55],
    [60_000, 15],
  ])('with a time-out of %d milliseconds it ends the work after %d seconds', async (timeout, seconds) => {
    await run(UPDATE, () => new Promise(() => undefined), timeout);
    expect(puts[0].at).toBe(seconds * 1000);
    expect(response()).toMatchObject({ Reason: expect.stringContaining(`timed out after ${seconds} seconds`) });
  });

  test.each([[45_000], [3_000]])('with a time-out of %d milliseconds nothing is begun, and the reason says why', async (timeout) => {
    await run(UPDATE, undefined, timeout);
    const reason = /time-out is too short: it must be longer than 45 seconds, and the library sets 300/;
    expect(response()).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(calls).toEqual([]);
  });

  test('does not bother work that is done', async () => {
    await run(UPDATE, async (_, of) => {
      await of.sleep(254_999);
      return { physicalResourceId: 'one' };
    });
    await clock.sleep(600_000);
    expect(response()).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('a response that cannot be delivered', () => {
  test('ends the invocation in an error, so that Lambda retries the event, and is logged as such', async () => {
    put = async () => 403;
    await expect(run(CREATE)).rejects.toThrow('the response could not be delivered to CloudFormation: the reply has the status 403');
    expect(line()).toMatchObject({ outcome: 'SUCCESS', undelivered: expect.stringContaining('403'), requestId: CREATE.RequestId });
    expect(new Set(puts.map(({ body }) => body)).size).toBe(1);
  });

  test('a failure is no different: never a second response', async () => {
    put = async () => 500;
    await expect(run(CREATE, () => Promise.reject(new Error('no')))).rejects.toThrow('could not be delivered');
    expect(new Set(puts.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(puts[0].body)).toMatchObject({ Status: 'FAILED', Reason: 'no' });
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['no URL', 'somewhere'],
  ])('a ResponseURL that is %s ends the invocation in an error', async (_, ResponseURL) => {
    put = async (url) => new URL(url) && 200;
    await expect(run({ ...CREATE, ResponseURL })).rejects.toThrow(/could not be delivered to CloudFormation: .*Invalid URL/);
    expect(lines).toHaveLength(1);
  });
});

test('a run that is repeated gives the same body, whatever time it takes', async () => {
  for (const delay of [0, 5_000, 100_000]) {
    await run(UPDATE, async (_, of) => {
      await of.sleep(delay);
      of.warn(`it took ${of.elapsed()}`);
      return { physicalResourceId: 'one', data: { Arn: 'arn' } };
    });
    await run(UPDATE, async (_, of) => {
      await of.sleep(delay);
      throw new Error('there is no room');
    });
  }
  expect(new Set(puts.map(({ body }) => body)).size).toBe(2);
});

describe('the log', () => {
  test('has one line of JSON for a request: which, what came of it, how long it took, and the warnings as a list', async () => {
    await run(CREATE, async (_, of) => {
      of.warn('first');
      await of.sleep(1_234.6);
      of.warn('second');
      return { physicalResourceId: 'one' };
    });
    expect(line()).toEqual({
      requestId: CREATE.RequestId,
      requestType: 'Create',
      stackId: CREATE.StackId,
      logicalResourceId: CREATE.LogicalResourceId,
      outcome: 'SUCCESS',
      warnings: ['first', 'second'],
      milliseconds: 1_235,
    });
  });

  test('of a failure has the reason, and the warnings too', async () => {
    await run(UPDATE, async (_, of) => {
      of.warn('first');
      throw new Error('of several\nlines');
    });
    expect(line()).toMatchObject({ requestType: 'Update', outcome: 'FAILED', reason: 'Of several lines', warnings: ['first'] });
  });

  test('is no longer than the response where the reason is long', async () => {
    await run(UPDATE, () => Promise.reject(new Error('x'.repeat(100_000))));
    expect(Buffer.byteLength(puts[0].body)).toBe(4_096);
    expect(line()).toMatchObject({ outcome: 'FAILED' });
  });

  test.each([['delivered', 200], ['not delivered', 403]])('never has the signed URL, nor properties: a response that is %s', async (_, status) => {
    put = async () => status;
    await run({ ...UPDATE, ResourceProperties: properties('one', { a: 'secret' }) }).catch(() => undefined);
    expect(lines.join()).not.toMatch(/X-Amz|cloudformation-custom-resource-response|secret|ServiceToken/);
  });
});
