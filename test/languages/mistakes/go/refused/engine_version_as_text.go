package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// engineVersionAsText has a string where a PostgresEngineVersion belongs.
func engineVersionAsText(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:           vpc,
		Profile:       oficinapostgres.EnvironmentProfile_Dev(nil),
		EngineVersion: jsii.String("15.4"),
	}
}
