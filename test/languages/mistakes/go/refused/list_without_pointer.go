package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// listWithoutPointer has a slice where a pointer to one belongs.
func listWithoutPointer(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:         vpc,
		Profile:     oficinapostgres.EnvironmentProfile_Dev(nil),
		AlarmEmails: []string{"plantao@oficina.example"},
	}
}
