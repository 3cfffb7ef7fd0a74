import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../../projenrc/checkout';

/*
 * What a check installs of PyPI is pinned, with everything that it brings along, by the hashes of its files. CONTRIBUTING.md says how to
 * renew that.
 */

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8');
const files = ['.ci', '.github/workflows', 'bench', 'demo', 'projenrc', 'test'].flatMap((folder) => {
  return readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
});
const wanted = files.filter((path) => path.endsWith('/requirements.in'));
const pinned = wanted.map((path) => path.replace(/in$/, 'txt'));

/** The requirements of a file that pip reads, each in a line. */
function requirements(path: string): string[] {
  return read(path).replace(/\\\n/g, '').replace(/ *#.*$/gm, '').split('\n').filter((line) => line !== '');
}

test('there are some', () => {
  expect(wanted).toEqual(expect.arrayContaining(['demo/requirements.in', 'test/deployment/requirements.in']));
});

test.each(pinned)('%s pins everything to a version and its hashes, and names no place to get it from', (path) => {
  for (const requirement of requirements(path)) {
    expect(requirement).toMatch(/^[a-z\d][a-z\d-]*==[\w.]+( ; [\w .*'<>=!()-]+?)?( +--hash=sha256:[\da-f]{64})+$/);
  }
  expect(read(path)).not.toContain('://');
});

test.each(wanted)('all of %s is in what is made from it', (path) => {
  const made = requirements(path.replace(/in$/, 'txt')).map((requirement) => requirement.split(' ')[0]);
  expect(made).toEqual(expect.arrayContaining(requirements(path)));
});

test('whatever runs pip in a check has it ask for hashes', () => {
  const code = ['.projenrc.ts', ...files.filter((path) => /\.ts$|\.yml$|^\.ci\/run$/.test(path) && !path.endsWith('.test.ts'))];
  const users = code.filter((path) => /\bpip3?\W{1,8}(install|download)\b/.test(read(path)));
  expect(users).toEqual(expect.arrayContaining(['demo/python.ts', 'test/package/consumers/python.ts']));
  expect(users.filter((path) => !/--require-hashes|PINNED/.test(read(path)))).toEqual([]);
});

test('the check of the example in Python pins what the example asks for', () => {
  const ofOthers = requirements('examples/python/requirements.txt').filter((requirement) => !requirement.startsWith('cdk-redshift-hsm'));
  expect(requirements('test/package/consumers/requirements.in')).toEqual(ofOthers);
});
