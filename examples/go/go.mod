module example.com/redshift-hsm-example

go 1.25.0

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.224.0
	github.com/aws/constructs-go/constructs/v10 v10.4.2
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-redshift-hsm/cdk-redshift-hsm-go/cdkredshifthsm v0.0.0
)
