import { awsCli, checkers } from './checkers';
import { prepare } from '../../demo/prepare';

/** Before all tests: what they need is installed, and not by each of them at the same time. */
export default async function setup(): Promise<void> {
  const { signal } = new AbortController();
  const say = (line: string): void => console.log(line);
  console.log();
  const { python } = await prepare(signal, say);
  process.env.AWS_CLI = await awsCli(await checkers(python, signal, say));
}
