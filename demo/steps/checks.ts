import assert from 'node:assert/strict';
import { callsOf } from './report';
import type { Call } from '../../local-redshift/injected-faults';
import type { Action } from '../../local-redshift/query-protocol';
import type { StoredHsmClientCertificate, StoredHsmConfiguration } from '../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../src/private/contract';
import { CdkResult, STACK } from '../cdk-cli';

export function assertSucceeded({ succeeded, output }: CdkResult): void {
  assert(succeeded, `The CDK CLI failed:\n${output.trim()}`);
}

export function assertFailed({ succeeded, output }: CdkResult, reason: string): void {
  assert(!succeeded, `The deployment succeeded, and should not:\n${output.trim()}`);
  assert(output.replace(/\s+/g, ' ').includes(reason), `The deployment failed for another reason than "${reason}":\n${output.trim()}`);
}

export function onlyCertificate(certificates: ReadonlyMap<string, StoredHsmClientCertificate>): StoredHsmClientCertificate {
  return only('certificate', certificates);
}

export function onlyConfiguration(configurations: ReadonlyMap<string, StoredHsmConfiguration>): StoredHsmConfiguration {
  return only('configuration', configurations);
}

function only<T>(what: string, stored: ReadonlyMap<string, T>): T {
  assert.equal(stored.size, 1, `Redshift should have one ${what}, and has ${stored.size}: ${[...stored.keys()].join(', ')}`);
  const [one] = stored.values();
  return one;
}

/** As it is now, whatever becomes of it. */
export function copy<T extends { readonly tags: ReadonlyMap<string, string> }>(stored: T): T {
  return { ...stored, tags: new Map(stored.tags) };
}

/** What the function asked of Redshift. */
export function assertCalls(calls: readonly Call[], expected: readonly Action[]): void {
  assert.deepEqual(calls.map(({ action }) => action), expected, `Redshift should have been called for ${expected.join(', ')}. ${callsOf(calls)}`);
}

export function isWrite({ action }: Call): boolean {
  return !action.startsWith('Describe');
}

/** These, and the one that says who owns it. */
export function assertTags({ tags }: StoredHsmClientCertificate, expected: Record<string, string>): void {
  const { [OWNER_TAG]: owner, ...others } = Object.fromEntries(tags);
  assert.deepEqual(others, expected, 'The certificate has other tags.');
  assert.match(owner, new RegExp(`^stack/${STACK}/`), 'The certificate has another owner.');
}
