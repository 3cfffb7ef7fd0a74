import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Place, stackOf, valueOf } from './documented-sample';
import { HsmClientCertificate } from '../../src';
import { CERTIFICATE_TYPE, onlyResourceIn, resourcesIn } from '../src/certificate-in-template';
import { dependenciesOf } from '../src/private/dependencies';
import '../src/temporary-folder';

/*
 * What the samples promise. That they compile, jsii-rosetta sees to. `npm run compat:peers` runs this with the newest CDK as well.
 */

const README = 'README.md';
const SETTINGS = 'docs/settings-of-the-function.md';
const IDENTIFIERS_AND_TAGS = 'docs/identifiers-and-tags.md';
const TROUBLESHOOTING = 'docs/troubleshooting.md';
const WARNINGS = 'docs/warnings-in-the-log.md';
const PASS_ON = 'docs/pass-the-certificate-on.md';

describe.each<[Place]>([['Construct'], ['Stack']])('in a %s', (place) => {
  test('the permissions boundary is that of the role', () => {
    const { PermissionsBoundary: boundary } = onlyResourceIn(stackOf(SETTINGS, '## Permissions boundary', place), 'AWS::IAM::Role').Properties;
    expect(JSON.stringify(boundary)).toContain(':policy/developer-boundary');
  });

  test('the function is in the private subnets of the VPC, and may use them', () => {
    const stack = stackOf(SETTINGS, '## VPC', place, { vpc: (scope) => new ec2.Vpc(scope, 'Vpc') });
    const [fn] = Object.entries(resourcesIn(stack, 'AWS::Lambda::Function')).filter(([id]) => id.startsWith('CdkRedshiftHsmProvider')).map(([, each]) => each);
    const isPrivate = (id: string): boolean => /PrivateSubnet\dSubnet/.test(id);
    const subnets = Object.keys(resourcesIn(stack, 'AWS::EC2::Subnet')).filter(isPrivate);
    expect(subnets).not.toEqual([]);
    expect(fn.Properties.VpcConfig).toEqual({ SubnetIds: subnets.map((Ref) => ({ Ref })), SecurityGroupIds: [expect.anything()] });
    const [role] = Object.keys(resourcesIn(stack, 'AWS::IAM::Role')).filter((id) => id.startsWith('CdkRedshiftHsmProvider'));
    const policies = Object.values(resourcesIn(stack, 'AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role));
    expect(JSON.stringify(policies)).toContain('ec2:CreateNetworkInterface');
  });

  test('the certificate depends on all that leads out of the VPC', () => {
    const stack = stackOf(SETTINGS, '## VPC', place, { vpc: (scope) => new ec2.Vpc(scope, 'Vpc') });
    const [certificate] = Object.keys(resourcesIn(stack, CERTIFICATE_TYPE));
    const dependencies = dependenciesOf(stack, certificate);
    const wayOut = ['AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::InternetGateway', 'AWS::EC2::VPCGatewayAttachment'];
    for (const type of wayOut) {
      const there = Object.keys(resourcesIn(stack, type));
      expect(there).not.toEqual([]);
      expect(dependencies).toEqual(expect.arrayContaining(there));
    }
  });

  test('a VPC that is looked up is nothing to depend on', () => {
    const vpc = (scope: Construct): ec2.IVpc => ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0123456789abcdef0'], privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
    });
    const { VpcConfig: config } = onlyResourceIn(stackOf(SETTINGS, '## VPC', place, { vpc }), 'AWS::Lambda::Function').Properties;
    expect(config).toMatchObject({ SubnetIds: ['subnet-0123456789abcdef0'] });
  });

  test('the log group has the key, is kept for longer, and outlives the stack', () => {
    const stack = stackOf(SETTINGS, '## Log retention and encryption', place);
    const [key] = Object.keys(resourcesIn(stack, 'AWS::KMS::Key'));
    expect(onlyResourceIn(stack, 'AWS::Logs::LogGroup')).toMatchObject({
      Properties: { KmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] }, RetentionInDays: 5 * 365 + 2 }, DeletionPolicy: 'Retain',
    });
    expect(JSON.stringify(onlyResourceIn(stack, 'AWS::KMS::Key').Properties.KeyPolicy)).toContain('kms:EncryptionContext:aws:logs:arn');
  });

  test('the function calls the FIPS endpoint', () => {
    const stack = new Stack(valueOf<App>(SETTINGS, '## FIPS endpoint', 'app'), 'MyStack');
    new HsmClientCertificate(place === 'Stack' ? stack : new Construct(stack, 'Inner'), 'Certificate');
    expect(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties.Environment).toEqual({ Variables: { AWS_USE_FIPS_ENDPOINT: 'true' } });
  });

  test('the function has the other runtime', () => {
    expect(onlyResourceIn(stackOf(SETTINGS, '## Runtime', place), 'AWS::Lambda::Function').Properties.Runtime).toBe('nodejs22.x');
  });

  test('the tag of the stack is that of function, role and log group too, and what is taken off is not the certificate\'s', () => {
    const stack = stackOf(IDENTIFIERS_AND_TAGS, '## Tags', place);
    const costCenter = { Key: 'cost-center', Value: '4711' };
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      expect(onlyResourceIn(stack, type).Properties.Tags).toEqual([costCenter]);
    }
    expect(onlyResourceIn(stack, CERTIFICATE_TYPE).Properties.Tags).toEqual([costCenter, { Key: 'stage', Value: 'production' }]);
  });
});

test.each<[Place]>([['Construct'], ['Stack']])('a warning in the log raises the alarm, in a %s', (place) => {
  const stack = stackOf(WARNINGS, '## An alarm on warnings', place, { topic: (scope) => new sns.Topic(scope, 'Topic') });
  const [logGroup] = Object.keys(resourcesIn(stack, 'AWS::Logs::LogGroup'));
  expect(onlyResourceIn(stack, 'AWS::Logs::MetricFilter').Properties).toEqual({
    FilterPattern: '{ $.warnings[0] = "*" }',
    LogGroupName: { Ref: logGroup },
    MetricTransformations: [{ MetricNamespace: 'RedshiftHsm', MetricName: 'Warnings', MetricValue: '1' }],
  });
  expect(onlyResourceIn(stack, 'AWS::CloudWatch::Alarm').Properties).toMatchObject({
    Namespace: 'RedshiftHsm',
    MetricName: 'Warnings',
    Statistic: 'Sum',
    Threshold: 1,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [expect.anything()],
  });
});

test.each<[Place]>([['Construct'], ['Stack']])('an export of one\'s own is a strong reference, in a %s', (place) => {
  const stack = stackOf(PASS_ON, '## References between stacks', place);
  const { Outputs: outputs } = Template.fromStack(stack).toJSON() as { Outputs: Record<string, object> };
  const [certificate] = Object.keys(resourcesIn(stack, CERTIFICATE_TYPE));
  expect(Object.values(outputs)).toContainEqual({ Value: { Ref: certificate }, Export: expect.anything() });
});

test('the first sample has the output that is shown beneath it', () => {
  const { Outputs: outputs } = Template.fromStack(valueOf<Stack>(README, '# cdk-redshift-hsm', 'stack')).toJSON() as { Outputs: object };
  expect(Object.keys(outputs)).toEqual(['CertificatePublicKeyEACF64C5']);
});

test('a tag that is changed is what has a certificate made again', () => {
  const { Tags: tags } = onlyResourceIn(stackOf(TROUBLESHOOTING, '## A certificate was deleted by hand', 'Construct'), CERTIFICATE_TYPE).Properties;
  expect(tags).toEqual([{ Key: 'created-again', Value: '2026-11-26' }]);
});
