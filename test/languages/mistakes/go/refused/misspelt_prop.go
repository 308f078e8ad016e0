package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// misspeltProp has a prop that does not exist.
func misspeltProp(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:         vpc,
		Profile:     oficinapostgres.EnvironmentProfile_Dev(nil),
		InstanceTyp: awsec2.NewInstanceType(jsii.String("r6g.large")),
	}
}
