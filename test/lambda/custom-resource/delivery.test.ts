import https from 'node:https';
import { deliver, httpsPut, Put } from '../../../lambda/custom-resource/delivery';
import { ResponseReceiver } from '../response-receiver';
import { VirtualClock } from '../virtual-clock';

const BODY = JSON.stringify({ Reason: 'Schlüssel 鍵 🔑' });

describe('over TLS', () => {
  let receiver: ResponseReceiver;
  let clock: VirtualClock;

  beforeAll(async () => {
    receiver = await new ResponseReceiver().start();
  });

  afterAll(async () => {
    await receiver.close();
  });

  beforeEach(() => {
    receiver.received.length = receiver.replies.length = 0;
    receiver.onArrival = undefined;
    clock = new VirtualClock();
    const { request } = https;
    jest.spyOn(https, 'request').mockImplementation(((url: string, options: https.RequestOptions, callback: () => void) =>
      request(url, { ...options, ca: receiver.cert }, callback)) as typeof request); // on Lambda the authority is known
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Time passes only between the tries. */
  const put: Put = async (...args) => clock.during(httpsPut(...args));

  test('the body arrives as it is, with its length in bytes and an empty content type, at the URL as it is', async () => {
    const url = receiver.url('arn:aws:cloudformation|Certificate');
    await deliver(url, BODY, { clock, put });
    const [{ headers, ...rest }, ...others] = receiver.received;
    expect(rest).toEqual({ method: 'PUT', path: url.replace(/^https:\/\/[^/]+/, ''), body: Buffer.from(BODY), reply: 200 });
    expect(headers).toMatchObject({ 'content-type': '', 'content-length': String(Buffer.byteLength(BODY)), 'connection': 'close' });
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(others).toEqual([]);
    expect(clock.now()).toBe(0);
  });

  test.each([[500], [503], [403], [307], ['reset' as const]])('a reply that is no success (%s): the same body is sent again', async (reply) => {
    receiver.replies.push(reply, reply);
    await deliver(receiver.url(), BODY, { clock, put });
    expect(receiver.received.map((one) => [one.reply, one.body.toString()])).toEqual([[reply, BODY], [reply, BODY], [200, BODY]]);
    expect(clock.now()).toBeGreaterThan(0);
  });

  test.each([[201], [204]])('any status of success is one: %s', async (reply) => {
    receiver.replies.push(reply);
    await deliver(receiver.url(), BODY, { clock, put });
    expect(receiver.received).toHaveLength(1);
  });

  test('a reply that breaks off after its status is one', async () => {
    receiver.replies.push('half a page');
    await deliver(receiver.url(), BODY, { clock, put });
    expect(receiver.received).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20)); // nobody is hurt by what comes after it
  });

  test('a reply that does not come: it is not waited for longer than for one try, and the same body is sent again', async () => {
    receiver.replies.push('nothing');
    const arrival = async (): Promise<unknown> => new Promise((resolve) => { receiver.onArrival = resolve; });
    const untilArrival: Put = async (...args) => {
      void clock.during(arrival());
      return receiver.replies.length ? httpsPut(...args) : put(...args);
    };
    await deliver(receiver.url(), BODY, { clock, put: untilArrival });
    expect(receiver.received.map(({ reply }) => reply)).toEqual(['nothing', 200]);
    expect(clock.now()).toBeGreaterThan(8_000);
    expect(clock.now()).toBeLessThan(9_000);
  });

  test('nobody responses the door: it is given up with what went wrong, and without the signed URL', async () => {
    const url = receiver.url().replace(/:\d+/, ':1');
    const error: unknown = await deliver(url, BODY, { clock, put }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(/the response could not be delivered to CloudFormation: .*ECONNREFUSED/) });
    expect(String(error)).not.toContain('X-Amz');
  });

  test('a server that nobody vouches for gets no response', async () => {
    jest.restoreAllMocks();
    await expect(deliver(receiver.url(), BODY, { clock, put })).rejects.toThrow(/certificate/);
    expect(receiver.received).toEqual([]);
  });

  test('an aborted request is closed', async () => {
    receiver.replies.push('nothing');
    const controller = new AbortController();
    receiver.onArrival = () => controller.abort();
    await expect(httpsPut(receiver.url(), BODY, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('without a network', () => {
  let clock: VirtualClock;
  let tries: number[];

  beforeEach(() => {
    clock = new VirtualClock();
    tries = [];
  });

  test.each<[string, Put, RegExp]>([
    ['is refused', async () => 403, /the reply has the status 403/],
    ['breaks', () => Promise.reject(new Error('socket hang up')), /socket hang up/i],
    ['does not come', () => new Promise(() => undefined), /no reply in time/],
    ['throws at once', () => { throw new Error('Invalid URL'); }, /Invalid URL/],
  ])('a response that %s for good is timed out after 30 seconds at most, with an error', async (_, put, words) => {
    const once: Put = (...args) => {
      tries.push(clock.now());
      return put(...args);
    };
    await expect(deliver('https://x', BODY, { clock, put: once })).rejects.toThrow(words);
    expect(clock.now()).toBeGreaterThan(20_000);
    expect(clock.now()).toBeLessThanOrEqual(30_000);
    expect(tries.length).toBeGreaterThanOrEqual(3);
  });

  test.each([[0], [199], [300]])('a status that is next to those of success is none: %d', async (status) => {
    const statuses = [status, 200];
    const put: Put = async () => statuses.shift()!;
    await deliver('https://x', BODY, { clock, put });
    expect(statuses).toEqual([]);
  });

  test('the pauses grow, and no two runs keep in step', async () => {
    const pauses = async (): Promise<number[]> => {
      const [startedAt, times]: [number, number[]] = [clock.now(), []];
      await deliver('https://x', BODY, { clock, put: async () => times.push(clock.now() - startedAt) && 500 }).catch(() => undefined);
      return times.slice(1).map((time, i) => time - times[i]);
    };
    const [one, other] = [await pauses(), await pauses()];
    for (const given of [one, other]) {
      given.forEach((pause, i) => {
        const longest = Math.min(500 * 2 ** i, 6_000);
        expect(pause).toBeGreaterThanOrEqual(longest / 2 - 1);
        expect(pause).toBeLessThanOrEqual(longest + 1);
      });
    }
    expect(one).not.toEqual(other);
  });

  test('a try that is given up is aborted', async () => {
    const signals: AbortSignal[] = [];
    const put: Put = async (_url, _body, signal) => {
      signals.push(signal);
      return signals.length > 1 ? 200 : new Promise(() => undefined);
    };
    await deliver('https://x', BODY, { clock, put });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});
