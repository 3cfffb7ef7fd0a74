import { Run } from '../../../lambda/custom-resource/run';
import { passing } from '../../../lambda/redshift/meaning';
import { withRetries } from '../../../lambda/redshift/retries';
import { VirtualClock } from '../virtual-clock';

const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
const RESET = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const SKEWED = Object.assign(new Error('Request has expired'), { name: 'RequestExpired', $metadata: { httpStatusCode: 400, clockSkewCorrected: true } });

let clock: VirtualClock;
let run: Run;

beforeEach(() => {
  clock = new VirtualClock();
  run = new Run(clock);
});

/** Makes a call that takes a second each time and meets what is said for the time at which it is made. */
async function calling(meets: (seconds: number) => Error | undefined): Promise<string> {
  return withRetries(run, run.signal, (error) => error as Error, async () => {
    const error = meets(clock.now() / 1000);
    await clock.sleep(1_000, run.signal);
    if (error) throw error;
    return 'done';
  });
}

test('the errors are what they stand for', () => {
  expect([THROTTLED, RESET, SKEWED].map(passing)).toEqual(['throttled', 'unanswered', 'clock']);
});

test('throttling is waited for as long as it takes', async () => {
  expect(await calling((seconds) => (seconds < 250 ? THROTTLED : undefined))).toBe('done');
});

test('a call without an answer is made again for 90 seconds on end', async () => {
  await expect(calling(() => RESET)).rejects.toThrow(RESET);
  expect(clock.now()).toBeGreaterThanOrEqual(90_000);
  expect(clock.now()).toBeLessThan(100_000);
});

test('an answer is waited for anew after throttling, which is one', async () => {
  expect(await calling((seconds) => (seconds < 100 ? THROTTLED : seconds < 180 ? RESET : undefined))).toBe('done');
  expect(clock.now()).toBeGreaterThan(180_000);
});

test('now and then no answer among many that throttle ends nothing', async () => {
  let calls = 0;
  expect(await calling((seconds) => (seconds > 200 ? undefined : ++calls % 10 ? THROTTLED : RESET))).toBe('done');
});

test('a clock that was put right is a reason for one more try, whatever else was met', async () => {
  const met = [RESET, THROTTLED, SKEWED];
  expect(await calling(() => met.shift())).toBe('done');
  await expect(calling(() => SKEWED)).rejects.toThrow(SKEWED);
});
