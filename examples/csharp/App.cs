// What jsii-rosetta makes of examples/typescript/app.ts.
using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Redshift;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;
using CdkRedshiftHsm;
using Constructs;

/** The public certificate of the HSM, as its administrator gives it. */
var HSM_SERVER_CERTIFICATE = @"-----BEGIN CERTIFICATE-----
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
";

/** A new certificate, for the HSM administrator to register. Its public key is an output of the stack. */
class CertificateStack : Stack
{
    public CertificateStack(Construct scope, string id, StackProps? props=null) : base(scope, id, props)
    {

        var certificate = new HsmClientCertificate(this, "Certificate", new HsmClientCertificateProps {
            Tags = new Dictionary<string, string> { { "team", "security" }, { "stage", "production" } }
        });

        // A public key is longer than an export may be. A parameter hands it on to other stacks and people.
        new StringParameter(this, "PublicKeyParameter", new StringParameterProps {
            ParameterName = "/warehouse/hsm-client-certificate/public-key",
            Description = "Public key (PEM) of the HSM client certificate, to be registered on the HSM",
            StringValue = certificate.HsmClientCertificatePublicKey
        });
        new CfnOutput(this, "Fingerprint", new CfnOutputProps {
            Description = "To be compared with what \"client fingerprint\" shows on the HSM",
            Value = certificate.HsmClientCertificateFingerprintMd5
        });

        // One that was made by hand: from now on the stack sets its tags, and never deletes it.
        new HsmClientCertificate(this, "Adopted", new HsmClientCertificateProps { HsmClientCertificateIdentifier = "warehouse-2019", AdoptExisting = true });

        // The role of the library's function gets the boundary too.
        PermissionsBoundary.Of(this).Apply(ManagedPolicy.FromManagedPolicyName(this, "Boundary", "deployment-boundary"));
    }
}

/** A cluster that its HSM encrypts. */
class WarehouseStack : Stack
{
    public WarehouseStack(Construct scope, string id, StackProps? props=null) : base(scope, id, props)
    {

        // Not the new certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
        // put its identifier and fingerprint here. The deployment fails before the cluster is touched if they do not match.
        var hsmClientCertificate = new ExistingHsmClientCertificate(this, "Registered", new ExistingHsmClientCertificateProps {
            HsmClientCertificateIdentifier = "warehouse-2025",
            RegisteredFingerprint = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89"
        });

        var secret = Secret.FromSecretNameV2(this, "PartitionSecret", "warehouse/hsm-partition");
        var hsmConfiguration = new HsmConfiguration(this, "Hsm", new HsmConfigurationProps {
            HsmIpAddress = "10.0.0.1",
            HsmPartitionName = "warehouse",
            HsmPartitionPassword = HsmPartitionPassword.FromSecretsManager(secret, "password"),
            HsmServerPublicCertificate = HSM_SERVER_CERTIFICATE
        });

        var cluster = new CfnCluster(this, "Cluster", new CfnClusterProps {
            ClusterType = "multi-node",
            NumberOfNodes = 2,
            NodeType = "ds2.xlarge",  // of an estate that exists: no node type that can be launched today works with an HSM
            DbName = "warehouse",
            MasterUsername = "administrator",
            ManageMasterPassword = true,
            Encrypted = true
        });
        HsmEncryption.Of(cluster).Use(new HsmEncryptionOptions { HsmClientCertificate = hsmClientCertificate, HsmConfiguration = hsmConfiguration });
        // Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
        cluster.Node.AddMetadata("aws:cdk:acknowledged-rules", new Dictionary<string, string> { { "CloudFormation-Validate::E3667", "a node type of an estate that exists" } });
    }
}

var app = new App();
new CertificateStack(app, "HsmCertificate");
new WarehouseStack(app, "Warehouse");
app.Synth();
