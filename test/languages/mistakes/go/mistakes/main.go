// Makes the mistakes of test/languages/mistakes.ts that compile. Writes the messages as JSON, by the id of the mistake,
// into the file that the first argument names; a mistake that passes has the message "".
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

func main() {
	defer jsii.Close()

	messages := map[string]string{}
	for id, mistake := range mistakes {
		messages[id] = messageOf(mistake)
	}
	content, err := json.Marshal(messages)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], content, 0o644); err != nil {
		log.Fatal(err)
	}
}

// props are the properties of a database that a mistake changes.
type props = oficinapostgres.OficinaPostgresProps

var mistakes = map[string]func(stack awscdk.Stack){
	// The library refuses them, in every language.
	"public-subnets": with(func(p *props) {
		p.VpcSubnets = &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	}),
	"no-such-subnets": with(func(p *props) {
		p.VpcSubnets = &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}
	}),
	"retired-engine-version": with(func(p *props) {
		p.EngineVersion = awsrds.PostgresEngineVersion_Of(jsii.String("15.4"), jsii.String("15"), nil)
	}),
	"unknown-instance-class": with(func(p *props) {
		p.InstanceType = awsec2.NewInstanceType(jsii.String("r99g.large"))
	}),
	"unknown-parameter": with(func(p *props) {
		p.Parameters = &map[string]*string{"max_conections": jsii.String("100")}
	}),
	"iops-of-small-storage": with(func(p *props) {
		p.Iops = jsii.Number(12000)
		p.AllocatedStorage = awscdk.Size_Gibibytes(jsii.Number(100))
		p.MaxAllocatedStorage = awscdk.Size_Gibibytes(jsii.Number(500))
	}),
	"empty-alarm-override": with(func(p *props) {
		p.AlarmOverrides = &oficinapostgres.AlarmOverrides{HighCpu: &oficinapostgres.AlarmOverride{}}
	}),
	"impossible-threshold": with(func(p *props) {
		p.AlarmOverrides = &oficinapostgres.AlarmOverrides{
			HighCpu: &oficinapostgres.AlarmOverride{Threshold: jsii.Number(170)},
		}
	}),
	"pager-duty-url-in-plain-text": with(func(p *props) {
		p.PagerDutyIntegrationUrl = awscdk.SecretValue_UnsafePlainText(
			jsii.String("https://events.pagerduty.com/integration/0123456789abcdef/enqueue"),
		)
	}),
	"reserved-user-name":         with(func(p *props) { p.MasterUsername = jsii.String("admin") }),
	"identifier-with-underscore": with(func(p *props) { p.InstanceIdentifier = jsii.String("oficina_db") }),
	"profile-name-with-underscore": func(awscdk.Stack) {
		dev := oficinapostgres.EnvironmentProfile_Dev(nil)
		oficinapostgres.EnvironmentProfile_Custom(jsii.String("pre_prod"), dev, nil)
	},
	"single-zone-production": with(func(p *props) {
		p.Profile = oficinapostgres.EnvironmentProfile_Prod(nil)
		p.MultiAz = jsii.Bool(false)
	}),
	"production-without-account": func(awscdk.Stack) {
		database(newStack(nil), func(p *props) { p.Profile = oficinapostgres.EnvironmentProfile_Prod(nil) })
	},
	"malformed-window": with(func(p *props) { p.BackupWindow = jsii.String("3:00-4:00") }),
	"unknown-log":      with(func(p *props) { p.LogExports = jsii.Strings("postgres") }),
	"missing-sql-file": func(awscdk.Stack) {
		oficinapostgres.BootstrapSql_FromFile(jsii.String("sql/nowhere.sql"))
	},

	// The runtime of jsii refuses them, or the library does in Go.
	"missing-vpc":   with(func(p *props) { p.Vpc = nil }),
	"missing-props": func(stack awscdk.Stack) { oficinapostgres.NewOficinaPostgres(stack, jsii.String("Database"), nil) },
	"enum-as-text":  with(func(p *props) { p.LogStatement = "ddl" }),
	"user-without-privileges": func(stack awscdk.Stack) {
		database(stack, nil).AddApplicationUser(jsii.String("auth"), &oficinapostgres.ApplicationUserProps{})
	},
	"nil-in-a-list":   with(func(p *props) { p.AlarmEmails = &[]*string{nil} }),
	"client-of-nil":   with(func(p *props) { p.Clients = &[]awsec2.IConnectable{&ownClient{}} }),
	"client-by-value": with(func(p *props) { p.Clients = &[]awsec2.IConnectable{valueClient{}} }),
	"own-key": func(stack awscdk.Stack) {
		database(stack, func(p *props) { p.EncryptionKey = &ownKey{awskms.NewKey(stack, jsii.String("Key"), nil)} })
	},

	// No mistakes.
	"own-topic": func(stack awscdk.Stack) {
		database(stack, func(p *props) { p.AlarmTopic = &ownTopic{awssns.NewTopic(stack, jsii.String("Topic"), nil)} })
	},
	"own-client": func(stack awscdk.Stack) {
		database(stack, func(p *props) {
			props := &awsec2.SecurityGroupProps{Vpc: p.Vpc}
			groups := &[]awsec2.ISecurityGroup{awsec2.NewSecurityGroup(stack, jsii.String("Client"), props)}
			connections := awsec2.NewConnections(&awsec2.ConnectionsProps{SecurityGroups: groups})
			p.Clients = &[]awsec2.IConnectable{&ownClient{connections}}
		})
	},
}

// messageOf returns the message with which a mistake is refused.
func messageOf(mistake func(stack awscdk.Stack)) (message string) {
	defer func() {
		if refused := recover(); refused != nil {
			message = fmt.Sprint(refused)
		}
	}()
	stack := newStack(jsii.String("111122223333"))
	mistake(stack)
	awscdk.Stage_Of(stack).Synth(nil)
	return ""
}

func newStack(account *string) awscdk.Stack {
	return awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: account, Region: jsii.String("us-east-1")},
	})
}

// with returns a mistake in the properties of a database.
func with(change func(*props)) func(awscdk.Stack) {
	return func(stack awscdk.Stack) { database(stack, change) }
}

// database makes a database of the dev profile, in a VPC of its own.
func database(stack awscdk.Stack, change func(*props)) oficinapostgres.OficinaPostgres {
	given := props{
		Vpc: awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
			AvailabilityZones: jsii.Strings("us-east-1a", "us-east-1b"),
			NatGateways:       jsii.Number(0),
			SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
				{Name: jsii.String("isolated"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
				{Name: jsii.String("public"), SubnetType: awsec2.SubnetType_PUBLIC},
			},
		}),
		Profile: oficinapostgres.EnvironmentProfile_Dev(nil),
	}
	if change != nil {
		change(&given)
	}
	return oficinapostgres.NewOficinaPostgres(stack, jsii.String("Database"), &given)
}

// ownClient is a user's own type with connections.
type ownClient struct{ connections awsec2.Connections }

func (c *ownClient) Connections() awsec2.Connections { return c.connections }

// valueClient is one whose method has no pointer for a receiver.
type valueClient struct{}

func (c valueClient) Connections() awsec2.Connections { return nil }
