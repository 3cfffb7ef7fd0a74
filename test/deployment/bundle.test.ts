import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from './program';
import { makeBundle } from '../../demo/bundle';
import { CHECKOUT } from '../../demo/checkout';

jest.setTimeout(60_000); // to minify takes some seconds

let folder: string;
let bundle: string;

beforeEach(async () => {
  folder = await newFolder();
  bundle = join(folder, 'assets');
});

afterEach(() => rm(folder, { recursive: true }));

async function content(): Promise<string> {
  return readFile(join(bundle, 'index.js'), 'utf8');
}

test('it is what `npm test` and the build make', async () => {
  await makeBundle(bundle);
  expect(await content()).toBe(await readFile(join(CHECKOUT, 'assets', 'lambda', 'index', 'index.js'), 'utf8'));
  expect(await readdir(bundle)).toEqual(['index.js', 'secrets-manager.js']);
});

test.each([
  ['half of one, which a run that was cut off has left', (whole: string) => whole.slice(0, whole.length / 2)],
  ['an empty file', () => ''],
  ['one of other sources', () => 'exports.handler = async () => {};'],
])('it takes the place of %s', async (_, left) => {
  await makeBundle(bundle);
  const whole = await content();
  await writeFile(join(bundle, 'index.js'), left(whole));
  await makeBundle(bundle);
  expect(await content()).toBe(whole);
});

test('one that is the same is not touched: another run may be reading it', async () => {
  await makeBundle(bundle);
  const { ino } = await stat(join(bundle, 'index.js'));
  await Promise.all([makeBundle(bundle), makeBundle(bundle)]);
  expect((await stat(join(bundle, 'index.js'))).ino).toBe(ino);
});
