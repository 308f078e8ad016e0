package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// subnetTypeAsText has a string where the kind of subnet belongs.
func subnetTypeAsText(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:        vpc,
		Profile:    oficinapostgres.EnvironmentProfile_Dev(nil),
		VpcSubnets: &awsec2.SubnetSelection{SubnetType: jsii.String("isolated")},
	}
}
