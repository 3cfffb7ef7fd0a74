import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './links';
import { CHECKOUT, packageJson } from '../../../projenrc/checkout';
import { run } from '../../../projenrc/command';

/** What documents may link to: the files that git has, or will have. */
export async function repository(): Promise<Repository> {
  const files = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: CHECKOUT });
  return {
    url: packageJson.homepage,
    branch: 'main',
    files: new Set(files.split('\n').filter((path) => existsSync(join(CHECKOUT, path)))),
    read: (path) => readFileSync(join(CHECKOUT, path), 'utf8'),
  };
}
