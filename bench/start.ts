import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { Lambda } from './lambda';
import { byTurns, Row, show, spread, Spread, table, time } from './measure';
import { emptyFunction, functions } from './peers/functions';
import { PEERS } from './peers/names';
import { Workspace } from './workspace';

/** Whole processes under Node 24, from their start to their end: the handler is loaded and finishes one Create. */
export async function start(workspace: Workspace, rounds: number): Promise<object> {
  const lambda = await Lambda.start(workspace);
  try {
    const creation = Object.entries({ 'a handler that only responds': emptyFunction(workspace), ...functions(workspace) })
      .map(([name, fn]) => [name, async () => time(async () => {
        const { Status: status, Reason: reason } = await lambda.create(fn);
        if (status !== 'SUCCESS') throw new Error(`A Create of ${name} failed: ${reason}`);
      })]);
    const milliseconds: Record<string, number[]> = await byTurns(rounds, {
      'node alone': async () => time(async () => workspace.node(['-e', '0'])),
      ...Object.fromEntries(creation),
    });
    const spreads = Object.entries(milliseconds).map(([name, values]): [string, Spread] => [name, spread(values)]);
    const best = Math.min(...PEERS.map((name) => spread(milliseconds[name]).median));
    console.log(`${table(spreads.map(([name, each]): Row => ({
      'one Create': name, 'milliseconds': show(each), 'of the best peer': (each.median / best).toFixed(2),
    })))}\n`);
    const bytes = bundleBytes(workspace.bundle, await workspace.bundleHandler());
    console.log(table(bytes));
    return { milliseconds, bytes };
  } finally {
    await lambda.close();
  }
}

/** The bytes of each file of the bundle, by the package that they are from. Only the first file is loaded at every start. */
function bundleBytes(bundle: string, { outputs }: Metafile): Row[] {
  const files = Object.entries(outputs).filter(([path]) => path.endsWith('.js')).sort(([, one], [, other]) => other.bytes - one.bytes);
  return files.flatMap(([path, { inputs }]) => {
    const byOrigin = new Map<string, number>();
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const from = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? `${file.split('/')[0]}/`;
      byOrigin.set(from, (byOrigin.get(from) ?? 0) + bytesInOutput);
    }
    const code = readFileSync(join(dirname(bundle), basename(path)));
    const origins = [...byOrigin].sort(([, one], [, other]) => other - one).map(([from, bytes]) => [`${from}, before it is minified`, bytes] as const);
    return [...origins, ['all', code.length], ['all, gzipped', gzipSync(code).length]]
      .map(([from, bytes]) => ({ 'bundle, by file and origin': `${basename(path)}: ${from}`, bytes }));
  });
}
