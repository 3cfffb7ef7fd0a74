package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsredshift"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-redshift-hsm/cdk-redshift-hsm-go/cdkredshifthsm"
)

// hsmServerCertificate is the public certificate of the HSM, as its administrator gives it.
const hsmServerCertificate = `-----BEGIN CERTIFICATE-----
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
`

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

	// One that was made by hand: from now on the stack sets its tags, and never deletes it.
	cdkredshifthsm.NewHsmClientCertificate(stack, jsii.String("Adopted"), &cdkredshifthsm.HsmClientCertificateProps{
		HsmClientCertificateIdentifier: jsii.String("warehouse-2019"),
		AdoptExisting:                  jsii.Bool(true),
	})

	// The role of the library's function gets the boundary too.
	boundary := awsiam.ManagedPolicy_FromManagedPolicyName(stack, jsii.String("Boundary"), jsii.String("deployment-boundary"))
	awsiam.PermissionsBoundary_Of(stack).Apply(boundary)
	return stack
}

// newWarehouseStack defines a cluster that its HSM encrypts.
func newWarehouseStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)

	// Not the new certificate of the other stack: before a cluster can use one, it must be registered on the HSM. When that is done,
	// put its identifier and fingerprint here. The deployment fails before the cluster is touched if they do not match.
	certificate := cdkredshifthsm.NewExistingHsmClientCertificate(stack, jsii.String("Registered"), &cdkredshifthsm.ExistingHsmClientCertificateProps{
		HsmClientCertificateIdentifier: jsii.String("warehouse-2025"),
		RegisteredFingerprint:          jsii.String("AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89"),
	})

	secret := awssecretsmanager.Secret_FromSecretNameV2(stack, jsii.String("PartitionSecret"), jsii.String("warehouse/hsm-partition"))
	configuration := cdkredshifthsm.NewHsmConfiguration(stack, jsii.String("Hsm"), &cdkredshifthsm.HsmConfigurationProps{
		HsmIpAddress:               jsii.String("10.0.0.1"),
		HsmPartitionName:           jsii.String("warehouse"),
		HsmPartitionPassword:       cdkredshifthsm.HsmPartitionPassword_FromSecretsManager(secret, jsii.String("password")),
		HsmServerPublicCertificate: jsii.String(hsmServerCertificate),
	})

	cluster := awsredshift.NewCfnCluster(stack, jsii.String("Cluster"), &awsredshift.CfnClusterProps{
		ClusterType:          jsii.String("multi-node"),
		NumberOfNodes:        jsii.Number(2),
		NodeType:             jsii.String("ds2.xlarge"), // of an estate that exists: no node type that can be launched today works with an HSM
		DbName:               jsii.String("warehouse"),
		MasterUsername:       jsii.String("administrator"),
		ManageMasterPassword: jsii.Bool(true),
		Encrypted:            jsii.Bool(true),
	})
	cdkredshifthsm.HsmEncryption_Of(cluster).Use(&cdkredshifthsm.HsmEncryptionOptions{
		HsmClientCertificate: certificate,
		HsmConfiguration:     configuration,
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
