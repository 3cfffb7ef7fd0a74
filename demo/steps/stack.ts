import assert from 'node:assert/strict';
import { assertSucceeded, onlyCertificate, onlyConfiguration } from './checks';
import { lines } from './report';
import type { Step } from './step';
import { STACK } from '../cdk-cli';
import { stackInventory } from '../stack-inventory';

export const bootstrap: Step = {
  title: 'Prepare the account for the CDK',
  seconds: 60,
  async take({ cdk }, signal) {
    const result = await cdk.bootstrap(signal);
    assertSucceeded(result);
    return lines(result.output, /bootstrapped/);
  },
};

export const destroy: Step = {
  title: 'Destroy the stack: nothing of it is left',
  seconds: 60,
  async take({ cdk, redshift: { hsm }, emulator }, signal) {
    const [certificate, configuration] = [onlyCertificate(hsm.certificates), onlyConfiguration(hsm.configurations)];
    const before = await stackInventory(STACK, emulator.url, signal);
    assert.notDeepEqual(before, [], 'The emulator has nothing of the stack.');
    assertSucceeded(await cdk.destroy(signal));
    assert.deepEqual([...hsm.certificates.keys(), ...hsm.configurations.keys()], [], 'Redshift still has something of the stack.');
    assert.deepEqual(await stackInventory(STACK, emulator.url, signal), [], 'The emulator still has something of the stack.');
    return [
      'These are gone:',
      `  ${certificate.identifier}, the certificate`,
      `  ${configuration.identifier}, the configuration`,
      ...before.map((name) => `  ${name}`),
    ].join('\n');
  },
};
