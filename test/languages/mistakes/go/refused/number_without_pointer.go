package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// numberWithoutPointer has a number where a pointer to one belongs.
func numberWithoutPointer(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:            vpc,
		Profile:        oficinapostgres.EnvironmentProfile_Dev(nil),
		AlarmOverrides: &oficinapostgres.AlarmOverrides{HighCpu: &oficinapostgres.AlarmOverride{Threshold: 70}},
	}
}
