package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodestarnotifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawssns"
	"github.com/aws/constructs-go/constructs/v10"
)

// ownTopic is a user's own type that stands in for a topic.
type ownTopic struct{ real awssns.ITopic }

func (o *ownTopic) AddSubscription(subscription awssns.ITopicSubscription) awssns.Subscription {
	return o.real.AddSubscription(subscription)
}

func (o *ownTopic) AddToResourcePolicy(statement awsiam.PolicyStatement) *awsiam.AddToResourcePolicyResult {
	return o.real.AddToResourcePolicy(statement)
}

func (o *ownTopic) ApplyRemovalPolicy(policy awscdk.RemovalPolicy) {
	o.real.ApplyRemovalPolicy(policy)
}

func (o *ownTopic) BindAsNotificationRuleTarget(
	scope constructs.Construct,
) *awscodestarnotifications.NotificationRuleTargetConfig {
	return o.real.BindAsNotificationRuleTarget(scope)
}

func (o *ownTopic) ContentBasedDeduplication() *bool {
	return o.real.ContentBasedDeduplication()
}

func (o *ownTopic) Env() *interfaces.ResourceEnvironment {
	return o.real.Env()
}

func (o *ownTopic) Fifo() *bool {
	return o.real.Fifo()
}

func (o *ownTopic) GrantPublish(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantPublish(grantee)
}

func (o *ownTopic) GrantSubscribe(grantee awsiam.IGrantable) awsiam.Grant {
	return o.real.GrantSubscribe(grantee)
}

func (o *ownTopic) MasterKey() awskms.IKey {
	return o.real.MasterKey()
}

func (o *ownTopic) Metric(metricName *string, options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.Metric(metricName, options)
}

func (o *ownTopic) MetricNumberOfMessagesPublished(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricNumberOfMessagesPublished(options)
}

func (o *ownTopic) MetricNumberOfNotificationsDelivered(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricNumberOfNotificationsDelivered(options)
}

func (o *ownTopic) MetricNumberOfNotificationsFailed(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricNumberOfNotificationsFailed(options)
}

func (o *ownTopic) MetricNumberOfNotificationsFilteredOut(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricNumberOfNotificationsFilteredOut(options)
}

func (o *ownTopic) MetricNumberOfNotificationsFilteredOutInvalidAttributes(
	options *awscloudwatch.MetricOptions,
) awscloudwatch.Metric {
	return o.real.MetricNumberOfNotificationsFilteredOutInvalidAttributes(options)
}

func (o *ownTopic) MetricNumberOfNotificationsFilteredOutNoMessageAttributes(
	options *awscloudwatch.MetricOptions,
) awscloudwatch.Metric {
	return o.real.MetricNumberOfNotificationsFilteredOutNoMessageAttributes(options)
}

func (o *ownTopic) MetricPublishSize(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricPublishSize(options)
}

func (o *ownTopic) MetricSMSMonthToDateSpentUSD(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricSMSMonthToDateSpentUSD(options)
}

func (o *ownTopic) MetricSMSSuccessRate(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return o.real.MetricSMSSuccessRate(options)
}

func (o *ownTopic) Node() constructs.Node {
	return o.real.Node()
}

func (o *ownTopic) Stack() awscdk.Stack {
	return o.real.Stack()
}

func (o *ownTopic) TopicArn() *string {
	return o.real.TopicArn()
}

func (o *ownTopic) TopicName() *string {
	return o.real.TopicName()
}

func (o *ownTopic) TopicRef() *interfacesawssns.TopicReference {
	return o.real.TopicRef()
}

func (o *ownTopic) With(mixins ...constructs.IMixin) constructs.IConstruct {
	return o.real.With(mixins...)
}
