import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { svgOf } from './svg';
import { CHECKOUT } from '../checkout';
import { run } from '../child';

/* Runs the demo, and draws what it prints: the recording in the README. */

const MAIN = join(CHECKOUT, 'demo', 'main.ts');
const RECORDING = join(CHECKOUT, 'docs', 'demo.svg');

async function main(): Promise<void> {
  const controller = new AbortController();
  process.on('SIGINT', () => controller.abort(new Error('Stopped.')));
  const env = { ...process.env, FORCE_COLOR: '1' };
  const { exitCode, output } = await run(process.execPath, [require.resolve('ts-node/dist/bin'), '-T', MAIN], { env, signal: controller.signal });
  if (exitCode !== 0) throw new Error(`The demo failed, and nothing was written:\n${output}`);
  await writeFile(RECORDING, svgOf(output));
  console.log('docs/demo.svg has what the demo printed.');
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
