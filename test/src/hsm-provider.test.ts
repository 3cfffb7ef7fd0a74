import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import './temporary-folder';
import { onlyResourceIn, resourcesIn } from './certificate-in-template';
import { HsmClientCertificate, HsmProvider, HsmProviderSettings } from '../../src';

let app: App;
let stack: Stack;

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Demo', { env: { account: '111111111111', region: 'us-east-1' } });
});

function withSettings(settings: HsmProviderSettings): void {
  HsmProvider.of(stack).configure(settings);
  new HsmClientCertificate(stack, 'Certificate');
}

const ec2Statements = () => JSON.stringify(resourcesIn(stack, 'AWS::IAM::Policy')).match(/ec2:\w+/g) ?? [];

test('without settings, and with settings that change nothing, the template is the same', () => {
  const plain = new Stack(new App(), 'Demo', { env: { account: '111111111111', region: 'us-east-1' } });
  new HsmClientCertificate(plain, 'Certificate');
  withSettings({});
  for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup']) {
    expect(resourcesIn(stack, type)).toEqual(resourcesIn(plain, type));
  }
});

test('in a VPC the function has subnets and security groups, and the role the six actions for network interfaces', () => {
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  withSettings({ vpc, vpcSubnets: { subnets: vpc.privateSubnets.slice(0, 1) }, securityGroups: [new SecurityGroup(stack, 'Group', { vpc })] });
  const { SubnetIds, SecurityGroupIds } = resourcesIn(stack, 'AWS::Lambda::Function').CdkRedshiftHsmProviderFunctionC63F70A7.Properties.VpcConfig as Record<string, unknown[]>;
  expect([SubnetIds, SecurityGroupIds].map((each) => each.length)).toEqual([1, 1]);
  expect(ec2Statements()).toHaveLength(6);
});

test('subnets or security groups without a VPC are refused', () => {
  expect(() => withSettings({ securityGroups: [] })).toThrow('HsmProvider.of(...).configure() of Demo has securityGroups without vpc');
});

test('the VPC of a nearer scope comes without the security groups of a farther one', () => {
  const far = Vpc.fromVpcAttributes(stack, 'Far', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'] });
  const near = Vpc.fromVpcAttributes(stack, 'Near', { vpcId: 'vpc-2', availabilityZones: ['a'], privateSubnetIds: ['subnet-2'], privateSubnetRouteTableIds: ['rtb-2'] });
  HsmProvider.of(app).configure({ vpc: far, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-far')] });
  withSettings({ vpc: near });
  const { VpcConfig } = onlyResourceIn(stack, 'AWS::Lambda::Function').Properties;
  expect(JSON.stringify(VpcConfig)).not.toContain('sg-far');
  expect(JSON.stringify(VpcConfig)).toContain('subnet-2');
});

test('the log group has its retention, removal policy and key, which CloudWatch Logs may use', () => {
  withSettings({ logRetention: RetentionDays.ONE_WEEK, logRemovalPolicy: RemovalPolicy.RETAIN, logEncryptionKey: new Key(stack, 'Key') });
  expect(onlyResourceIn(stack, 'AWS::Logs::LogGroup')).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 7, KmsKeyId: expect.anything() as unknown } });
  expect(JSON.stringify(onlyResourceIn(stack, 'AWS::KMS::Key'))).toMatch(/logs\.us-east-1\.amazonaws\.com/);
});

test('FIPS endpoint, runtime and permissions boundary', () => {
  withSettings({
    useFipsEndpoint: true, runtime: Runtime.NODEJS_22_X, permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::111111111111:policy/b'),
  });
  expect(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties).toMatchObject({
    Runtime: 'nodejs22.x', Environment: { Variables: { AWS_USE_FIPS_ENDPOINT: 'true' } },
  });
  expect(onlyResourceIn(stack, 'AWS::IAM::Role').Properties.PermissionsBoundary).toBe('arn:aws:iam::111111111111:policy/b');
});

test.each([[Runtime.NODEJS_20_X], [Runtime.PYTHON_3_12], [new Runtime('nodejs4.3', RuntimeFamily.NODEJS)]])('the runtime %s is refused', (runtime) => {
  expect(() => withSettings({ runtime })).toThrow(`is ${runtime.name}: Node.js 22 or later is needed`);
});

test('of each property the nearest setting counts; a construct speaks for its stack', () => {
  HsmProvider.of(app).configure({ logRetention: RetentionDays.ONE_MONTH, useFipsEndpoint: true });
  HsmProvider.of(new Construct(stack, 'Within')).configure({ logRetention: RetentionDays.ONE_DAY });
  new HsmClientCertificate(stack, 'Certificate');
  expect(onlyResourceIn(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(1);
  expect(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties).toHaveProperty('Environment');
});

test.each<[string, () => Construct]>([['the app', () => app], ['the stack', () => stack], ['a construct', () => new Construct(stack, 'Within')]])(
  'settings of %s after the function are an error that says to call it first; those of another stack are none', (_, scope) => {
    new HsmClientCertificate(stack, 'Certificate');
    expect(() => HsmProvider.of(scope()).configure({ useFipsEndpoint: true })).toThrow(/comes too late: the function Demo\/CdkRedshiftHsmProvider is defined already. Call it before/);
    HsmProvider.of(new Stack(app, 'Other')).configure({ useFipsEndpoint: true });
  });

test('it hands out the function, its role and its log group, from a construct as from a stack', () => {
  new HsmClientCertificate(stack, 'Certificate');
  const [ofStack, within] = [HsmProvider.of(stack), HsmProvider.of(new Construct(stack, 'Within'))];
  expect(within.function).toBe(ofStack.function);
  expect(within.role).toBe(ofStack.role);
  expect(stack.resolve(within.logGroup.logGroupName)).toEqual({ Ref: 'CdkRedshiftHsmProviderLogGroup404E2E79' });
});
