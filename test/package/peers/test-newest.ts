import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, environment } from '../../../projenrc/checkout';
import { run } from '../../../projenrc/command';

/**
 * Runs the tests of constructs with the CDK that is installed in a folder, without flags and with those of `cdk init`. Those in test/newest
 * are for that alone. Their types are those of the lowest CDK, as everywhere. Their templates need not be complete, so the CDK does not
 * validate them: it does so with the example and the fresh app.
 */
export async function testWith(nodeModules: string): Promise<void> {
  const { setupFiles, testMatch, ...config } = JSON.parse(readFileSync(join(CHECKOUT, 'test', 'src', 'with-flags.jest.config.json'), 'utf8'));
  const newest = {
    ...config,
    rootDir: CHECKOUT,
    testMatch: [...testMatch, '<rootDir>/test/newest/**/*.test.ts'],
    moduleNameMapper: { '^(aws-cdk-lib|constructs)(/.*)?$': join(nodeModules, '$1$2'), '^newest-cdk-nag$': join(nodeModules, 'cdk-nag') },
    modulePathIgnorePatterns: [],
    roots: ['test', 'src', 'assets'].map((folder) => join(CHECKOUT, folder)),
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }] },
  };
  const projects = [{ ...newest, displayName: 'newest' }, { ...newest, displayName: 'newest, with flags', setupFiles }];
  const output = await run('jest', ['--ci', '--silent', '--config', JSON.stringify({ rootDir: CHECKOUT, projects })], { cwd: CHECKOUT, env: { ...environment(), CDK_VALIDATION: 'false' } });
  console.log(output.split('\n').filter((line) => /^Test(s| Suites):/.test(line)).join('\n'));
}
