import assert from 'node:assert/strict';
import { CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RENAMED } from './certificate';
import { assertCalls, assertSucceeded, copy, onlyCertificate, onlyConfiguration } from './checks';
import { registeredFingerprint } from './registered-fingerprint';
import { callsOf, iamChanges, tagsOf } from './report';
import type { Step } from './step';
import type { CdkResult } from '../cdk-cli';
import type { LocalAws } from '../local-aws';

const SECRET = 'hsm/partition';
export const PASSWORD = 'the password of the partition';

export const createConfiguration: Step = {
  title: 'Add an HSM configuration, whose password is in a secret',
  seconds: 60,
  async take(aws, signal) {
    const { redshift } = aws;
    const [certificate, earlier] = [copy(onlyCertificate(redshift.hsm.certificates)), redshift.calls.length];
    const secret = await createSecret(aws, signal);
    const result = await deployConfiguration(aws, { secret, partition: 'analytics' }, signal);
    const [configuration, calls] = [onlyConfiguration(redshift.hsm.configurations), redshift.calls.slice(earlier)];
    assertCalls(calls, ['DescribeHsmConfigurations', 'CreateHsmConfiguration']);
    assert.deepEqual(
      [configuration.identifier, configuration.partitionName, configuration.partitionPassword],
      [result.outputs.Configuration, 'analytics', PASSWORD],
      'Redshift has another configuration.');
    assert.deepEqual(onlyCertificate(redshift.hsm.certificates), certificate, 'The certificate is not what it was.');
    return [
      `The secret: ${secret}`,
      iamChanges(result),
      `Configuration: ${configuration.identifier}`,
      tagsOf(configuration),
      callsOf(calls),
    ].join('\n\n');
  },
};

export const changePartition: Step = {
  title: 'Change the partition: a new configuration takes the place of the old one',
  seconds: 60,
  async take(aws, signal) {
    const { redshift } = aws;
    const [before, earlier] = [onlyConfiguration(redshift.hsm.configurations), redshift.calls.length];
    const result = await deployConfiguration(aws, { secret: await secretArn(aws, signal), partition: 'reporting' }, signal);
    const [after, calls] = [onlyConfiguration(redshift.hsm.configurations), redshift.calls.slice(earlier)];
    assertCalls(calls, [
      'DescribeHsmConfigurations', 'CreateHsmConfiguration', // under another generated name
      'DescribeHsmConfigurations', 'DeleteHsmConfiguration', // the old one, once the deployment has succeeded
    ]);
    assert.deepEqual([after.identifier, after.partitionName], [result.outputs.Configuration, 'reporting'], 'Redshift has another configuration.');
    assert.notEqual(after.identifier, before.identifier, 'It is the old configuration.');
    return [`${before.identifier} is deleted,\n${after.identifier} is there.`, callsOf(calls)].join('\n\n');
  },
};

/** In the account of the emulator, as whoever has the password would do it. */
async function createSecret(aws: LocalAws, signal: AbortSignal): Promise<string> {
  const secret = { Name: SECRET, SecretString: JSON.stringify({ password: PASSWORD }) };
  return arnInReply(aws, (client) => client.send(new CreateSecretCommand(secret), { abortSignal: signal }));
}

async function secretArn(aws: LocalAws, signal: AbortSignal): Promise<string> {
  return arnInReply(aws, (client) => client.send(new DescribeSecretCommand({ SecretId: SECRET }), { abortSignal: signal }));
}

async function arnInReply({ emulator }: LocalAws, send: (client: SecretsManagerClient) => Promise<{ ARN?: string }>): Promise<string> {
  const client = new SecretsManagerClient(emulator.clientConfig);
  const { ARN } = await send(client);
  client.destroy();
  return ARN!;
}

async function deployConfiguration(
  aws: LocalAws, context: { secret: string; partition: string }, signal: AbortSignal,
): Promise<CdkResult & { outputs: Record<string, string> }> {
  const fingerprint = await registeredFingerprint(aws, signal);
  const result = await aws.cdk.deploy({ stage: 'production', identifier: RENAMED, fingerprint, ...context }, signal);
  assertSucceeded(result);
  return result;
}
