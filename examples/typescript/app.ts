import { App, CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { HsmClientCertificate } from 'cdk-redshift-hsm';
import { Construct } from 'constructs';

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

    // The role of the library's function gets the boundary too.
    iam.PermissionsBoundary.of(this).apply(iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'deployment-boundary'));
  }
}

/** A cluster that its HSM encrypts. */
class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Not the certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
    // put its identifier here. A cluster with a certificate that its HSM does not know cannot connect, and is of no use.
    const registered = HsmClientCertificate.fromHsmClientCertificateIdentifier(this, 'Registered', 'warehouse-2025');

    const cluster = new redshift.CfnCluster(this, 'Cluster', {
      clusterType: 'multi-node',
      numberOfNodes: 2,
      nodeType: 'ds2.xlarge', // of an estate that exists: no node type that can be launched today works with an HSM
      dbName: 'warehouse',
      masterUsername: 'administrator',
      manageMasterPassword: true,
      encrypted: true,
      hsmClientCertificateIdentifier: registered.hsmClientCertificateIdentifier,
      hsmConfigurationIdentifier: 'warehouse',
    });
    // Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
    cluster.node.addMetadata('aws:cdk:acknowledged-rules', { 'CloudFormation-Validate::E3667': 'a node type of an estate that exists' });
  }
}

const app = new App();
new CertificateStack(app, 'HsmCertificate');
new WarehouseStack(app, 'Warehouse');
app.synth();
