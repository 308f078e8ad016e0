package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// misspeltAuditClass has a value that an enum does not have.
func misspeltAuditClass(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:          vpc,
		Profile:      oficinapostgres.EnvironmentProfile_Dev(nil),
		AuditClasses: &[]oficinapostgres.AuditClass{oficinapostgres.AuditClass_DLL},
	}
}
