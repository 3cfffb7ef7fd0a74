import * as fs from 'node:fs';
import * as path from 'node:path';

const packageJson = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as Record<string, unknown>;

test('the package brings nothing along: it has its two peers, and no dependency', () => {
  expect(packageJson.dependencies ?? {}).toEqual({});
  expect(packageJson.optionalDependencies ?? {}).toEqual({});
  expect(packageJson.bundledDependencies ?? packageJson.bundleDependencies ?? []).toEqual([]);
  expect(Object.keys(packageJson.peerDependencies as object).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});
