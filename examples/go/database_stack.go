package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

// DatabaseStackProps are the properties of a DatabaseStack.
type DatabaseStackProps struct {
	awscdk.StackProps
}

// DatabaseStack is a standby in a second zone, thirty days of point-in-time recovery in two regions, a vault whose
// backups are tried out twice a week, an audit trail of who changed what, a user for each service, a replica for
// reports and one in the other region, and a proxy for the functions.
type DatabaseStack struct {
	awscdk.Stack
	// Database is for other stacks of the app.
	Database oficinapostgres.OficinaPostgres
}

// NewDatabaseStack adds the stack, with the network, the clients and the recipients of alarms that the context names.
func NewDatabaseStack(scope constructs.Construct, id string, props *DatabaseStackProps) DatabaseStack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)
	functions := importSecurityGroup(stack, "lambdaSecurityGroupId")
	nodes := importSecurityGroup(stack, "eksNodeSecurityGroupId")

	database := oficinapostgres.NewOficinaPostgres(stack, jsii.String("Database"), &oficinapostgres.OficinaPostgresProps{
		Vpc: importVpc(stack, "Vpc", vpcKeys{
			region: *stack.Region(), id: "vpcId", subnets: "privateSubnetIds", zones: "availabilityZones",
		}),
		Clients:             &[]awsec2.IConnectable{functions, nodes},
		Profile:             oficinapostgres.EnvironmentProfile_Prod(nil),
		InstanceType:        awsec2.NewInstanceType(jsii.String("r6g.large")),
		AllocatedStorage:    awscdk.Size_Gibibytes(jsii.Number(100)),
		MaxAllocatedStorage: awscdk.Size_Gibibytes(jsii.Number(500)),
		SlowQueryThreshold:  awscdk.Duration_Millis(jsii.Number(500)),
		AuditClasses: &[]oficinapostgres.AuditClass{
			oficinapostgres.AuditClass_DDL,
			oficinapostgres.AuditClass_ROLE,
			oficinapostgres.AuditClass_WRITE,
		},
		// Beyond the profile: copies of manual snapshots are deleted after a year, and the vault of the other region
		// keeps its backups for as long.
		CrossRegionBackup: oficinapostgres.CrossRegionBackup_ToRegion(
			jsii.String("us-west-2"),
			&oficinapostgres.CrossRegionBackupOptions{SnapshotRetention: awscdk.Duration_Days(jsii.Number(365))},
		),
		BackupVaultPlan: oficinapostgres.BackupVaultPlan_Daily(&oficinapostgres.DailyBackupOptions{
			CopyRetention: awscdk.Duration_Days(jsii.Number(365)),
		}),
		RestoreDrill: oficinapostgres.RestoreDrill_Scheduled(&oficinapostgres.ScheduledDrillOptions{
			WeekDays: &[]oficinapostgres.WeekDay{oficinapostgres.WeekDay_TUESDAY, oficinapostgres.WeekDay_FRIDAY},
		}),
		// Relative to the folder of cdk.json, where the CDK CLI starts the app.
		BootstrapSql: &[]oficinapostgres.BootstrapSql{
			oficinapostgres.BootstrapSql_FromFile(jsii.String("sql/010-service-order.sql")),
		},
		AlarmEmails: jsii.Strings(contextList(stack, "alarmEmails")...),
		// The URL of PagerDuty's integration "Amazon CloudWatch".
		PagerDutyIntegrationUrl: awscdk.SecretValue_SecretsManager(
			jsii.String(contextValue(stack, "pagerDutySecretArn")), nil,
		),
		AlarmOverrides: &oficinapostgres.AlarmOverrides{
			HighCpu: &oficinapostgres.AlarmOverride{Threshold: jsii.Number(70), EvaluationPeriods: jsii.Number(3)},
			ReadLatency: &oficinapostgres.AlarmOverride{
				Threshold: jsii.Number(0.05), // seconds
				Severity:  oficinapostgres.AlarmSeverity_CRITICAL,
			},
			DiskQueueDepth: &oficinapostgres.AlarmOverride{Enabled: jsii.Bool(false)},
		},
	})

	// One user for each service. The stack of the service grants access to it:
	// database.GrantReadCredentials(ordersFunction, jsii.String("service-orders")).
	auth := database.AddApplicationUser(jsii.String("auth"), &oficinapostgres.ApplicationUserProps{
		Privileges:        oficinapostgres.UserPrivileges_READ_ONLY,
		IamAuthentication: jsii.Bool(true),
	})
	database.AddApplicationUser(jsii.String("service-orders"), &oficinapostgres.ApplicationUserProps{
		Privileges: oficinapostgres.UserPrivileges_READ_WRITE,
	})
	database.AddApplicationUser(jsii.String("migrations"), &oficinapostgres.ApplicationUserProps{
		Privileges:        oficinapostgres.UserPrivileges_OWNER,
		IamAuthentication: jsii.Bool(true),
	})

	// Many short-lived functions share the connections of the proxy and log in to it by IAM:
	// proxy.GrantConnect(authFunction, auth).
	database.AddProxy(jsii.String("Functions"), &oficinapostgres.PostgresProxyProps{
		Users:   &[]oficinapostgres.IApplicationUser{auth},
		Clients: &[]awsec2.IConnectable{functions},
	})

	database.AddReadReplica(jsii.String("reports"), &oficinapostgres.ReadReplicaProps{
		InstanceType: awsec2.NewInstanceType(jsii.String("r6g.large")),
	})
	// In a stack of that region, which is deployed after this one.
	database.AddReadReplica(jsii.String("west"), &oficinapostgres.ReadReplicaProps{
		Region: jsii.String("us-west-2"),
		Vpc: importVpc(stack, "ReplicaVpc", vpcKeys{
			region: "us-west-2", id: "replicaVpcId", subnets: "replicaSubnetIds", zones: "replicaAvailabilityZones",
		}),
	})

	return DatabaseStack{Stack: stack, Database: database}
}

// vpcKeys are the region of a VPC, and the keys of the context that hold its attributes.
type vpcKeys struct {
	region, id, subnets, zones string
}

func importVpc(stack awscdk.Stack, id string, keys vpcKeys) awsec2.IVpc {
	return awsec2.Vpc_FromVpcAttributes(stack, &id, &awsec2.VpcAttributes{
		VpcId:             jsii.String(contextValue(stack, keys.id)),
		Region:            &keys.region,
		PrivateSubnetIds:  jsii.Strings(contextList(stack, keys.subnets)...),
		AvailabilityZones: jsii.Strings(contextList(stack, keys.zones)...),
	})
}

func importSecurityGroup(stack awscdk.Stack, key string) awsec2.ISecurityGroup {
	return awsec2.SecurityGroup_FromSecurityGroupId(stack, &key, jsii.String(contextValue(stack, key)), nil)
}

func contextList(stack awscdk.Stack, key string) []string {
	return strings.Split(contextValue(stack, key), ",")
}

// contextValue returns a value of the context; -c key=value on the command line goes before cdk.json.
func contextValue(stack awscdk.Stack, key string) string {
	return stack.Node().GetContext(&key).(string)
}
