import { systemClock } from '../../../lambda/custom-resource/clock';

test('a sleep ends, and the time does not go back meanwhile', async () => {
  const before = systemClock.now();
  await systemClock.sleep(1, new AbortController().signal);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
});

test('a sleep that is aborted rejects at once', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
});
