// Package examples has what an example in README or in a docstring may rely on, imports included:
// rosetta/default.ts-fixture in Go.
package examples

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/edimilsonldutra/oficina-postgres-go/oficinapostgres"
)

var (
	this                    awscdk.Stack
	vpc                     awsec2.IVpc
	chatFunction            awslambda.Function
	checkouts               awscloudwatch.IMetric
	authFunction            awslambda.Function
	authLambdaSecurityGroup awsec2.ISecurityGroup
	eksNodeSecurityGroup    awsec2.ISecurityGroup
	migrationRole           awsiam.Role
	database                oficinapostgres.OficinaPostgres
	ecsCluster              awsecs.ICluster
	eksCluster              awseks.ICluster
	beforeTheMistake        *time.Time
)
