import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as deadlines from '../../lambda/deadlines';
import * as timeLimits from '../../src/private/time-limits';

const GUIDE = readFileSync(join(__dirname, '../../docs/handler-design.md'), 'utf8');

/** The constants of the guide's table, with their seconds. */
function documented(): Record<string, number> {
  const [, table] = /<!-- deadlines -->([^]*)<!-- \/deadlines -->/.exec(GUIDE)!;
  const rows = [...table.matchAll(/^\| ([A-Z_]+) \| (\d+) \|/gm)];
  return Object.fromEntries(rows.map(([, name, seconds]) => [name, Number(seconds)]));
}

test('the guide has every time limit, as it is', () => {
  const { RETRY_ATTEMPTS: _, ...ofServices } = timeLimits;
  const seconds = [
    ...Object.entries(deadlines).map(([name, milliseconds]) => [name, milliseconds / 1_000]),
    ...Object.entries(ofServices).map(([name, value]) => [name.replace(/_SECONDS$/, ''), value]),
  ];
  expect(documented()).toEqual(Object.fromEntries(seconds));
});

test('the limits fit into each other', () => {
  const { LATEST_CREATE, LATEST_LATE_CREATE, LATEST_UNDO, LATEST_WAIT_FOR_CLUSTERS, MAX_DELIVERY, TRY_TIMEOUT, WATCHDOG } = deadlines;
  const { FUNCTION_TIMEOUT_SECONDS, MAX_EVENT_AGE_SECONDS, SERVICE_TIMEOUT_SECONDS } = timeLimits;
  expect(LATEST_CREATE + TRY_TIMEOUT).toBeLessThan(LATEST_LATE_CREATE); // a call that is abandoned may have just begun
  expect(Math.max(LATEST_LATE_CREATE, LATEST_UNDO, LATEST_WAIT_FOR_CLUSTERS)).toBeLessThan(WATCHDOG);
  expect(WATCHDOG + MAX_DELIVERY).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
  expect(MAX_EVENT_AGE_SECONDS + FUNCTION_TIMEOUT_SECONDS).toBeLessThan(SERVICE_TIMEOUT_SECONDS);
});
