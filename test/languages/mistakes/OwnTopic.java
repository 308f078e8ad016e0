import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.interfaces.ResourceEnvironment;
import software.amazon.awscdk.interfaces.sns.TopicReference;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.codestarnotifications.NotificationRuleTargetConfig;
import software.amazon.awscdk.services.iam.AddToResourcePolicyResult;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.ITopicSubscription;
import software.amazon.awscdk.services.sns.Subscription;
import software.constructs.Construct;
import software.constructs.IConstruct;
import software.constructs.IMixin;
import software.constructs.Node;

/** A user's own class that stands in for a topic. */
final class OwnTopic implements ITopic {

    private final ITopic real;

    OwnTopic(final ITopic real) {
        this.real = real;
    }

    @Override
    public Subscription addSubscription(final ITopicSubscription topicSubscription) {
        return real.addSubscription(topicSubscription);
    }

    @Override
    public AddToResourcePolicyResult addToResourcePolicy(final PolicyStatement statement) {
        return real.addToResourcePolicy(statement);
    }

    @Override
    public void applyRemovalPolicy(final RemovalPolicy removalPolicy) {
        real.applyRemovalPolicy(removalPolicy);
    }

    @Override
    public NotificationRuleTargetConfig bindAsNotificationRuleTarget(final Construct construct) {
        return real.bindAsNotificationRuleTarget(construct);
    }

    @Override
    public Boolean getContentBasedDeduplication() {
        return real.getContentBasedDeduplication();
    }

    @Override
    public ResourceEnvironment getEnv() {
        return real.getEnv();
    }

    @Override
    public Boolean getFifo() {
        return real.getFifo();
    }

    @Override
    public IKey getMasterKey() {
        return real.getMasterKey();
    }

    @Override
    public Node getNode() {
        return real.getNode();
    }

    @Override
    public Stack getStack() {
        return real.getStack();
    }

    @Override
    public String getTopicArn() {
        return real.getTopicArn();
    }

    @Override
    public String getTopicName() {
        return real.getTopicName();
    }

    @Override
    public TopicReference getTopicRef() {
        return real.getTopicRef();
    }

    @Override
    public Grant grantPublish(final IGrantable grantee) {
        return real.grantPublish(grantee);
    }

    @Override
    public Grant grantSubscribe(final IGrantable grantee) {
        return real.grantSubscribe(grantee);
    }

    @Override
    public Metric metric(final String metricName) {
        return real.metric(metricName);
    }

    @Override
    public Metric metric(final String metricName, final MetricOptions options) {
        return real.metric(metricName, options);
    }

    @Override
    public Metric metricNumberOfMessagesPublished() {
        return real.metricNumberOfMessagesPublished();
    }

    @Override
    public Metric metricNumberOfMessagesPublished(final MetricOptions options) {
        return real.metricNumberOfMessagesPublished(options);
    }

    @Override
    public Metric metricNumberOfNotificationsDelivered() {
        return real.metricNumberOfNotificationsDelivered();
    }

    @Override
    public Metric metricNumberOfNotificationsDelivered(final MetricOptions options) {
        return real.metricNumberOfNotificationsDelivered(options);
    }

    @Override
    public Metric metricNumberOfNotificationsFailed() {
        return real.metricNumberOfNotificationsFailed();
    }

    @Override
    public Metric metricNumberOfNotificationsFailed(final MetricOptions options) {
        return real.metricNumberOfNotificationsFailed(options);
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOut() {
        return real.metricNumberOfNotificationsFilteredOut();
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOut(final MetricOptions options) {
        return real.metricNumberOfNotificationsFilteredOut(options);
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOutInvalidAttributes() {
        return real.metricNumberOfNotificationsFilteredOutInvalidAttributes();
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOutInvalidAttributes(final MetricOptions options) {
        return real.metricNumberOfNotificationsFilteredOutInvalidAttributes(options);
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOutNoMessageAttributes() {
        return real.metricNumberOfNotificationsFilteredOutNoMessageAttributes();
    }

    @Override
    public Metric metricNumberOfNotificationsFilteredOutNoMessageAttributes(final MetricOptions options) {
        return real.metricNumberOfNotificationsFilteredOutNoMessageAttributes(options);
    }

    @Override
    public Metric metricPublishSize() {
        return real.metricPublishSize();
    }

    @Override
    public Metric metricPublishSize(final MetricOptions options) {
        return real.metricPublishSize(options);
    }

    @Override
    public Metric metricSMSMonthToDateSpentUSD() {
        return real.metricSMSMonthToDateSpentUSD();
    }

    @Override
    public Metric metricSMSMonthToDateSpentUSD(final MetricOptions options) {
        return real.metricSMSMonthToDateSpentUSD(options);
    }

    @Override
    public Metric metricSMSSuccessRate() {
        return real.metricSMSSuccessRate();
    }

    @Override
    public Metric metricSMSSuccessRate(final MetricOptions options) {
        return real.metricSMSSuccessRate(options);
    }

    @Override
    public IConstruct with(final IMixin... mixins) {
        return real.with(mixins);
    }
}
