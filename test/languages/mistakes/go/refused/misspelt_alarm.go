package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// misspeltAlarm has the id of an alarm where the field of its override belongs.
func misspeltAlarm(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:     vpc,
		Profile: oficinapostgres.EnvironmentProfile_Dev(nil),
		AlarmOverrides: &oficinapostgres.AlarmOverrides{
			HighCPU: &oficinapostgres.AlarmOverride{Threshold: jsii.Number(70)},
		},
	}
}
