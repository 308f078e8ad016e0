// The prod database of the workshop system.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	// Functions of the CDK have no error results: what it or the library refuses is a panic with the message, and a trace
	// that names the line. It ends the program, and so the synthesis.
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewDatabaseStack(app, "oficina-database-prod", &DatabaseStackProps{
		StackProps: awscdk.StackProps{
			Description:           jsii.String("PostgreSQL of the workshop system, prod"),
			TerminationProtection: jsii.Bool(true),
			// Both are written out, or known from the credentials: the stack of the other region is of the same account.
			Env: &awscdk.Environment{Account: environment("CDK_DEFAULT_ACCOUNT"), Region: jsii.String("us-east-1")},
		},
	})
	app.Synth(nil)
}

// environment returns a variable of the environment, and nil if it is not set.
func environment(name string) *string {
	if value, ok := os.LookupEnv(name); ok {
		return &value
	}
	return nil
}
