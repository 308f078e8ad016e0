package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// alarmsByMap has overrides in their old form, a map by the ids of the alarms.
func alarmsByMap(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:     vpc,
		Profile: oficinapostgres.EnvironmentProfile_Dev(nil),
		AlarmOverrides: &map[string]*oficinapostgres.AlarmOverride{
			"HighCPU": {Threshold: jsii.Number(70)},
		},
	}
}
