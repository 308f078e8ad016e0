package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// durationAsNumber has a number of days where a Duration belongs.
func durationAsNumber(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:             vpc,
		Profile:         oficinapostgres.EnvironmentProfile_Dev(nil),
		BackupRetention: jsii.Number(7),
	}
}
