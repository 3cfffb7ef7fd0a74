import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { applied, MUTANTS } from './mutants';

/* For Jest: reads TypeScript as it is, but for one file of the handler, which has the mistake of the mutant that the environment names. */

export const MUTANT_VARIABLE = 'MUTANT';

function transformed(source: string, path: string): { code: string } {
  const { code } = transformSync(mutated(source, path), { loader: 'ts', format: 'cjs', target: 'node22', sourcemap: 'inline', sourcefile: path });
  return { code };
}

function getCacheKey(source: string, path: string): string {
  return createHash('sha256').update(`${path}\n${mutated(source, path)}\n${readFileSync(__filename)}`).digest('hex');
}

function mutated(source: string, path: string): string {
  const mutant = MUTANTS.find(({ name }) => name === process.env[MUTANT_VARIABLE]);
  return mutant && path.endsWith(join('lambda', mutant.file)) && !path.includes(join('test', 'lambda')) ? applied(mutant, source) : source;
}

export default { process: transformed, getCacheKey };
