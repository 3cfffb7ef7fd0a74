import { Cluster, NodeType } from '@aws-cdk/aws-redshift-alpha';
import { Annotations as CdkAnnotations, App, CfnResource, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnClusterProps } from 'aws-cdk-lib/aws-redshift';
import { Construct } from 'constructs';
import './temporary-folder';
import { resourcesIn } from './certificate-in-template';
import { ExistingHsmClientCertificate, HsmClientCertificate, HsmClientCertificateProps, HsmConfiguration, HsmEncryption, IHsmClientCertificate } from '../../src';

const TYPE = 'AWS::Redshift::Cluster';
const UNREGISTERED = Match.stringLikeRegexp('has no registeredFingerprint.*cdk-redshift-hsm:unregistered');

let stack: Stack;

function start(props?: StackProps): void {
  stack = new Stack(new App(), 'Demo', props);
}

beforeEach(() => start());

function cluster(props: Partial<CfnClusterProps> = {}, scope: Construct = stack, id = 'Cluster'): CfnCluster {
  return new CfnCluster(scope, id, { clusterType: 'single-node', dbName: 'dev', masterUsername: 'admin', nodeType: 'ds2.xlarge', ...props });
}

function clusterOfAlphaModule(nodeType?: NodeType): Cluster {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], privateSubnetRouteTableIds: ['rtb-1'] });
  return new Cluster(stack, 'Cluster', { masterUser: { masterUsername: 'admin' }, vpc, nodeType });
}

const theirs = (arn?: string): IHsmClientCertificate => (arn
  ? HsmClientCertificate.fromHsmClientCertificateArn(stack, 'Theirs', arn)
  : HsmClientCertificate.fromHsmClientCertificateIdentifier(stack, 'Theirs', 'theirs'));

function use(of: Construct, hsmClientCertificate = theirs()): void {
  HsmEncryption.of(of).use({ hsmClientCertificate, hsmConfiguration: HsmConfiguration.fromHsmConfigurationIdentifier(stack, 'Config', 'config') });
}

test('sets both identifiers, of a cluster or of a construct whose default child is one', () => {
  const whole = new Construct(stack, 'Whole');
  cluster({}, whole, 'Resource').applyRemovalPolicy(RemovalPolicy.DESTROY);
  use(whole);
  expect(Object.values(resourcesIn(stack, TYPE))[0].Properties).toMatchObject({ HsmClientCertificateIdentifier: 'theirs', HsmConfigurationIdentifier: 'config' });
});

test('a Cluster of @aws-cdk/aws-redshift-alpha uses the HSM', () => {
  use(clusterOfAlphaModule('ds2.xlarge' as NodeType));
  expect(Object.values(resourcesIn(stack, TYPE))[0].Properties)
    .toMatchObject({ HsmClientCertificateIdentifier: 'theirs', HsmConfigurationIdentifier: 'config', NodeType: 'ds2.xlarge' });
});

test('a Cluster of @aws-cdk/aws-redshift-alpha of its default node type is refused', () => {
  use(clusterOfAlphaModule());
  expect(() => Template.fromStack(stack)).toThrow('HSM encryption is not supported for DC2');
});

test('the cluster depends on the certificate and on its registration', () => {
  use(cluster(), new HsmClientCertificate(stack, 'Certificate', { registeredFingerprint: 'AB'.repeat(16) }));
  const [{ DependsOn: dependencies }] = Object.values(resourcesIn(stack, TYPE)) as unknown as { DependsOn: string[] }[];
  expect(dependencies).toEqual(expect.arrayContaining([expect.stringMatching(/^Certificate4/), expect.stringMatching(/^CertificateRegistration/)]));
});

test('anything else is refused by what it is', () => {
  expect(() => HsmEncryption.of(new CfnResource(stack, 'Bucket', { type: 'AWS::S3::Bucket' }))).toThrow('Demo/Bucket is a AWS::S3::Bucket: HsmEncryption.of expects');
  expect(() => HsmEncryption.of(stack)).toThrow(/Demo is a Stack\d*: HsmEncryption.of expects/);
});

test('a second use of one cluster is refused', () => {
  const one = cluster();
  use(one);
  expect(() => HsmEncryption.of(one).use({ hsmClientCertificate: theirs(), hsmConfiguration: undefined as never })).toThrow();
});

test.each([['dc2.large'], ['ra3.4xlarge'], ['rg.xlarge'], ['RA3.large']])('the node type %s is an error, with its source', (nodeType) => {
  use(cluster({ nodeType }));
  expect(() => Template.fromStack(stack)).toThrow(/HSM encryption is not supported for DC2, RG, and RA3[^]*https:\/\/docs.aws.amazon.com/);
});

test('what counts is the cluster when the app is complete', () => {
  const one = cluster({ nodeType: 'ra3.large', encrypted: false });
  use(one);
  one.nodeType = 'dc1.large';
  one.encrypted = true;
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('a cluster that is not encrypted is an error', () => {
  use(cluster({ encrypted: false }));
  expect(() => Template.fromStack(stack)).toThrow('encrypted of Demo/Cluster is false');
});

test.each([
  ['Region', 'arn:aws:redshift:eu-west-1:111111111111:hsmclientcertificate:x', /in the Region eu-west-1, and the cluster Demo\/Cluster in us-east-1/],
  ['account', 'arn:aws:redshift:us-east-1:222222222222:hsmclientcertificate:x', /in the account 222222222222, and the cluster Demo\/Cluster in 111111111111/],
])('a certificate of another %s is an error', (_, arn, message) => {
  start({ env: { account: '111111111111', region: 'us-east-1' } });
  use(cluster(), theirs(arn));
  expect(() => Template.fromStack(stack)).toThrow(message);
});

test('a KMS key beside the HSM is a warning', () => {
  use(cluster({ kmsKeyId: 'key' }));
  Template.fromStack(stack);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('kmsKeyId of Demo/Cluster'));
});

describe('a certificate of this app', () => {
  const made = (props?: HsmClientCertificateProps) => new HsmClientCertificate(stack, 'Certificate', props);

  test('without a registered fingerprint is a warning', () => {
    use(cluster(), made());
    Annotations.fromStack(stack).hasWarning('*', UNREGISTERED);
  });

  test.each<[string, (one: CfnCluster) => IHsmClientCertificate]>([
    ['whose fingerprint is stated', () => made({ registeredFingerprint: 'AB'.repeat(32) })],
    ['that is adopted', () => made({ hsmClientCertificateIdentifier: 'theirs', adoptExisting: true })],
    ['that exists', () => new ExistingHsmClientCertificate(stack, 'Existing', { hsmClientCertificateIdentifier: 'theirs' })],
    ['of which it is acknowledged', (one) => {
      CdkAnnotations.of(one).acknowledgeWarning('cdk-redshift-hsm:unregistered');
      return made();
    }],
  ])('%s is none', (_, certificate) => {
    const one = cluster();
    use(one, certificate(one));
    Annotations.fromStack(stack).hasNoWarning('*', UNREGISTERED);
  });
});
