package example;

import io.github.cdkredshifthsm.HsmClientCertificate;
import io.github.cdkredshifthsm.IHsmClientCertificate;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PermissionsBoundary;
import software.amazon.awscdk.services.redshift.CfnCluster;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

public final class RedshiftHsmApp {

    /** A new certificate, for the HSM administrator to register. Its public key is an output of the stack. */
    static final class CertificateStack extends Stack {
        CertificateStack(final Construct scope, final String id) {
            super(scope, id);

            HsmClientCertificate certificate = HsmClientCertificate.Builder.create(this, "Certificate")
                .tags(Map.of("team", "security", "stage", "production"))
                .build();

            // A public key is longer than an export may be. A parameter hands it on to other stacks and people.
            StringParameter.Builder.create(this, "PublicKeyParameter")
                .parameterName("/warehouse/hsm-client-certificate/public-key")
                .description("Public key (PEM) of the HSM client certificate, to be registered on the HSM")
                .stringValue(certificate.getHsmClientCertificatePublicKey())
                .build();
            CfnOutput.Builder.create(this, "Fingerprint")
                .description("To be compared with what \"client fingerprint\" shows on the HSM")
                .value(certificate.getHsmClientCertificateFingerprintMd5())
                .build();

            // The role of the library's function gets the boundary too.
            PermissionsBoundary.of(this).apply(ManagedPolicy.fromManagedPolicyName(this, "Boundary", "deployment-boundary"));
        }
    }

    /** A cluster that its HSM encrypts. */
    static final class WarehouseStack extends Stack {
        WarehouseStack(final Construct scope, final String id) {
            super(scope, id);

            // Not the certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is
            // done, put its identifier here. A cluster with a certificate that its HSM does not know cannot connect, and is of no use.
            IHsmClientCertificate registered =
                HsmClientCertificate.fromHsmClientCertificateIdentifier(this, "Registered", "warehouse-2025");

            CfnCluster cluster = CfnCluster.Builder.create(this, "Cluster")
                .clusterType("multi-node")
                .numberOfNodes(2)
                .nodeType("ds2.xlarge") // of an estate that exists: no node type that can be launched today works with an HSM
                .dbName("warehouse")
                .masterUsername("administrator")
                .manageMasterPassword(true)
                .encrypted(true)
                .hsmClientCertificateIdentifier(registered.getHsmClientCertificateIdentifier())
                .hsmConfigurationIdentifier("warehouse")
                .build();
            // Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
            cluster.getNode().addMetadata("aws:cdk:acknowledged-rules", Map.of("CloudFormation-Validate::E3667", "a node type of an estate that exists"));
        }
    }

    public static void main(final String[] args) {
        App app = new App();
        new CertificateStack(app, "HsmCertificate");
        new WarehouseStack(app, "Warehouse");
        app.synth();
    }

    private RedshiftHsmApp() {
    }
}
