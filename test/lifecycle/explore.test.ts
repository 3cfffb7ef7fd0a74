import { BEGINNING, DELETION, QUICK, RETAINED_IS_ADDED_AGAIN } from './search/bounds';
import { explore } from './search/exploration';
import { ExplorationReport } from './search/report';
import { exploreAll, workerCode } from './search/workers';

jest.setTimeout(120_000);

test('no schedule of a few faults violates an invariant, and every known limitation is found', async () => {
  const report = new ExplorationReport();
  await exploreAll(await workerCode(), QUICK, 2, (_, result) => report.add(result));
  if (!report.isGood) throw new Error(report.words());
});

test('a retained certificate that is added again is lost if its Create is cancelled, and never if it is adopted', async () => {
  const RETAINED_IS_LOST = 'a retained certificate is added again, and its Create is cancelled or never responds';
  const found: Array<string[]> = [];
  await exploreAll(await workerCode(), RETAINED_IS_ADDED_AGAIN, 2, ({ circumstances: { adopts } }, { counts }) => {
    found[adopts ? 1 : 0] = Object.keys(counts);
  });
  const [withoutAdoption, withAdoption] = found;
  expect(withoutAdoption).toContain(RETAINED_IS_LOST);
  expect(withAdoption).not.toContain(RETAINED_IS_LOST);
});

test.each([
  ['the first deployment and one more operation', BEGINNING],
  ['the deletion of a stack with a fault', DELETION],
])('to go on only from states that are new misses neither a state nor a known limitation: %s', async (_, bounds) => {
  const [once, always] = [await explore(bounds), await explore(bounds, { everySchedule: true })];
  expect(once.states).toBe(always.states);
  expect(Object.keys(once.counts).sort()).toEqual(Object.keys(always.counts).sort());
  expect(once.schedules).toBeLessThan(always.schedules);
});
