package example;

import io.github.cdkredshifthsm.ExistingHsmClientCertificate;
import io.github.cdkredshifthsm.HsmClientCertificate;
import io.github.cdkredshifthsm.HsmConfiguration;
import io.github.cdkredshifthsm.HsmEncryption;
import io.github.cdkredshifthsm.HsmEncryptionOptions;
import io.github.cdkredshifthsm.HsmPartitionPassword;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PermissionsBoundary;
import software.amazon.awscdk.services.redshift.CfnCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

public final class RedshiftHsmApp {

    /** The public certificate of the HSM, as its administrator gives it. */
    private static final String HSM_SERVER_CERTIFICATE = """
        -----BEGIN CERTIFICATE-----
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
        """;

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

            // One that was made by hand: from now on the stack sets its tags, and never deletes it.
            HsmClientCertificate.Builder.create(this, "Adopted")
                .hsmClientCertificateIdentifier("warehouse-2019")
                .adoptExisting(true)
                .build();

            // The role of the library's function gets the boundary too.
            PermissionsBoundary.of(this).apply(ManagedPolicy.fromManagedPolicyName(this, "Boundary", "deployment-boundary"));
        }
    }

    /** A cluster that its HSM encrypts. */
    static final class WarehouseStack extends Stack {
        WarehouseStack(final Construct scope, final String id) {
            super(scope, id);

            // Not the new certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is
            // done, put its identifier and fingerprint here. The deployment fails before the cluster is touched if they do not match.
            ExistingHsmClientCertificate certificate = ExistingHsmClientCertificate.Builder.create(this, "Registered")
                .hsmClientCertificateIdentifier("warehouse-2025")
                .registeredFingerprint("AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89")
                .build();

            ISecret secret = Secret.fromSecretNameV2(this, "PartitionSecret", "warehouse/hsm-partition");
            HsmConfiguration configuration = HsmConfiguration.Builder.create(this, "Hsm")
                .hsmIpAddress("10.0.0.1")
                .hsmPartitionName("warehouse")
                .hsmPartitionPassword(HsmPartitionPassword.fromSecretsManager(secret, "password"))
                .hsmServerPublicCertificate(HSM_SERVER_CERTIFICATE)
                .build();

            CfnCluster cluster = CfnCluster.Builder.create(this, "Cluster")
                .clusterType("multi-node")
                .numberOfNodes(2)
                .nodeType("ds2.xlarge") // of an estate that exists: no node type that can be launched today works with an HSM
                .dbName("warehouse")
                .masterUsername("administrator")
                .manageMasterPassword(true)
                .encrypted(true)
                .build();
            HsmEncryption.of(cluster).use(HsmEncryptionOptions.builder()
                .hsmClientCertificate(certificate)
                .hsmConfiguration(configuration)
                .build());
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
