package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// sizeAsText has a string where a Size belongs.
func sizeAsText(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:              vpc,
		Profile:          oficinapostgres.EnvironmentProfile_Dev(nil),
		AllocatedStorage: jsii.String("100"),
	}
}
