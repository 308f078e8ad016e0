import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { letPublish } from './topic-permissions';

/** Properties of `PostgresEvents`. */
export interface PostgresEventsProps {
  /** The instance whose events these are. */
  readonly instance: rds.IDatabaseInstance;

  /**
   * Topic that the events which matter to people are sent to, as JSON: one of the 20 event subscriptions that an account has in a region by default
   * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html). Where its policy, and that of its key, can be changed from here, they let RDS publish.
   *
   * @default - none: the events are logged alone
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Name of the log group that all events are written to. A change makes a new group.
   *
   * @default - `/aws/rds/instance/<identifier>/events`, beside the logs that RDS exports
   */
  readonly logGroupName?: string;

  /**
   * Key of the log group; its policy has to let `logs.<region>.amazonaws.com` use it for that group.
   *
   * @default - the encryption of CloudWatch Logs itself
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long CloudWatch Logs keeps the events.
   *
   * @default - logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;
}

/** What people are told of. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const CATEGORIES = [
  'availability', 'configuration change', 'failover', 'failure', 'low storage', 'maintenance', 'notification', 'read replica', 'recovery',
];

/**
 * The events of an RDS instance: those that matter are sent to people, all of them are logged, for alarms to count and for the dashboard to list.
 * `OficinaPostgres` has one of these; by itself it serves an instance that was made otherwise.
 *
 * @example
 * const events = new PostgresEvents(this, 'Events', {
 *   instance: rds.DatabaseInstance.fromLookup(this, 'Legacy', { instanceIdentifier: 'legacy-db' }),
 *   alarmTopic: database.alarmTopic,
 * });
 */
export class PostgresEvents extends Construct {
  /** The log group of all events: what `eventLogGroup` of `PostgresAlarms` and `PostgresDashboard` asks for. It goes with the stack. */
  public readonly logGroup: logs.LogGroup;

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props whose events, and where they go
   */
  public constructor(scope: Construct, id: string, props: PostgresEventsProps) {
    super(scope, id);
    const { instance, alarmTopic } = props;
    if (alarmTopic) {
      letPublish(this, alarmTopic, ['rdsEvents']);
      const subscription = new rds.CfnEventSubscription(this, 'Subscription', {
        snsTopicArn: alarmTopic.topicArn,
        sourceType: 'db-instance',
        sourceIds: [instance.instanceIdentifier],
        eventCategories: CATEGORIES,
      });
      // RDS tries the topic at once: its policy has to be there. Not all of the topic, whose subscribers may depend on the database.
      const policy = alarmTopic.node.tryFindChild('Policy');
      if (policy) subscription.node.addDependency(policy);
    }

    this.logGroup = this.makeLogGroup(props);
    // Not by detail.SourceIdentifier, which AWS writes as `rds:<identifier>` in some events.
    new events.Rule(this, 'Rule', {
      description: `Logs the RDS events of ${instance.instanceIdentifier}`,
      eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Instance Event'], resources: [instance.instanceArn] },
    }).addTarget({ bind: () => ({ arn: this.logGroupArn(this.logGroup.logGroupName) }) });
  }

  private makeLogGroup(props: PostgresEventsProps): logs.LogGroup {
    const logGroupName = props.logGroupName ?? `/aws/rds/instance/${props.instance.instanceIdentifier}/events`;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: props.encryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY, // RDS and CloudTrail have them too; a group that stayed would block the next deployment
    });
    // In the group itself: an account has ten policies of the other kind in a region, and a custom resource would have to make one.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    (logGroup.node.defaultChild as logs.CfnLogGroup).resourcePolicyDocument = {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `${this.logGroupArn(logGroupName)}:*`,
      }],
    };
    return logGroup;
  }

  private logGroupArn(logGroupName: string): string {
    return Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }
}
