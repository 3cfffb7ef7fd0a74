import { awsCli, checkers } from './checkers';
import { prepare } from '../../demo/prepare';
import { screen } from '../../demo/screen';

/** Before all tests: what they need is installed, and not by each of them at the same time. */
export default async function setup(): Promise<void> {
  const { signal } = new AbortController();
  console.log();
  const { python } = await prepare(signal, screen);
  process.env.AWS_CLI = await awsCli(await checkers(python, signal, screen));
}
