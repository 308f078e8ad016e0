package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// ownKey is a user's own type that stands in for a key.
type ownKey struct{ real awskms.IKey }

func (o *ownKey) AddAlias(alias *string) awskms.Alias {
	return o.real.AddAlias(alias)
}

func (o *ownKey) AddToResourcePolicy(
	statement awsiam.PolicyStatement, allowNoOp *bool,
) *awsiam.AddToResourcePolicyResult {
	return o.real.AddToResourcePolicy(statement, allowNoOp)
}

func (o *ownKey) ApplyRemovalPolicy(policy awscdk.RemovalPolicy) {
	o.real.ApplyRemovalPolicy(policy)
}

func (o *ownKey) Env() *interfaces.ResourceEnvironment {
	return o.real.Env()
}

func (o *ownKey) Grant(grantee awsiam.IGrantable, actions ...*string) awsiam.Grant {
	return o.real.Grant(grantee, actions...)
}

func (o *ownKey) GrantDecrypt(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantDecrypt(grantee)
}

func (o *ownKey) GrantEncrypt(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantEncrypt(grantee)
}

func (o *ownKey) GrantEncryptDecrypt(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantEncryptDecrypt(grantee)
}

func (o *ownKey) GrantGenerateMac(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantGenerateMac(grantee)
}

func (o *ownKey) GrantSign(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantSign(grantee)
}

func (o *ownKey) GrantSignVerify(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantSignVerify(grantee)
}

func (o *ownKey) GrantVerify(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantVerify(grantee)
}

func (o *ownKey) GrantVerifyMac(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantVerifyMac(grantee)
}

func (o *ownKey) KeyArn() *string {
	return o.real.KeyArn()
}

func (o *ownKey) KeyId() *string {
	return o.real.KeyId()
}

func (o *ownKey) KeyRef() *interfacesawskms.KeyReference {
	return o.real.KeyRef()
}

func (o *ownKey) Node() constructs.Node {
	return o.real.Node()
}

func (o *ownKey) Stack() awscdk.Stack {
	return o.real.Stack()
}

func (o *ownKey) With(mixins ...constructs.IMixin) constructs.IConstruct {
	return o.real.With(mixins...)
}
