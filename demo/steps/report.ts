import assert from 'node:assert/strict';
import type { Call } from '../../local-redshift/injected-faults';
import type { CdkResult } from '../cdk-cli';
import { aside, failure } from '../style';

/* What a step shows of what it did. */

export function callsOf(calls: readonly Call[]): string {
  if (!calls.length) return 'No call to Redshift.';
  return ['Calls to Redshift:', ...calls.map(({ action, error }) => aside(`  ${action}${error === undefined ? '' : `: ${error}`}`))].join('\n');
}

export function tagsOf({ tags }: { readonly tags: ReadonlyMap<string, string> }): string {
  return ['Its tags in Redshift:', ...[...tags].map(([key, value]) => `  ${key} = ${value}`)].join('\n');
}

/** What the CLI asks about before it deploys what widens permissions. */
export function iamChanges({ output }: CdkResult): string {
  const [table] = /^IAM Statement Changes\n[^]*?^└.*$/m.exec(output) ?? [];
  assert(table, `The CDK CLI shows no changes of IAM statements:\n${output.trim()}`);
  return `${table}\nThe CLI asks whether to deploy these changes. Here --yes answers that.`;
}

/** What the CLI says at the end of a failed deployment, up to the logs that it adds. */
export function problem({ output }: CdkResult): string {
  const [first, ...others] = output.slice(output.indexOf('❌')).split('\n\n')[0].trim().split('\n');
  return [failure(first), ...others].join('\n');
}

export function lines(output: string, pattern: RegExp): string {
  return output.split('\n').filter((line) => pattern.test(line)).join('\n');
}
