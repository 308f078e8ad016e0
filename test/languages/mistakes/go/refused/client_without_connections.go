package refused

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// clientWithoutConnections has a type of its own as a client, without its connections.
func clientWithoutConnections(vpc awsec2.IVpc) *oficinapostgres.OficinaPostgresProps {
	return &oficinapostgres.OficinaPostgresProps{
		Vpc:     vpc,
		Profile: oficinapostgres.EnvironmentProfile_Dev(nil),
		Clients: &[]awsec2.IConnectable{&service{}},
	}
}

// service has no connections.
type service struct{}
