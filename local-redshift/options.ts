import { parseArgs } from 'node:util';

const USAGE = 'Usage: npm run local:redshift [-- --port N]';

/** The port that the command line asks for, if it does. */
export function portFrom(args: string[]): number | undefined {
  const { port } = valuesIn(args);
  if (port === undefined) return undefined;
  const number = /^\d{1,5}$/.test(port) ? Number(port) : NaN;
  if (!(number >= 1 && number <= 65535)) throw new Error(`--port takes a whole number from 1 to 65535; it is '${port}'.`);
  return number;
}

function valuesIn(args: string[]): { port?: string } {
  try {
    return parseArgs({ args, options: { port: { type: 'string' } } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`);
  }
}
