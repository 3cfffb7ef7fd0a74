import { App, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { SERVER_CERTIFICATE } from '../../local-redshift/hsm-server-certificate';
import { ExistingHsmClientCertificate, HsmClientCertificate, HsmConfiguration, HsmPartitionPassword } from '../../src';
import '../src/temporary-folder';

/*
 * cdk-nag 3 needs a newer CDK than the lowest, and reads other acknowledgements than cdk-nag 2: those of `Validations`, by exact ids.
 */

interface Checks {
  validateScope(scope: IConstruct): { violations: { ruleName: string }[] };
}

const { AwsSolutionsChecks } = jest.requireActual<{ AwsSolutionsChecks: new (scope: IConstruct) => Checks }>('newest-cdk-nag');

function findings(app: App): string[] {
  app.synth();
  return new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
}

function stackWith(named: number, props?: StackProps, context?: Record<string, unknown>): Stack {
  const stack = new Stack(new App({ context }), 'Demo', props);
  new HsmClientCertificate(stack, 'Certificate');
  for (let i = 0; i < named; i++) new HsmClientCertificate(stack, `Named${i}`, { hsmClientCertificateIdentifier: `named-${i}-`.padEnd(63, 'x') });
  return stack;
}

test.each([[0], [1], [50]])('the AwsSolutions pack of cdk-nag 3 finds nothing where %p certificates have names', (named) => {
  expect(findings(stackWith(named).node.root as App)).toEqual([]);
});

test.each([[false], [true]])('nor where account, Region and, if partition literals are enabled (%p), partition are written out', (enabled) => {
  const env = { account: '111111111111', region: 'us-gov-west-1' };
  expect(findings(stackWith(1, { env }, { '@aws-cdk/core:enablePartitionLiterals': enabled }).node.root as App)).toEqual([]);
});

test('nor in a nested stack', () => {
  const stack = stackWith(0);
  new HsmClientCertificate(new NestedStack(stack, 'Nested'), 'Certificate');
  expect(findings(stack.node.root as App)).toEqual([]);
});

test('nor in a stack with every construct', () => {
  const stack = stackWith(1, { env: { account: '111111111111', region: 'us-east-1' } });
  const secret = Secret.fromSecretCompleteArn(stack, 'Secret', 'arn:aws:secretsmanager:us-east-1:111111111111:secret:partition-AbCdEf');
  new ExistingHsmClientCertificate(stack, 'Existing', { hsmClientCertificateIdentifier: 'existing', registeredFingerprint: 'AB'.repeat(16) });
  new HsmClientCertificate(stack, 'Adopted', { hsmClientCertificateIdentifier: 'adopted', adoptExisting: true });
  for (const hsmConfigurationIdentifier of [undefined, 'mine']) {
    new HsmConfiguration(stack, `Configuration${hsmConfigurationIdentifier}`, {
      hsmConfigurationIdentifier,
      hsmIpAddress: '10.0.0.1',
      hsmPartitionName: 'analytics',
      hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret, 'password'),
      hsmServerPublicCertificate: SERVER_CERTIFICATE,
    });
  }
  expect(findings(stack.node.root as App)).toEqual([]);
});

test('it still finds what a user adds to the role', () => {
  const stack = stackWith(0);
  const role = stack.node.findChild('CdkRedshiftHsmProvider').node.findChild('Role') as iam.Role;
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::theirs/*'] }));
  expect(findings(stack.node.root as App)).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::arn:aws:s3:::theirs/*]']);
});
