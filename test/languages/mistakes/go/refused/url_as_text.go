package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// urlAsText has the URL of PagerDuty in plain text, where a SecretValue belongs.
func urlAsText(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:                     vpc,
		Profile:                 oficinapostgres.EnvironmentProfile_Dev(nil),
		PagerDutyIntegrationUrl: jsii.String("https://events.pagerduty.com/integration/0123456789abcdef/enqueue"),
	}
}
