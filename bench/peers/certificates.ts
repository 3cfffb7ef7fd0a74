import { join } from 'node:path';
import { Arn, ArnFormat, CfnOutput, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsCustomResource, AwsCustomResourcePolicy, AwsSdkCall, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { Name, OURS } from './names';
import { HsmClientCertificate, HsmConfiguration, HsmPartitionPassword } from '../../src';

/*
 * Certificates in a stack, with tags and, if wanted, an output each: by this library, and by what its users would write without it.
 */

export interface CertificatesProps {
  readonly count: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: boolean;
}

export type Certificates = (stack: Stack, props: CertificatesProps) => void;

export const certificates: Readonly<Record<Name, Certificates>> = {
  [OURS]: (stack, { count, tags, outputs }) => {
    for (let n = 1; n <= count; n++) new HsmClientCertificate(stack, `Certificate${n}`, { tags, outputPublicKey: outputs });
  },

  'AwsCustomResource': (stack, props) => {
    forEach(stack, props, (n) => {
      const name = identifier(stack, n);
      const call = (action: string, parameters: object): AwsSdkCall =>
        ({ service: 'Redshift', action, parameters, physicalResourceId: PhysicalResourceId.of(name) });
      const certificate = new AwsCustomResource(stack, `Certificate${n}`, {
        resourceType: 'Custom::HsmClientCertificate',
        onCreate: call('createHsmClientCertificate', { HsmClientCertificateIdentifier: name, Tags: tagList(props) }),
        onUpdate: call('createTags', { ResourceName: arn(stack, name), Tags: tagList(props) }), // a tag that is taken away stays
        onDelete: call('deleteHsmClientCertificate', { HsmClientCertificateIdentifier: name }),
        policy: policy(['redshift:CreateHsmClientCertificate', 'redshift:DeleteHsmClientCertificate', 'redshift:CreateTags'], arn(stack, name)),
        installLatestAwsSdk: false,
      });
      return () => { // a second one: what an update responds with is what CreateTags returns, which is nothing, and an output would then fail
        const reader = new AwsCustomResource(stack, `PublicKey${n}`, {
          onUpdate: call('describeHsmClientCertificates', { HsmClientCertificateIdentifier: name }),
          policy: policy(['redshift:DescribeHsmClientCertificates'], '*'),
          installLatestAwsSdk: false,
        });
        reader.node.addDependency(certificate);
        return reader.getResponseField('HsmClientCertificates.0.HsmClientCertificatePublicKey');
      };
    });
  },

  'cr.Provider': (stack, props) => {
    const onEventHandler = new LambdaFunction(stack, 'Handler', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(HANDLER) });
    onEventHandler.addToRolePolicy(new PolicyStatement({ actions: ACTIONS, resources: [arn(stack, '*')] }));
    customResources(stack, new Provider(stack, 'Provider', { onEventHandler }).serviceToken, props);
  },

  'CustomResourceProvider': (stack, props) => {
    const serviceToken = CustomResourceProvider.getOrCreate(stack, 'HsmClientCertificate', {
      runtime: CustomResourceProviderRuntime.NODEJS_22_X,
      codeDirectory: HANDLER,
      policyStatements: [{ Effect: 'Allow', Action: ACTIONS, Resource: arn(stack, '*') }],
    });
    customResources(stack, serviceToken, props);
  },
};

const HANDLER = join(__dirname, 'handler');

const ACTIONS = ['CreateHsmClientCertificate', 'DescribeHsmClientCertificates', 'DeleteHsmClientCertificate', 'CreateTags', 'DeleteTags'].map((action) => `redshift:${action}`);

/** HSM configurations beside the certificates of this library, which share their function. */
export function configurations(stack: Stack, count: number, hsmServerPublicCertificate: string): void {
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'hsm/partition');
  for (let n = 1; n <= count; n++) {
    new HsmConfiguration(stack, `Configuration${n}`, {
      hsmIpAddress: '192.0.2.1',
      hsmPartitionName: `partition-${n}`,
      hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret, 'password'),
      hsmServerPublicCertificate,
    });
  }
}

function customResources(stack: Stack, serviceToken: string, props: CertificatesProps): void {
  forEach(stack, props, (n) => {
    const name = identifier(stack, n);
    const certificate = new CustomResource(stack, `Certificate${n}`, {
      resourceType: 'Custom::HsmClientCertificate',
      serviceToken,
      properties: { Identifier: name, Tags: tagList(props) },
    });
    return () => certificate.getAttString('PublicKey');
  });
}

function policy(actions: string[], resource: string): AwsCustomResourcePolicy {
  return AwsCustomResourcePolicy.fromStatements([new PolicyStatement({ actions, resources: [resource] })]);
}

function forEach(stack: Stack, { count, outputs }: CertificatesProps, certificate: (n: number) => () => string): void {
  for (let n = 1; n <= count; n++) {
    const publicKey = certificate(n);
    if (outputs) new CfnOutput(stack, `Certificate${n}PublicKey`, { value: publicKey() });
  }
}

function identifier(stack: Stack, n: number): string {
  return `${stack.stackName}-certificate-${n}`.toLowerCase();
}

function arn(stack: Stack, name: string): string {
  return Arn.format({ service: 'redshift', resource: 'hsmclientcertificate', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
}

function tagList({ tags }: CertificatesProps): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
