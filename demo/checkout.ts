import { delimiter, join } from 'node:path';

/** The folder of the repository. */
export const CHECKOUT = join(__dirname, '..');

/** Where the demo keeps everything that it makes. Git ignores it. */
export const DEMO_FOLDER = join(CHECKOUT, '.demo');

/** The programs that `npm ci` installed: the CDK CLI, and the Node that the handler runs on. */
export const BIN = join(CHECKOUT, 'node_modules', '.bin');

/** Finds those before any other of the machine. */
export function path(): string {
  return [BIN, process.env.PATH].join(delimiter);
}
