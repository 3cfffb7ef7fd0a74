import { App, CfnOutput, CfnWaitCondition, CfnWaitConditionHandle, Stack, Tags } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SERVER_CERTIFICATE } from '../local-redshift/hsm-server-certificate';
import { HsmClientCertificate, HsmConfiguration, HsmPartitionPassword } from '../src';

/*
 * The app that the demo deploys. In an app of yours the import is from 'cdk-redshift-hsm'. What changes from one deployment to
 * the next comes from the context: `cdk deploy -c stage=production -c identifier=warehouse`.
 */
const app = new App();
const stack = new Stack(app, 'HsmDemo');

const certificate = new HsmClientCertificate(stack, 'Certificate', {
  hsmClientCertificateIdentifier: app.node.tryGetContext('identifier'), // a generated one, if it is left out
  registeredFingerprint: app.node.tryGetContext('fingerprint'), // as soon as the certificate is registered on the HSM
  tags: { team: 'security' },
});
Tags.of(stack).add('stage', app.node.tryGetContext('stage') ?? 'test');

// The PEM is an output by itself. These are for whoever compares what the HSM shows.
new CfnOutput(stack, 'Identifier', { value: certificate.hsmClientCertificateIdentifier });
new CfnOutput(stack, 'Arn', { value: certificate.hsmClientCertificateArn });
new CfnOutput(stack, 'FingerprintMd5', { value: certificate.hsmClientCertificateFingerprintMd5 });
new CfnOutput(stack, 'FingerprintSha256', { value: certificate.hsmClientCertificateFingerprintSha256 });
new CfnOutput(stack, 'CommonName', { value: certificate.hsmClientCertificateSubjectCommonName });
new CfnOutput(stack, 'NotAfter', { value: certificate.hsmClientCertificateNotAfter });

const partition = app.node.tryGetContext('partition');
if (partition !== undefined) {
  const secret = Secret.fromSecretCompleteArn(stack, 'PartitionSecret', app.node.tryGetContext('secret'));
  const configuration = new HsmConfiguration(stack, 'Hsm', {
    hsmIpAddress: '192.0.2.1',
    hsmPartitionName: partition,
    hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret, 'password'),
    hsmServerPublicCertificate: SERVER_CERTIFICATE,
  });
  new CfnOutput(stack, 'Configuration', { value: configuration.hsmConfigurationIdentifier });
}

// Fails after the certificate, so that there is something to roll back: nobody ever sends the signal that it waits for.
if (app.node.tryGetContext('fail') !== undefined) {
  const { ref } = new CfnWaitConditionHandle(stack, 'Nobody');
  new CfnWaitCondition(stack, 'Signal', { handle: ref, timeout: '3', count: 1 }).node.addDependency(certificate);
}
