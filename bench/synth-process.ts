import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Name } from './peers/names';
import { exceededQuota } from './quotas';

/*
 * A process that synthesizes a stack with certificates, and writes what that took and gave to standard output, which is its only output.
 */

/** What such a process is told. */
export interface SynthRun {
  /** Whose certificates. @default - nobody's: an empty app */
  readonly whose?: Name;
  readonly outputs: boolean;
  /** HSM configurations of this library besides. @default - none */
  readonly configurations?: { readonly count: number; readonly serverCertificate: string };
  /** How many. @default - as many as a stack can hold */
  readonly count?: number;
}

export interface Synthesized {
  /** From the start of the process. */
  readonly milliseconds: number;
  /** Of the processor, by all threads: what a busy machine changes least. */
  readonly processorMilliseconds: number;
  /** The most memory that the process took. */
  readonly megabytes: number;
  readonly templateBytes: number;
  readonly resources: number;
}

export interface Capacity {
  /** The most certificates that a stack can hold. */
  readonly count: number;
  /** The quota that one more would exceed. */
  readonly quota: string;
}

const { whose, outputs, count, configurations }: SynthRun = JSON.parse(process.argv[2]);
const outdir = mkdtempSync(join(tmpdir(), 'cdk-redshift-hsm-synth-'));
const result = count === undefined ? capacity() : measured(count);
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify(result));

function measured(wanted: number): Synthesized {
  const { text, template } = synthesize(wanted);
  const milliseconds = performance.now();
  const { user, system } = process.cpuUsage();
  return {
    milliseconds,
    processorMilliseconds: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
    templateBytes: Buffer.byteLength(text),
    resources: Object.keys(template.Resources ?? {}).length,
  };
}

function capacity(): Capacity {
  let [fits, tooMany, quota] = [0, 600, ''];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const { text, template } = synthesize(middle);
    const exceeded = exceededQuota(template, Buffer.byteLength(text));
    if (exceeded === undefined) fits = middle;
    else [tooMany, quota] = [middle, exceeded];
  }
  return { count: fits, quota };
}

function synthesize(wanted: number): { text: string; template: object & Parameters<typeof exceededQuota>[0] } {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Bench');
  stack.node.setContext('@aws-cdk/core:stackResourceLimit', 0); // the quotas are looked at here
  if (whose !== undefined) {
    const peers = createRequire(__filename)('./peers/certificates') as typeof import('./peers/certificates'); // not in an empty app
    peers.certificates[whose](stack, { count: wanted, tags: { team: 'security', stage: 'test' }, outputs });
    if (configurations) peers.configurations(stack, configurations.count, configurations.serverCertificate);
  }
  app.synth();
  const text = readFileSync(join(outdir, `${stack.artifactId}.template.json`), 'utf8');
  return { text, template: JSON.parse(text) };
}
