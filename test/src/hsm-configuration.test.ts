import { App, Aws, CfnParameter, CfnResource, Lazy, NestedStack, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import './temporary-folder';
import { resourcesIn } from './certificate-in-template';
import { deployedValue } from './private/deployed-value';
import { SERVER_CERTIFICATE } from '../../local-redshift/hsm-server-certificate';
import { HsmClientCertificate, HsmConfiguration, HsmConfigurationProps, HsmPartitionPassword } from '../../src';

const TYPE = 'Custom::RedshiftHsmConfiguration';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:partition-AbCdEf';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/mine';
const VERSION = '00000000-0000-4000-8000-000000000000';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Demo');
});

const imported = (): ISecret => stack.node.tryFindChild('Secret') as Secret | undefined ?? Secret.fromSecretCompleteArn(stack, 'Secret', SECRET_ARN);

function configuration(props: Partial<HsmConfigurationProps> = {}, id = 'Configuration'): HsmConfiguration {
  return new HsmConfiguration(stack, id, {
    hsmIpAddress: '10.0.0.1',
    hsmPartitionName: 'analytics',
    hsmPartitionPassword: props.hsmPartitionPassword ?? HsmPartitionPassword.fromSecretsManager(imported(), 'password'),
    hsmServerPublicCertificate: SERVER_CERTIFICATE,
    ...props,
  });
}

function properties(): Record<string, unknown> {
  const [{ Properties }] = Object.values(resourcesIn(stack, TYPE));
  return Properties as Record<string, unknown>;
}

interface Statement { readonly Sid?: string; readonly Action: string | string[]; readonly Resource: unknown; readonly Condition?: unknown }

/** The statements of the kind's policy, as they are deployed. */
function statements(): Statement[] {
  const policies = Object.entries(resourcesIn(stack, 'AWS::IAM::Policy')).filter(([id]) => id.includes('HsmConfigurationPolicy'));
  expect(policies).toHaveLength(1);
  const { PolicyDocument } = deployedValue(policies[0][1].Properties) as { PolicyDocument: { Statement: Statement[] } };
  return PolicyDocument.Statement.map((each) => ({ ...each, Action: [each.Action].flat().sort() })); // their order means nothing
}

describe('the template', () => {
  test('has the properties of the contract', () => {
    configuration({ tags: { team: 'data' } });
    expect(properties()).toEqual({
      ServiceToken: { 'Fn::GetAtt': ['CdkRedshiftHsmProviderFunctionC63F70A7', 'Arn'] },
      ServiceTimeout: 1200,
      IdentifierPrefix: expect.stringMatching(/^demo-8a2cc067-configuration\w+-[0-9a-f]{10}$/) as string,
      Description: 'Made by Demo/Configuration6A36F2CE',
      HsmIpAddress: '10.0.0.1',
      HsmPartitionName: 'analytics',
      HsmPartitionPassword: { SecretArn: SECRET_ARN, Field: 'password' },
      HsmServerPublicCertificate: SERVER_CERTIFICATE,
      Tags: [{ Key: 'team', Value: 'data' }],
    });
  });

  test('has what the user gives', () => {
    configuration({
      hsmConfigurationIdentifier: 'mine',
      description: 'Analytics',
      hsmPartitionPassword: HsmPartitionPassword.fromSecretsManagerVersion(imported(), VERSION),
    });
    expect(properties()).toMatchObject({ Identifier: 'mine', Description: 'Analytics', HsmPartitionPassword: { SecretArn: SECRET_ARN, VersionId: VERSION } });
    expect(properties()).not.toHaveProperty('IdentifierPrefix');
    expect(properties().HsmPartitionPassword).not.toHaveProperty('Field');
  });

  test('leaves room in the prefix for what the handler appends: at most 63 characters in all', () => {
    configuration({}, 'ConfigurationOfTheWarehouseInTheWest');
    const { IdentifierPrefix: prefix } = properties() as { IdentifierPrefix: string };
    expect(`${prefix}-01234567-01234567`).toHaveLength(63);
  });

  test('the description of one in a nested stack has the names of its stacks', () => {
    const outer = stack;
    stack = new NestedStack(outer, 'Nested') as unknown as Stack;
    configuration();
    expect(properties().Description).toMatch(/^Made by Demo\/NestedNestedStack\w+\/Configuration\w+$/);
  });

  test('the line breaks of Windows are those of Unix', () => {
    configuration({ hsmServerPublicCertificate: SERVER_CERTIFICATE.replace(/\n/g, '\r\n') });
    expect(properties().HsmServerPublicCertificate).toBe(SERVER_CERTIFICATE);
  });

  test('the tags of the stack and of Tags.of are its tags', () => {
    configuration();
    Tags.of(stack).add('cost', 'centre');
    expect(properties().Tags).toEqual([{ Key: 'cost', Value: 'centre' }]);
  });

  test('identifier and ARN are those of the custom resource', () => {
    const made = configuration();
    expect(stack.resolve([made.hsmConfigurationIdentifier, made.hsmConfigurationArn])).toEqual([
      { Ref: 'Configuration6A36F2CE' }, { 'Fn::GetAtt': ['Configuration6A36F2CE', 'Arn'] },
    ]);
  });

  test('the removal policy is DESTROY, or another one', () => {
    configuration({ removalPolicy: RemovalPolicy.RETAIN });
    expect(Object.values(resourcesIn(stack, TYPE))[0]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(() => configuration({ removalPolicy: RemovalPolicy.SNAPSHOT }, 'Other')).toThrow('there are no snapshots of configurations');
  });
});

describe('the role may', () => {
  test('do what a configuration needs, and nothing of a certificate', () => {
    configuration({ hsmConfigurationIdentifier: 'Mine' });
    const arn = 'arn:aws-iso-f:redshift:us-isof-south-1:123456789012:hsmconfiguration';
    expect(statements()).toEqual([
      { Sid: 'Read', Effect: 'Allow', Action: ['redshift:DescribeClusters', 'redshift:DescribeHsmConfigurations'], Resource: '*' },
      {
        Sid: 'ByOwner',
        Effect: 'Allow',
        Action: ['redshift:CreateTags', 'redshift:DeleteHsmConfiguration', 'redshift:DeleteTags'],
        Resource: `${arn}:*`,
        Condition: { StringLike: { 'aws:ResourceTag/cdk-redshift-hsm:owner': 'stack/Demo/*' } },
      },
      {
        Sid: 'ByName',
        Effect: 'Allow',
        Action: ['redshift:CreateHsmConfiguration', 'redshift:CreateTags', 'redshift:DeleteHsmConfiguration', 'redshift:DeleteTags'],
        Resource: [`${arn}:Mine`, `${arn}:mine`],
      },
      { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: SECRET_ARN },
    ]);
    expect(JSON.stringify(resourcesIn(stack, 'AWS::IAM::Policy'))).not.toMatch(/HsmClientCertificate|kms/);
  });

  test('read a secret by its name, of which the last six characters are not known', () => {
    configuration({ hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(Secret.fromSecretNameV2(stack, 'Named', 'partition')) });
    const [{ Resource }] = statements().filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue'));
    expect(Resource).toMatch(/:secret:partition-\?{6}$/);
  });

  test.each<[string, () => ISecret, unknown, unknown]>([
    ['an imported one', () => Secret.fromSecretAttributes(stack, 'Secret', { secretCompleteArn: SECRET_ARN, encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN) }),
      KEY_ARN, 'secretsmanager.us-east-1.amazonaws.com'],
    ['one of the stack', () => new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'Key') }),
      expect.stringMatching(/^arn-of-Key/), 'secretsmanager.us-isof-south-1.amazonaws.com'],
  ])('decrypt with the key of the secret, through Secrets Manager alone: %s', (_, secret, key, service) => {
    configuration({ hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret()) });
    expect(statements().filter(({ Action }) => /^kms:/.test(String(Action)))).toEqual([
      { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: key, Condition: { StringEquals: { 'kms:ViaService': service } } },
    ]);
  });

  test('decrypt with a key of another stack, without a circle of dependencies', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const key = new Key(keys, 'Key');
    stack = new Stack(app, 'Demo');
    configuration({ hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(new Secret(stack, 'Secret', { encryptionKey: key })) });
    expect(() => app.synth()).not.toThrow();
  });

  test('each resource depends on the policy of its kind, and on no other', () => {
    configuration();
    new HsmClientCertificate(stack, 'Certificate');
    const dependencies = (type: string) => (Object.values(resourcesIn(stack, type))[0] as { DependsOn?: string[] }).DependsOn?.join();
    expect(dependencies(TYPE)).toMatch(/HsmConfigurationPolicy/);
    expect(dependencies(TYPE)).not.toMatch(/HsmClientCertificatePolicy/);
    expect(dependencies('Custom::RedshiftHsmClientCertificate')).toMatch(/HsmClientCertificatePolicy/);
    expect(dependencies('Custom::RedshiftHsmClientCertificate')).not.toMatch(/HsmConfigurationPolicy/);
  });
});

const PRIVATE_KEY = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n';

describe('is refused:', () => {
  test.each<[string, object, RegExp]>([
    ...['hsm.example.com', '::1', '10.0.0', '10.0.0.256', '10.0.0.1/32', ''].map((hsmIpAddress): [string, object, RegExp] =>
      [`the address "${hsmIpAddress}"`, { hsmIpAddress }, /^hsmIpAddress of Demo\/Configuration is no IPv4 address/]),
    ['no partition', { hsmPartitionName: ' ' }, /^hsmPartitionName of Demo\/Configuration is empty/],
    ['no description', { description: '' }, /^description of Demo\/Configuration is empty/],
    ['no certificate', { hsmServerPublicCertificate: 'server.pem' }, /^hsmServerPublicCertificate of Demo\/Configuration contains no certificates/],
    ['two certificates', { hsmServerPublicCertificate: SERVER_CERTIFICATE.repeat(2) }, /contains 2 certificates in PEM: exactly one/],
    ['what only looks like one', { hsmServerPublicCertificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /is no X.509 certificate/],
    ['a number', { hsmIpAddress: 10 }, /^hsmIpAddress of Demo\/Configuration is 10: a string is expected/],
    ['a password as text', { hsmPartitionPassword: 'geheim' }, /^hsmPartitionPassword of Demo\/Configuration is .*: an object is expected/],
    ['49 tags', { tags: Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`k${i}`, ''])) }, /at most 48 are allowed/],
    ['the tag of the fingerprint', { tags: { 'cdk-redshift-hsm:fingerprint': 'x' } }, /reserved for this library/],
    ['an identifier with a blank', { hsmConfigurationIdentifier: 'my configuration' }, /^hsmConfigurationIdentifier "my configuration"/],
  ])('%s', (_, props, message) => {
    expect(() => configuration(props)).toThrow(message);
  });

  test('a private key, which is not shown', () => {
    for (const pem of [PRIVATE_KEY, SERVER_CERTIFICATE + PRIVATE_KEY]) {
      const error = (() => { try { configuration({ hsmServerPublicCertificate: pem }, `C${pem.length}`); } catch (thrown) { return (thrown as Error).message; } return ''; })();
      expect(error).toMatch(/hsmServerPublicCertificate of Demo\/C\d+ contains a private key/);
      expect(error).not.toContain('MIGH');
    }
  });

  test('what a token turns out to be when the app is complete', () => {
    configuration({ hsmIpAddress: Lazy.string({ produce: () => 'hsm.example.com' }) });
    expect(() => Template.fromStack(stack)).toThrow('hsmIpAddress of Demo/Configuration is no IPv4 address');
  });

  test('an identifier that another configuration has', () => {
    configuration({ hsmConfigurationIdentifier: 'same' });
    expect(() => configuration({ hsmConfigurationIdentifier: 'SAME' }, 'Other')).toThrow('is a duplicate of that of Demo/Configuration: each configuration');
  });

  test.each([[''], ['AWSCURRENT'], ['x'.repeat(31)], ['x'.repeat(65)]])('the version "%s" of a secret', (version) => {
    expect(() => HsmPartitionPassword.fromSecretsManagerVersion(imported(), version)).toThrow(/^versionId ".*" of the secret Demo\/Secret is no id of a version/);
  });

  test('an empty field of a secret', () => {
    expect(() => HsmPartitionPassword.fromSecretsManager(imported(), '')).toThrow('the field of the secret Demo/Secret is empty');
  });
});

test('tokens, 48 tags and the identifier of a certificate are fine', () => {
  const parameter = (name: string) => new CfnParameter(stack, name).valueAsString;
  new HsmClientCertificate(stack, 'Certificate', { hsmClientCertificateIdentifier: 'same' });
  configuration({
    hsmIpAddress: parameter('Address'),
    hsmPartitionName: parameter('Partition'),
    description: parameter('Description'),
    hsmServerPublicCertificate: parameter('Server'),
    hsmConfigurationIdentifier: 'same',
    tags: Object.fromEntries(Array.from({ length: 48 }, (_, i) => [`k${i}`, ''])),
  });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  expect(properties().HsmIpAddress).toEqual({ Ref: 'Address' });
});

test('a server certificate that has expired is a warning', () => {
  jest.useFakeTimers({ now: new Date('2040-01-01') });
  try {
    configuration();
  } finally {
    jest.useRealTimers();
  }
  Annotations.fromStack(stack).hasWarning('/Demo/Configuration', Match.stringLikeRegexp('hsmServerPublicCertificate of Demo/Configuration has expired'));
});

describe('one that exists', () => {
  test('is known by its identifier, in the account and Region of the stack', () => {
    const known = HsmConfiguration.fromHsmConfigurationIdentifier(stack, 'Theirs', 'theirs');
    expect(known.hsmConfigurationIdentifier).toBe('theirs');
    expect(stack.resolve(known.hsmConfigurationArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':redshift:', { Ref: 'AWS::Region' }, ':',
        { Ref: 'AWS::AccountId' }, ':hsmconfiguration:theirs']],
    });
    expect(HsmConfiguration.isHsmConfiguration(known)).toBe(false);
  });

  test('is known by its ARN, with its environment', () => {
    const known = HsmConfiguration.fromHsmConfigurationArn(stack, 'Theirs', 'arn:aws:redshift:eu-west-1:210987654321:hsmconfiguration:theirs');
    expect(known).toMatchObject({ hsmConfigurationIdentifier: 'theirs', env: { region: 'eu-west-1', account: '210987654321' } });
  });

  test.each([['arn:aws:redshift:eu-west-1:210987654321:hsmclientcertificate:theirs'], ['theirs']])('is not known by %s', (arn) => {
    expect(() => HsmConfiguration.fromHsmConfigurationArn(stack, 'Theirs', arn)).toThrow('is not the ARN of an HSM configuration');
  });

  test('is not contradicted', () => {
    expect(() => HsmConfiguration.fromHsmConfigurationAttributes(stack, 'Theirs', {
      hsmConfigurationIdentifier: 'one', hsmConfigurationArn: `arn:aws:redshift:us-east-1:${Aws.ACCOUNT_ID}:hsmconfiguration:two`,
    })).toThrow('name different configurations');
  });
});

test('a configuration is known as one, whatever copy of the library has made it', () => {
  expect(HsmConfiguration.isHsmConfiguration(configuration())).toBe(true);
  expect(HsmConfiguration.isHsmConfiguration(new CfnResource(stack, 'Other', { type: 'A::B::C' }))).toBe(false);
  expect(HsmConfiguration.isHsmConfiguration(undefined)).toBe(false);
});
