import { App, Aspects, CfnResource, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import '../temporary-folder';
import { SERVER_CERTIFICATE } from '../../../local-redshift/hsm-server-certificate';
import { ExistingHsmClientCertificate, HsmClientCertificate, HsmConfiguration, HsmPartitionPassword, HsmProvider } from '../../../src';
import { resourcesIn } from '../certificate-in-template';

/** So many that the role needs more than one policy. */
const MANY = 50;

/** A stack with a generated and some named certificates. */
function stackWith(
  { named, ...props }: StackProps & { named: number }, context?: Record<string, unknown>, first: (stack: Stack) => void = () => {},
): Stack {
  const app = new App({ context });
  app.node.setContext('@aws-cdk/core:annotationsInValidationReport', false); // findings are to be looked at, not to end the synthesis
  const stack = new Stack(app, 'Demo', props);
  first(stack);
  new HsmClientCertificate(stack, 'Certificate');
  for (let i = 0; i < named; i++) {
    new HsmClientCertificate(stack, `Named${i}`, { hsmClientCertificateIdentifier: `Named-${i}-`.padEnd(63, 'x') });
  }
  return stack;
}

function findings(stack: Stack): string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
    .map(({ id, entry: { data } }) => `${id}: ${data as string}`);
}

test.each([[0], [1], [MANY]])('the AwsSolutions pack of cdk-nag finds nothing where %p certificates have names', (named) => {
  expect(findings(stackWith({ named }))).toEqual([]);
});

test('nor where account, Region and partition are written out', () => {
  const env = { account: '111111111111', region: 'us-gov-west-1' };
  expect(findings(stackWith({ named: 1, env }, { '@aws-cdk/core:enablePartitionLiterals': true }))).toEqual([]);
});

test('nor in a nested stack', () => {
  const stack = stackWith({ named: 0 });
  new HsmClientCertificate(new NestedStack(stack, 'Nested'), 'Certificate');
  expect(findings(stack)).toEqual([]);
});

test('it finds nothing in a stack with every construct, in a VPC', () => {
  const stack = stackWith({ named: 0, env: { account: '123456789012', region: 'us-east-1' } }, undefined, (each) => {
    const vpc = Vpc.fromVpcAttributes(each, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'] });
    HsmProvider.of(each).configure({ vpc, securityGroups: [SecurityGroup.fromSecurityGroupId(each, 'Group', 'sg-1')] });
  });
  const secret = Secret.fromSecretAttributes(stack, 'Secret', {
    secretCompleteArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:partition-AbCdEf',
    encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/mine'),
  });
  new HsmClientCertificate(stack, 'Adopted', { hsmClientCertificateIdentifier: 'theirs', adoptExisting: true });
  new ExistingHsmClientCertificate(stack, 'Existing', { hsmClientCertificateIdentifier: 'x', registeredFingerprint: 'AB'.repeat(16) });
  new HsmConfiguration(stack, 'Configuration', {
    hsmIpAddress: '10.0.0.1',
    hsmPartitionName: 'analytics',
    hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret),
    hsmServerPublicCertificate: SERVER_CERTIFICATE,
  });
  expect(findings(stack)).toEqual([]);
});

test('where nothing is acknowledged it finds the wildcards, and nothing else', () => {
  const stack = stackWith({ named: 1 });
  const policy = stack.node.findChild('CdkRedshiftHsmProvider').node.findChild('HsmClientCertificatePolicy');
  (policy.node.defaultChild as CfnResource).cfnOptions.metadata = {};
  expect(findings(stack).map((finding) => /AwsSolutions-\w+\[\S*\]/.exec(finding)?.[0])).toEqual([
    'AwsSolutions-IAM5[Resource::*]',
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::\S*:hsmclientcertificate:\*\]$/),
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::\S*:hsmclientcertificate:demo-8a2cc067-\*\]$/),
  ]);
});

test('what is acknowledged is one rule, for three wildcards, each with its reason', () => {
  const stack = stackWith({ named: MANY });
  const { cdk_nag: acknowledged } = resourcesIn(stack, 'AWS::IAM::Policy').CdkRedshiftHsmProviderHsmClientCertificatePolicyEB7B3F78.Metadata!;
  const { rules_to_suppress: rules } = acknowledged as { rules_to_suppress: { id: string; reason: string; applies_to: unknown[] }[] };
  expect(rules).toHaveLength(3);
  for (const { id, reason, applies_to: wildcards } of rules) {
    expect(id).toBe('AwsSolutions-IAM5');
    expect(reason).toMatch(/^[A-Za-z].{30,}\.$/);
    expect(wildcards).toHaveLength(1);
  }
  expect(Object.values(resourcesIn(stack, 'AWS::IAM::ManagedPolicy'))).not.toEqual([]);
});
