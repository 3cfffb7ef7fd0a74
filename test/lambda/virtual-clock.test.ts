import { setTimeout } from 'node:timers/promises';
import { VirtualClock } from './virtual-clock';

let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock();
});

test('sleeping takes its time, and no real one', async () => {
  await clock.sleep(3_600_000);
  expect(clock.now()).toBe(3_600_000);
});

test('several sleepers wake in the order of their times, and see these', async () => {
  const woken: [string, number][] = [];
  const sleep = async (name: string, ...naps: number[]): Promise<void> => {
    for (const nap of naps) {
      await clock.sleep(nap);
      woken.push([name, clock.now()]);
    }
  };
  await Promise.all([sleep('a', 30, 30), sleep('b', 10, 10, 25), sleep('c', 30)]);
  expect(woken).toEqual([['b', 10], ['b', 20], ['a', 30], ['c', 30], ['b', 45], ['a', 60]]);
});

test('whoever still has something to do is waited for', async () => {
  const steps: string[] = [];
  const busy = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) await Promise.resolve();
    steps.push(`done at ${clock.now()}`);
  };
  await Promise.all([clock.sleep(1).then(() => steps.push('slept')), busy()]);
  expect(steps).toEqual(['done at 0', 'slept']);
});

test('an aborted sleep ends at once and takes no time', async () => {
  const controller = new AbortController();
  const sleeping = clock.sleep(1_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
  await expect(clock.sleep(1_000, controller.signal)).rejects.toThrow('aborted');
  await clock.sleep(1);
  expect(clock.now()).toBe(1);
});

test('a sleep that is over is not bothered by an abort', async () => {
  const controller = new AbortController();
  await clock.sleep(1, controller.signal);
  controller.abort();
  await clock.sleep(1);
  expect(clock.now()).toBe(2);
});

test('an alarm can be cancelled', async () => {
  const rung: string[] = [];
  const cancel = clock.after(1, () => rung.push('cancelled'));
  clock.after(2, () => rung.push('kept'));
  cancel();
  await clock.sleep(3);
  expect(rung).toEqual(['kept']);
});

test('time stands still while something happens in real time', async () => {
  const sleeping = clock.sleep(1);
  const seen = await clock.during(setTimeout(5).then(() => clock.now()));
  await sleeping;
  expect([seen, clock.now()]).toEqual([0, 1]);
});

test('time stands still while it is busy elsewhere', async () => {
  let busy = true;
  clock = new VirtualClock(() => busy);
  const sleeping = clock.sleep(1);
  await setTimeout(5);
  expect(clock.now()).toBe(0);
  busy = false;
  await sleeping;
  expect(clock.now()).toBe(1);
});
