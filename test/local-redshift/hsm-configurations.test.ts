import { CreateHsmConfigurationCommand, DescribeHsmConfigurationsCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { codeOf } from './code-of';
import { RedshiftHsm } from '../../local-redshift/redshift-hsm';
import { RedshiftHsmServer } from '../../local-redshift/server';

const ONE = { HsmConfigurationIdentifier: 'one' };
const INPUT = {
  ...ONE,
  Description: 'The HSM of the data center',
  HsmIpAddress: '192.0.2.1',
  HsmPartitionName: 'analytics',
  HsmPartitionPassword: 'a password',
  HsmServerPublicCertificate: 'anything',
  Tags: [{ Key: 'team', Value: 'security' }],
};
const RETURNED = {
  ...ONE, Description: INPUT.Description, HsmIpAddress: INPUT.HsmIpAddress, HsmPartitionName: INPUT.HsmPartitionName, Tags: INPUT.Tags,
};

let hsm: RedshiftHsm;

beforeEach(() => {
  hsm = new RedshiftHsm({ hsmConfigurationQuota: 2 });
});

test('is returned without password and server certificate, which are kept', () => {
  expect(hsm.createHsmConfiguration(INPUT)).toEqual({ HsmConfiguration: RETURNED });
  expect(hsm.describeHsmConfigurations({})).toEqual({ HsmConfigurations: [RETURNED], Marker: undefined });
  expect(hsm.describeHsmConfigurations({ HsmConfigurationIdentifier: 'ONE' })).toMatchObject({ HsmConfigurations: [RETURNED] });
  expect(hsm.findConfiguration('one')).toMatchObject({ partitionPassword: 'a password', serverPublicCertificate: 'anything' });
});

test.each(['HsmConfigurationIdentifier', 'Description', 'HsmIpAddress', 'HsmPartitionName', 'HsmPartitionPassword', 'HsmServerPublicCertificate'])(
  '%s is required', (name) => {
    expect(codeOf(() => hsm.createHsmConfiguration({ ...INPUT, [name]: undefined }))).toBe('MissingParameter');
  });

test('a name is given once, also beside a certificate of the same name', () => {
  hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'one' }, 'a public key');
  hsm.createHsmConfiguration(INPUT);
  expect(codeOf(() => hsm.createHsmConfiguration({ ...INPUT, HsmConfigurationIdentifier: 'One' }))).toBe('HsmConfigurationAlreadyExistsFault');
});

test('there can be no more than the quota', () => {
  for (const HsmConfigurationIdentifier of ['one', 'two']) hsm.createHsmConfiguration({ ...INPUT, HsmConfigurationIdentifier });
  expect(codeOf(() => hsm.createHsmConfiguration({ ...INPUT, HsmConfigurationIdentifier: 'three' }))).toBe('HsmConfigurationQuotaExceededFault');
});

test('is deleted once no cluster uses it', () => {
  hsm.createHsmConfiguration(INPUT);
  hsm.addCluster({ identifier: 'warehouse', hsmConfigurationIdentifier: 'One' });
  expect(codeOf(() => hsm.deleteHsmConfiguration(ONE))).toBe('InvalidHsmConfigurationStateFault');
  hsm.removeCluster('warehouse');
  hsm.deleteHsmConfiguration(ONE);
  expect(codeOf(() => hsm.deleteHsmConfiguration(ONE))).toBe('HsmConfigurationNotFoundFault');
  expect(codeOf(() => hsm.describeHsmConfigurations(ONE))).toBe('HsmConfigurationNotFoundFault');
});

test('has tags of its own', () => {
  hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'one' }, 'a public key');
  hsm.createHsmConfiguration(INPUT);
  const ResourceName = hsm.hsmConfigurationArn('one');
  hsm.createTags({ ResourceName, Tags: [{ Key: 'stage', Value: 'test' }] });
  hsm.deleteTags({ ResourceName, TagKeys: ['team'] });
  const tagged = [{ ResourceName, ResourceType: 'HSM connection', Tag: { Key: 'stage', Value: 'test' } }];
  expect(hsm.describeTags({ ResourceName })).toEqual({ TaggedResources: tagged });
  expect(hsm.describeTags({ ResourceType: 'hsm connection' })).toMatchObject({ TaggedResources: tagged });
  expect(hsm.describeTags({})).toMatchObject({ TaggedResources: tagged });
  expect(hsm.describeTags({ ResourceType: 'HSM certificate' })).toMatchObject({ TaggedResources: [] });
  expect(hsm.describeHsmConfigurations({ TagKeys: ['team'] })).toMatchObject({ HsmConfigurations: [] });
  expect(codeOf(() => hsm.createTags({ ResourceName: hsm.hsmConfigurationArn('two'), Tags: INPUT.Tags }))).toBe('ResourceNotFoundFault');
});

test('the SDK creates one over HTTP, and a denial names its ARN', async () => {
  const server = await new RedshiftHsmServer().start();
  const client = new RedshiftClient(server.clientConfig);
  try {
    expect(await client.send(new CreateHsmConfigurationCommand(INPUT))).toMatchObject({ HsmConfiguration: RETURNED });
    expect(await client.send(new DescribeHsmConfigurationsCommand({}))).toMatchObject({ HsmConfigurations: [RETURNED] });
    expect(server.calls.map(({ resource }) => resource)).toEqual([server.hsm.hsmConfigurationArn('one'), server.hsm.hsmConfigurationArn('*')]);
  } finally {
    client.destroy();
    await server.close();
  }
});
