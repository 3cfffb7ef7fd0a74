import { App, CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  ExistingHsmClientCertificate, HsmClientCertificate, HsmConfiguration, HsmEncryption, HsmPartitionPassword,
} from 'cdk-redshift-hsm';
import { Construct } from 'constructs';

/** The public certificate of the HSM, as its administrator gives it. */
const HSM_SERVER_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS+gAwIBAgIUFLj94ZmV3ChDgpKycQhPC7DcBPgwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPaHNtLmV4YW1wbGUuY29tMB4XDTI2MTEyNjE0MTI1MVoXDTM2
MTEyMzE0MTI1MVowGjEYMBYGA1UEAwwPaHNtLmV4YW1wbGUuY29tMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAE2rWIHJ2mp0g8kg7YZAt10qzHyrdr1N5zUUsgjx1E
eaa8VqACKgHfSLpk/h3CpD/w1nd9JszsiIS+4ahR5+OlXKNTMFEwHQYDVR0OBBYE
FGX933r53QUg9lSehveTDPHoCDsqMB8GA1UdIwQYMBaAFGX933r53QUg9lSehveT
DPHoCDsqMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgKijqIihj
OXdSHNiIqaVEvoFxIie3y9h1Fc2QjGkjsCsCIC5GYtiNzwDpCja+vtwQSzvvsE6M
CRS8tBDz4vQ6/zIs
-----END CERTIFICATE-----
`;

/** A new certificate, for the HSM administrator to register. Its public key is an output of the stack. */
class CertificateStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const certificate = new HsmClientCertificate(this, 'Certificate', {
      tags: { team: 'security', stage: 'production' },
    });

    // A public key is longer than an export may be. A parameter hands it on to other stacks and people.
    new ssm.StringParameter(this, 'PublicKeyParameter', {
      parameterName: '/warehouse/hsm-client-certificate/public-key',
      description: 'Public key (PEM) of the HSM client certificate, to be registered on the HSM',
      stringValue: certificate.hsmClientCertificatePublicKey,
    });
    new CfnOutput(this, 'Fingerprint', {
      description: 'To be compared with what "client fingerprint" shows on the HSM',
      value: certificate.hsmClientCertificateFingerprintMd5,
    });

    // One that was made by hand: from now on the stack sets its tags, and never deletes it.
    new HsmClientCertificate(this, 'Adopted', { hsmClientCertificateIdentifier: 'warehouse-2019', adoptExisting: true });

    // The role of the library's function gets the boundary too.
    iam.PermissionsBoundary.of(this).apply(iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'deployment-boundary'));
  }
}

/** A cluster that its HSM encrypts. */
class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Not the new certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
    // put its identifier and fingerprint here. The deployment fails before the cluster is touched if they do not match.
    const hsmClientCertificate = new ExistingHsmClientCertificate(this, 'Registered', {
      hsmClientCertificateIdentifier: 'warehouse-2025',
      registeredFingerprint: 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89',
    });

    const secret = secretsmanager.Secret.fromSecretNameV2(this, 'PartitionSecret', 'warehouse/hsm-partition');
    const hsmConfiguration = new HsmConfiguration(this, 'Hsm', {
      hsmIpAddress: '10.0.0.1',
      hsmPartitionName: 'warehouse',
      hsmPartitionPassword: HsmPartitionPassword.fromSecretsManager(secret, 'password'),
      hsmServerPublicCertificate: HSM_SERVER_CERTIFICATE,
    });

    const cluster = new redshift.CfnCluster(this, 'Cluster', {
      clusterType: 'multi-node',
      numberOfNodes: 2,
      nodeType: 'ds2.xlarge', // of an estate that exists: no node type that can be launched today works with an HSM
      dbName: 'warehouse',
      masterUsername: 'administrator',
      manageMasterPassword: true,
      encrypted: true,
    });
    HsmEncryption.of(cluster).use({ hsmClientCertificate, hsmConfiguration });
    // Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
    cluster.node.addMetadata('aws:cdk:acknowledged-rules', { 'CloudFormation-Validate::E3667': 'a node type of an estate that exists' });
  }
}

const app = new App();
new CertificateStack(app, 'HsmCertificate');
new WarehouseStack(app, 'Warehouse');
app.synth();
