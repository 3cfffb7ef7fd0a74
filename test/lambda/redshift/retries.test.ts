import { Invocation } from '../../../lambda/custom-resource/invocation';
import { readableError, transience } from '../../../lambda/redshift/classification';
import { withRetries } from '../../../lambda/redshift/retries';
import { VirtualClock } from '../virtual-clock';

const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
const RESET = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const SKEWED = Object.assign(new Error('Request has expired'), { name: 'RequestExpired', $metadata: { httpStatusCode: 400, clockSkewCorrected: true } });

let clock: VirtualClock;
let invocation: Invocation;

beforeEach(() => {
  clock = new VirtualClock();
  invocation = new Invocation(clock);
});

/** Makes a call that takes a second each time and meets what is said for the time at which it is made. */
async function calling(meets: (seconds: number) => Error | undefined): Promise<string> {
  return withRetries(invocation, invocation.signal, readableError('redshift:DeleteTags', 'one'), async () => {
    const error = meets(clock.now() / 1000);
    await clock.sleep(1_000, invocation.signal);
    if (error) throw error;
    return 'done';
  });
}

test('the errors are what they stand for', () => {
  expect([THROTTLED, RESET, SKEWED].map(transience)).toEqual(['throttled', 'no response', 'clock']);
});

test('throttling is waited for as long as it takes', async () => {
  expect(await calling((seconds) => (seconds < 250 ? THROTTLED : undefined))).toBe('done');
});

test('a call without a response is made again for 90 seconds on end', async () => {
  await expect(calling(() => RESET)).rejects.toThrow(`redshift:DeleteTags on one failed: ${RESET.message}`);
  expect(clock.now()).toBeGreaterThanOrEqual(90_000);
  expect(clock.now()).toBeLessThan(100_000);
});

test('a response is waited for anew after throttling, which is one', async () => {
  expect(await calling((seconds) => (seconds < 100 ? THROTTLED : seconds < 180 ? RESET : undefined))).toBe('done');
  expect(clock.now()).toBeGreaterThan(180_000);
});

test('now and then no response among many that throttle ends nothing', async () => {
  let calls = 0;
  expect(await calling((seconds) => (seconds > 200 ? undefined : ++calls % 10 ? THROTTLED : RESET))).toBe('done');
});

test('a clock that was put right is a reason for one more try, whatever else was met', async () => {
  const met = [RESET, THROTTLED, SKEWED];
  expect(await calling(() => met.shift())).toBe('done');
  await expect(calling(() => SKEWED)).rejects.toThrow(`redshift:DeleteTags on one failed: ${SKEWED.message}`);
});
