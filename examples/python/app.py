from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_redshift as redshift
from aws_cdk import aws_ssm as ssm
from cdk_redshift_hsm import HsmClientCertificate
from constructs import Construct


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

        # The role of the library's function gets the boundary too.
        boundary = iam.ManagedPolicy.from_managed_policy_name(self, "Boundary", "deployment-boundary")
        iam.PermissionsBoundary.of(self).apply(boundary)


class WarehouseStack(Stack):
    """A cluster that its HSM encrypts."""

    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)

        # Not the certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is
        # done, put its identifier here. A cluster with a certificate that its HSM does not know cannot connect, and is of no use.
        registered = HsmClientCertificate.from_hsm_client_certificate_identifier(self, "Registered", "warehouse-2025")

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
            hsm_client_certificate_identifier=registered.hsm_client_certificate_identifier,
            hsm_configuration_identifier="warehouse",
        )
        # Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
        cluster.node.add_metadata("aws:cdk:acknowledged-rules", {"CloudFormation-Validate::E3667": "a node type of an estate that exists"})


app = App()
CertificateStack(app, "HsmCertificate")
WarehouseStack(app, "Warehouse")
app.synth()
