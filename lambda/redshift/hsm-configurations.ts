import { CreateHsmConfigurationCommand, DeleteHsmConfigurationCommand, DescribeHsmConfigurationsCommand, HsmConfiguration } from '@aws-sdk/client-redshift';
import { errorName, NoResponse, readableError } from './classification';
import { callsOf, Client, sdkClient } from './client';
import { clustersThatUse } from './clusters';
import { redactorOf } from './redaction';
import { Found, isSameIdentifier, ResourceCalls } from './resource-calls';
import { Caller, withRetries } from './retries';
import { tagCalls, tagList, tagMap } from './tags';
import type { SecretProperty } from '../../src/private/contract';
import { readPassword } from '../secrets-manager/password';

/** What a configuration is created from, besides its name and tags. */
export interface ConfigurationParticulars {
  readonly description: string;
  readonly ipAddress: string;
  readonly partitionName: string;
  readonly partitionPassword: SecretProperty;
  readonly serverPublicCertificate: string;
  /** Of all of these. */
  readonly fingerprint: string;
}

/** What Redshift returns of it: neither the password nor the server's certificate. */
export interface FoundConfiguration extends Found {
  readonly description: string;
  readonly ipAddress: string;
  readonly partitionName: string;
}

export function hsmConfigurations(
  arnOf: (identifier: string) => string, caller: Caller, client: Client = sdkClient(),
): ResourceCalls<FoundConfiguration, ConfigurationParticulars> {
  const call = callsOf(caller);
  let password: string | undefined; // read once in an invocation
  return {
    create: async ({ identifier, particulars }, tags, signal) => {
      const { description, ipAddress, partitionName, partitionPassword, serverPublicCertificate } = particulars;
      const secret = password ??= await readPassword(partitionPassword, caller, signal);
      const readable = readableError('redshift:CreateHsmConfiguration', arnOf(identifier), redactorOf(secret));
      const { HsmConfiguration: created } = await withRetries(caller, signal, readable, async () => client.send(new CreateHsmConfigurationCommand({
        HsmConfigurationIdentifier: identifier,
        Description: description,
        HsmIpAddress: ipAddress,
        HsmPartitionName: partitionName,
        HsmPartitionPassword: secret,
        HsmServerPublicCertificate: serverPublicCertificate,
        Tags: tagList(tags),
      }), { abortSignal: signal }));
      return foundConfiguration(created);
    },

    describe: async (identifier, signal) => call('DescribeHsmConfigurations', '*', signal, async () => {
      try {
        const { HsmConfigurations: configurations } = await client.send(
          new DescribeHsmConfigurationsCommand({ HsmConfigurationIdentifier: identifier }), { abortSignal: signal });
        if (!configurations) throw new NoResponse('the reply has no list of configurations'); // read as "not there", it would orphan one
        const configuration = configurations.find((each) => isSameIdentifier(each.HsmConfigurationIdentifier, identifier));
        return configuration && foundConfiguration(configuration);
      } catch (error) {
        // What Redshift does not accept as an identifier cannot exist.
        if (['HsmConfigurationNotFoundFault', 'InvalidParameterValue'].includes(errorName(error))) return undefined;
        throw error;
      }
    }),

    delete: async (identifier, signal) => call('DeleteHsmConfiguration', arnOf(identifier), signal, async () => {
      await client.send(new DeleteHsmConfigurationCommand({ HsmConfigurationIdentifier: identifier }), { abortSignal: signal });
    }),

    clustersThatUse: async (identifier, signal) =>
      clustersThatUse(caller, client, (status) => isSameIdentifier(status.HsmConfigurationIdentifier, identifier), signal),

    ...tagCalls(arnOf, caller, client),
  };
}

function foundConfiguration(configuration: HsmConfiguration | undefined): FoundConfiguration {
  const { HsmConfigurationIdentifier: identifier, Description, HsmIpAddress, HsmPartitionName, Tags } = configuration ?? {};
  if (!identifier) throw new Error('Redshift returned an HSM configuration without its identifier');
  return { identifier, description: Description ?? '', ipAddress: HsmIpAddress ?? '', partitionName: HsmPartitionName ?? '', tags: tagMap(Tags) };
}
