from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_redshift as redshift
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm
from cdk_redshift_hsm import (
    ExistingHsmClientCertificate,
    HsmClientCertificate,
    HsmConfiguration,
    HsmEncryption,
    HsmPartitionPassword,
)
from constructs import Construct

# The public certificate of the HSM, as its administrator gives it.
HSM_SERVER_CERTIFICATE = """-----BEGIN CERTIFICATE-----
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
"""


class CertificateStack(Stack):
    """A new certificate, for the HSM administrator to register. Its public key is an output of the stack."""

    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)

        certificate = HsmClientCertificate(
            self,
            "Certificate",
            tags={"team": "security", "stage": "production"},
        )

        # A public key is longer than an export may be. A parameter hands it on to other stacks and people.
        ssm.StringParameter(
            self,
            "PublicKeyParameter",
            parameter_name="/warehouse/hsm-client-certificate/public-key",
            description="Public key (PEM) of the HSM client certificate, to be registered on the HSM",
            string_value=certificate.hsm_client_certificate_public_key,
        )
        CfnOutput(
            self,
            "Fingerprint",
            description='To be compared with what "client fingerprint" shows on the HSM',
            value=certificate.hsm_client_certificate_fingerprint_md5,
        )

        # One that was made by hand: from now on the stack sets its tags, and never deletes it.
        HsmClientCertificate(self, "Adopted", hsm_client_certificate_identifier="warehouse-2019", adopt_existing=True)

        # The role of the library's function gets the boundary too.
        boundary = iam.ManagedPolicy.from_managed_policy_name(self, "Boundary", "deployment-boundary")
        iam.PermissionsBoundary.of(self).apply(boundary)


class WarehouseStack(Stack):
    """A cluster that its HSM encrypts."""

    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)

        # Not the new certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is
        # done, put its identifier and fingerprint here. The deployment fails before the cluster is touched if they do not match.
        hsm_client_certificate = ExistingHsmClientCertificate(
            self,
            "Registered",
            hsm_client_certificate_identifier="warehouse-2025",
            registered_fingerprint="AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89",
        )

        secret = secretsmanager.Secret.from_secret_name_v2(self, "PartitionSecret", "warehouse/hsm-partition")
        hsm_configuration = HsmConfiguration(
            self,
            "Hsm",
            hsm_ip_address="10.0.0.1",
            hsm_partition_name="warehouse",
            hsm_partition_password=HsmPartitionPassword.from_secrets_manager(secret, "password"),
            hsm_server_public_certificate=HSM_SERVER_CERTIFICATE,
        )

        cluster = redshift.CfnCluster(
            self,
            "Cluster",
            cluster_type="multi-node",
            number_of_nodes=2,
            node_type="ds2.xlarge",  # of an estate that exists: no node type that can be launched today works with an HSM
            db_name="warehouse",
            master_username="administrator",
            manage_master_password=True,
            encrypted=True,
        )
        HsmEncryption.of(cluster).use(
            hsm_client_certificate=hsm_client_certificate,
            hsm_configuration=hsm_configuration,
        )
        # Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
        cluster.node.add_metadata("aws:cdk:acknowledged-rules", {"CloudFormation-Validate::E3667": "a node type of an estate that exists"})


app = App()
CertificateStack(app, "HsmCertificate")
WarehouseStack(app, "Warehouse")
app.synth()
