import { Invocation } from '../../../lambda/custom-resource/invocation';
import { VirtualClock } from '../virtual-clock';

let clock: VirtualClock;
let invocation: Invocation;

beforeEach(async () => {
  clock = new VirtualClock();
  await clock.sleep(1_000); // a run does not begin with the clock
  invocation = new Invocation(clock);
});

const never = (): Promise<never> => new Promise(() => undefined);

describe.each([
  ['the whole work', async (milliseconds: number, work: () => Promise<unknown>) => invocation.watch(milliseconds, 'it is late', work)],
  ['a part of the work', async (milliseconds: number, work: () => Promise<unknown>) => invocation.until(milliseconds, 'it is late', work)],
])('%s', (_, limit) => {
  test('that is done in time is the result', async () => {
    await expect(limit(10, async () => 'done')).resolves.toBe('done');
    await clock.sleep(100);
    expect(invocation.signal.aborted).toBe(false);
  });

  test('that fails in time fails as it does, also at once', async () => {
    await expect(limit(10, () => Promise.reject(new Error('of itself')))).rejects.toThrow('of itself');
    await expect(limit(10, () => { throw new Error('at once'); })).rejects.toThrow('at once');
    await clock.sleep(100); // no rejection is left that nobody listens to
  });

  test('that is not done in time fails with the reason, then and no later, counted from the start of the invocation', async () => {
    await invocation.sleep(4);
    await expect(limit(10, never)).rejects.toThrow('it is late');
    expect(invocation.elapsed()).toBe(10);
  });

  test('that is late says what was waited for, what was met last at the end, and not what has passed', async () => {
    const [one, other, third] = [{}, {}, {}];
    invocation.retries(one, new Error('first'));
    invocation.retries(other, new Error('second'));
    invocation.retries(third, new Error('passed'));
    invocation.retries(one, new Error('first again'));
    invocation.retries(third);
    await expect(limit(10, never)).rejects.toThrow(/^it is late: second; then first again$/);
    await expect(limit(10, never)).rejects.toThrow(/^it is late: second; then first again$/); // it could not even begin
  });

  test('that could not begin in time is not begun', async () => {
    await invocation.sleep(10);
    const work = jest.fn();
    await expect(limit(10, work)).rejects.toThrow('it is late');
    expect(work).not.toHaveBeenCalled();
  });

  test('that fails because it was aborted fails with the reason', async () => {
    await expect(limit(10, async () => clock.sleep(20).then(() => Promise.reject(new Error('the connection broke'))))).rejects.toThrow('it is late');
    await clock.sleep(100);
  });
});

test('the end of the whole work aborts its waits and all of its parts', async () => {
  const ends: string[] = [];
  await expect(invocation.watch(10, 'it is late', async () => Promise.all([
    invocation.sleep(20).catch((error: Error) => ends.push(`a wait: ${error.name}`)),
    invocation.until(30, 'the part is late', async (signal) => {
      signal.addEventListener('abort', () => ends.push(`a part: ${(signal.reason as Error).message}`));
      return never();
    }),
  ]))).rejects.toThrow('it is late');
  expect(ends.sort()).toEqual(['a part: it is late', 'a wait: AbortError']);
  expect(invocation.signal.reason).toEqual(new Error('it is late'));
});

test('the end of a part aborts that part alone', async () => {
  const result = await invocation.watch(30, 'it is late', async () => {
    let signalOfPart: AbortSignal | undefined;
    await invocation.until(10, 'the part is late', async (signal) => {
      signalOfPart = signal;
      return never();
    }).catch(() => undefined);
    await invocation.sleep(10);
    return [signalOfPart?.aborted, invocation.signal.aborted, invocation.elapsed()];
  });
  expect(result).toEqual([true, false, 20]);
});
