// What jsii-rosetta makes of examples/typescript/app.ts.
using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Redshift;
using Amazon.CDK.AWS.SSM;
using CdkRedshiftHsm;
using Constructs;

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

        // The role of the library's function gets the boundary too.
        PermissionsBoundary.Of(this).Apply(ManagedPolicy.FromManagedPolicyName(this, "Boundary", "deployment-boundary"));
    }
}

/** A cluster that its HSM encrypts. */
class WarehouseStack : Stack
{
    public WarehouseStack(Construct scope, string id, StackProps? props=null) : base(scope, id, props)
    {

        // Not the certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
        // put its identifier here. A cluster with a certificate that its HSM does not know cannot connect, and is of no use.
        var registered = HsmClientCertificate.FromHsmClientCertificateIdentifier(this, "Registered", "warehouse-2025");

        var cluster = new CfnCluster(this, "Cluster", new CfnClusterProps {
            ClusterType = "multi-node",
            NumberOfNodes = 2,
            NodeType = "ds2.xlarge",  // of an estate that exists: no node type that can be launched today works with an HSM
            DbName = "warehouse",
            MasterUsername = "administrator",
            ManageMasterPassword = true,
            Encrypted = true,
            HsmClientCertificateIdentifier = registered.HsmClientCertificateIdentifier,
            HsmConfigurationIdentifier = "warehouse"
        });
        // Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
        cluster.Node.AddMetadata("aws:cdk:acknowledged-rules", new Dictionary<string, string> { { "CloudFormation-Validate::E3667", "a node type of an estate that exists" } });
    }
}

var app = new App();
new CertificateStack(app, "HsmCertificate");
new WarehouseStack(app, "Warehouse");
app.Synth();
