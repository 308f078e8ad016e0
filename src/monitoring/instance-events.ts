import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { letPublish } from './topic-permissions';

/** Whose events, and where they go. */
export interface InstanceEventsProps {
  readonly instance: rds.IDatabaseInstance;
  readonly instanceIdentifier: string;
  readonly alarmTopic: sns.ITopic;
  /** The key of the database, which lets the log groups of the instance use it. */
  readonly encryptionKey: kms.IKey;
  readonly logRetention: logs.RetentionDays;
}

/** What people are told of. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const CATEGORIES = [
  'availability', 'configuration change', 'failover', 'failure', 'low storage', 'maintenance', 'notification', 'read replica', 'recovery',
];

/** The events of RDS: those that matter are sent to people, all of them are logged, for alarms to count and for the dashboard to list. */
export class InstanceEvents extends Construct {
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: InstanceEventsProps) {
    super(scope, id);
    letPublish(this, props.alarmTopic, ['rdsEvents']);
    const subscription = new rds.CfnEventSubscription(this, 'Subscription', {
      snsTopicArn: props.alarmTopic.topicArn,
      sourceType: 'db-instance',
      sourceIds: [props.instance.instanceIdentifier],
      eventCategories: CATEGORIES,
    });
    subscription.node.addDependency(props.alarmTopic); // RDS tries the topic at once: its policy has to be there

    this.logGroup = this.makeLogGroup(props);
    // Not by detail.SourceIdentifier, which AWS writes as `rds:<identifier>` in some events.
    new events.Rule(this, 'Rule', {
      description: `Logs the RDS events of ${props.instanceIdentifier}`,
      eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Instance Event'], resources: [props.instance.instanceArn] },
    }).addTarget({
      bind: () => ({
        arn: Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: this.logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      }),
    });
  }

  private makeLogGroup(props: InstanceEventsProps): logs.LogGroup {
    // Beside the logs of the instance, so that the policy of the database's key covers it.
    const logGroupName = `/aws/rds/instance/${props.instanceIdentifier}/events`;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: props.encryptionKey,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY, // RDS and CloudTrail have them too; a group that stayed would block the next deployment
    });
    const arn = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    // In the group itself: an account has ten policies of the other kind in a region, and a custom resource would have to make one.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    (logGroup.node.defaultChild as logs.CfnLogGroup).resourcePolicyDocument = {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `${arn}:*`,
      }],
    };
    return logGroup;
  }
}
