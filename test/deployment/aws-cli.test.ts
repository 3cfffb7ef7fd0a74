import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { RedshiftHsmServer } from '../../local-redshift/server';

const execute = promisify(execFile);
const ONE = ['--hsm-client-certificate-identifier', 'one'];

let server: RedshiftHsmServer;

beforeEach(async () => {
  server = await new RedshiftHsmServer().start();
});

afterEach(() => server.close());

async function redshift(...args: string[]): Promise<any> {
  const cli = process.env.AWS_CLI;
  if (!cli) throw new Error('AWS_CLI must be the path of the `aws` executable.');
  const { stdout } = await execute(cli, ['--endpoint-url', server.url, '--output', 'json', 'redshift', ...args], {
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: devNull, // whatever the user's own says
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_PAGER: '',
    },
  });
  return stdout === '' ? undefined : JSON.parse(stdout);
}

test('the AWS CLI takes a certificate through its life', async () => {
  const { HsmClientCertificate } = await redshift('create-hsm-client-certificate', ...ONE);
  expect(HsmClientCertificate).toEqual({
    HsmClientCertificateIdentifier: 'one',
    HsmClientCertificatePublicKey: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n[^]+\n-----END CERTIFICATE-----\n$/),
    Tags: [],
  });
  expect(new X509Certificate(HsmClientCertificate.HsmClientCertificatePublicKey).subject).toBe('CN=one');
  expect(await redshift('describe-hsm-client-certificates', ...ONE)).toEqual({ HsmClientCertificates: [HsmClientCertificate] });
  expect(await redshift('delete-hsm-client-certificate', ...ONE)).toBeUndefined();
  expect(await redshift('describe-hsm-client-certificates')).toEqual({ HsmClientCertificates: [] });
}, 60_000);

test('the AWS CLI takes a configuration through its life', async () => {
  const one = ['--hsm-configuration-identifier', 'one'];
  const { HsmConfiguration } = await redshift('create-hsm-configuration', ...one, '--description', 'The HSM', '--hsm-ip-address', '192.0.2.1',
    '--hsm-partition-name', 'analytics', '--hsm-partition-password', 'a password', '--hsm-server-public-certificate', 'anything');
  expect(HsmConfiguration).toEqual({
    HsmConfigurationIdentifier: 'one', Description: 'The HSM', HsmIpAddress: '192.0.2.1', HsmPartitionName: 'analytics', Tags: [],
  });
  expect(await redshift('describe-hsm-configurations', ...one)).toEqual({ HsmConfigurations: [HsmConfiguration] });
  expect(await redshift('delete-hsm-configuration', ...one)).toBeUndefined();
  expect(await redshift('describe-hsm-configurations')).toEqual({ HsmConfigurations: [] });
}, 60_000);

test('the AWS CLI tags a certificate', async () => {
  const arn = ['--resource-name', server.hsm.hsmClientCertificateArn('one')];
  const tagged = (Key: string, Value: string): object => ({ ResourceName: arn[1], ResourceType: 'HSM certificate', Tag: { Key, Value } });
  const { HsmClientCertificate } = await redshift('create-hsm-client-certificate', ...ONE, '--tags', 'Key=team,Value=security', 'Key=empty,Value=');
  expect(HsmClientCertificate.Tags).toEqual([{ Key: 'team', Value: 'security' }, { Key: 'empty', Value: '' }]);
  expect(await redshift('create-tags', ...arn, '--tags', 'Key=team,Value=platform', 'Key=stage,Value=test')).toBeUndefined();
  expect(await redshift('delete-tags', ...arn, '--tag-keys', 'empty')).toBeUndefined();
  expect(await redshift('describe-tags', ...arn)).toEqual({ TaggedResources: [tagged('team', 'platform'), tagged('stage', 'test')] });
}, 60_000);

test('the AWS CLI reads all pages', async () => {
  for (let i = 0; i < 45; i++) server.hsm.seed(`certificate-${i}`, { tags: { number: `${i}` } });
  expect((await redshift('describe-hsm-client-certificates', '--page-size', '20')).HsmClientCertificates).toHaveLength(45);
  expect((await redshift('describe-tags', '--resource-type', 'HSM certificate', '--page-size', '20')).TaggedResources).toHaveLength(45);
}, 60_000);

test.each([
  ['HsmClientCertificateAlreadyExistsFault', ['create-hsm-client-certificate', '--hsm-client-certificate-identifier', 'There']],
  ['HsmClientCertificateNotFoundFault', ['describe-hsm-client-certificates', ...ONE]],
  ['InvalidHsmClientCertificateStateFault', ['delete-hsm-client-certificate', '--hsm-client-certificate-identifier', 'there']],
  ['InvalidTagFault', ['create-hsm-client-certificate', ...ONE, '--tags', 'Key=aws:k,Value=v']],
  ['ResourceNotFoundFault', ['describe-tags', '--resource-name', 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one']],
])('the AWS CLI reports %s', async (code, args) => {
  server.hsm.seed('there');
  server.hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'there' });
  await expect(redshift(...args)).rejects.toMatchObject({ stderr: expect.stringContaining(`An error occurred (${code}) when calling`) });
}, 60_000);
