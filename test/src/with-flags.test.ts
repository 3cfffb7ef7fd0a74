import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

test('every test of an app runs with the flags of `cdk init` too', () => {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).map((name) => join(ROOT, 'test', name));
  const ofApps = files.filter((file) => /temporary-folder'|new App\(/.test(readFileSync(file, 'utf8')) && !/\/(newest|deployment)\//.test(file));
  expect(ofApps).toContain(join(__dirname, 'hsm-client-certificate.test.ts'));
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const listed = execFileSync(process.execPath, [jest, '--config', join(__dirname, 'with-flags.jest.config.json'), '--listTests'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  expect(ofApps.filter((file) => !listed.includes(file))).toEqual([]);
});
