package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsredshift"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-redshift-hsm/cdk-redshift-hsm-go/cdkredshifthsm"
)

// newCertificateStack defines a new certificate, for the HSM administrator to register. Its public key is an output of the stack.
func newCertificateStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)

	certificate := cdkredshifthsm.NewHsmClientCertificate(stack, jsii.String("Certificate"), &cdkredshifthsm.HsmClientCertificateProps{
		Tags: &map[string]*string{"team": jsii.String("security"), "stage": jsii.String("production")},
	})

	// A public key is longer than an export may be. A parameter hands it on to other stacks and people.
	awsssm.NewStringParameter(stack, jsii.String("PublicKeyParameter"), &awsssm.StringParameterProps{
		ParameterName: jsii.String("/warehouse/hsm-client-certificate/public-key"),
		Description:   jsii.String("Public key (PEM) of the HSM client certificate, to be registered on the HSM"),
		StringValue:   certificate.HsmClientCertificatePublicKey(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("Fingerprint"), &awscdk.CfnOutputProps{
		Description: jsii.String(`To be compared with what "client fingerprint" shows on the HSM`),
		Value:       certificate.HsmClientCertificateFingerprintMd5(),
	})

	// The role of the library's function gets the boundary too.
	boundary := awsiam.ManagedPolicy_FromManagedPolicyName(stack, jsii.String("Boundary"), jsii.String("deployment-boundary"))
	awsiam.PermissionsBoundary_Of(stack).Apply(boundary)
	return stack
}

// newWarehouseStack defines a cluster that its HSM encrypts.
func newWarehouseStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)

	// Not the certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
	// put its identifier here. A cluster with a certificate that its HSM does not know cannot connect, and is of no use.
	registered := cdkredshifthsm.HsmClientCertificate_FromHsmClientCertificateIdentifier(
		stack, jsii.String("Registered"), jsii.String("warehouse-2025"))

	cluster := awsredshift.NewCfnCluster(stack, jsii.String("Cluster"), &awsredshift.CfnClusterProps{
		ClusterType:                    jsii.String("multi-node"),
		NumberOfNodes:                  jsii.Number(2),
		NodeType:                       jsii.String("ds2.xlarge"), // of an estate that exists: no node type that can be launched today works with an HSM
		DbName:                         jsii.String("warehouse"),
		MasterUsername:                 jsii.String("administrator"),
		ManageMasterPassword:           jsii.Bool(true),
		Encrypted:                      jsii.Bool(true),
		HsmClientCertificateIdentifier: registered.HsmClientCertificateIdentifier(),
		HsmConfigurationIdentifier:     jsii.String("warehouse"),
	})
	// Newer CDKs validate templates, in an app of `cdk init` as errors, and know only node types that can be launched today.
	cluster.Node().AddMetadata(jsii.String("aws:cdk:acknowledged-rules"), map[string]string{
		"CloudFormation-Validate::E3667": "a node type of an estate that exists",
	}, nil)
	return stack
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	newCertificateStack(app, "HsmCertificate")
	newWarehouseStack(app, "Warehouse")
	app.Synth(nil)
}
