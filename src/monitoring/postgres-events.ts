import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BACKUP_FAILURES, RESTORE_FAILURES, RESTORE_SUCCESSES, ROTATION_EVENTS } from './alarm-catalogue';
import { eventsPropProblems, watchedInstanceProblems, watchedSecretProblems } from './monitoring-prop-types';
import { letPublish } from './topic-permissions';
import { UndeliveredEvents } from './undelivered-events';
import { keyRules } from '../encryption/key-rules';
import { refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** Properties of `PostgresEvents`. */
export interface PostgresEventsProps {
  /** The instance whose events are watched. */
  readonly instance: rds.IDatabaseInstance;

  /**
   * Topic to which RDS sends the events that need attention, as JSON. It takes one of the 20 event subscriptions that
   * an account has in a region by default (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html).
   * Unless the topic or its key is imported, their policies are extended to let RDS publish.
   *
   * @default - none: the events are only logged
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Secrets with credentials of the instance that Secrets Manager rotates. Their failed rotations are logged as well,
   * for the alarm RotationFailed of a `PostgresAlarms` with `rotatingSecrets`. Secrets Manager reports rotations only
   * to CloudTrail, so **the account needs a trail**; without one nothing arrives here.
   *
   * The ARN of a secret that was looked up by its name lacks the last six characters: secrets whose names begin with
   * this name and a hyphen are logged as well.
   *
   * @default - none; see also `watchSecret()`
   */
  readonly secrets?: secretsmanager.ISecret[];

  /**
   * Name of the log group that all events are written to. Changing it creates a new group.
   *
   * @default - `/aws/rds/instance/<identifier>/events`, next to the logs that RDS exports
   */
  readonly logGroupName?: string;

  /**
   * KMS key of the log group. The key policy must let `logs.<region>.amazonaws.com` use the key for that group.
   *
   * @default - the encryption that CloudWatch Logs provides by itself
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long CloudWatch Logs keeps the events.
   *
   * @default - logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the log group when it leaves the stack: RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY. A retained
   * log group keeps its name: delete it, or import it (`cdk import`), before you create another one of this name.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - retained, but deleted if the creation of the stack fails
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/**
 * The event categories that are sent to the topic.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
const NOTIFIED_CATEGORIES = [
  'availability',
  'configuration change',
  'failover',
  'failure',
  'low storage',
  'maintenance',
  'notification',
  'read replica',
  'recovery',
];

/**
 * The number of secrets in one rule. A pattern may have 2,048 characters, and the ARN of a secret has a hundred or
 * more.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const SECRETS_PER_RULE = 10;

/**
 * Logs the events of an RDS instance, for alarms to count and for the dashboard to list, and sends the important ones
 * to a topic. It also logs failed rotations of the given secrets, and the jobs of AWS Backup if they are watched.
 * `OficinaPostgres` creates one for its own instance; use this class for an instance that was created in another way.
 *
 * @example
 * const events = new PostgresEvents(this, 'Events', {
 *   instance: rds.DatabaseInstance.fromLookup(this, 'Legacy', { instanceIdentifier: 'legacy-db' }),
 *   alarmTopic: database.alarmTopic,
 * });
 */
export class PostgresEvents extends Construct {
  /**
   * The log group of the events, for `eventLogGroup` of `PostgresAlarms` and `PostgresDashboard`. It is retained when
   * the stack is deleted, unless `logRemovalPolicy` says otherwise.
   */
  public readonly logGroup: logs.LogGroup;

  private readonly instance: rds.IDatabaseInstance;
  private readonly watchedInstances = new Set<string>();
  /** Identifiers of the watched instances; the event subscription reads this list at synthesis. */
  private readonly sourceIds: string[] = [];
  /** Takes the events that could not be written to the log. */
  private readonly undelivered: UndeliveredEvents;
  private readonly instanceRule: events.Rule;
  private drillRule?: events.Rule;
  private readonly watchedSecrets = new Set<string>();
  /** The rules of the secrets; all but the last one are full. */
  private readonly secretRules: events.Rule[] = [];

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props the instance to watch, and where its events go
   * @throws an error that lists every invalid prop, with what to do
   */
  public constructor(scope: Construct, id: string, props: PostgresEventsProps) {
    super(scope, id);
    refuseConstruct(this, eventsPropProblems(props), PostgresEvents);
    const settings = definedProps(props);
    const { instance, alarmTopic, encryptionKey, secrets = [] } = settings;
    refuseConstruct(this, brokenRules(keyRules, { encryptionKey, region: Stack.of(this).region }), PostgresEvents);
    this.instance = instance;
    if (alarmTopic) this.subscribeTopic(alarmTopic);

    this.logGroup = this.createLogGroup(settings);
    this.undelivered = new UndeliveredEvents(this, 'Undelivered');
    // The pattern does not use detail.SourceIdentifier, which AWS writes as `rds:<identifier>` in some events.
    this.instanceRule = new events.Rule(this, 'Rule', {
      description: `Logs the RDS events of ${instance.instanceIdentifier}`,
      eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Instance Event'] },
    });
    this.addLogTarget(this.instanceRule);
    this.watchInstance(instance);
    for (const secret of secrets) this.watchSecret(secret);
  }

  /**
   * Sends and logs the events of another instance, such as a read replica of the first. It takes no event subscription
   * of its own. All events go to the same log, so the alarm StorageAutoscaling, which counts them, fires for any of the
   * instances.
   *
   * @param instance an instance in the same account and region; one that is already watched changes nothing
   * @throws an error for a value that is not an instance
   */
  public watchInstance(instance: rds.IDatabaseInstance): void {
    this.refuse(watchedInstanceProblems(instance), this.watchInstance);
    if (this.watchedInstances.has(instance.instanceIdentifier)) return;
    this.watchedInstances.add(instance.instanceIdentifier);
    this.sourceIds.push(instance.instanceIdentifier);
    this.instanceRule.addEventPattern({ resources: [instance.instanceArn] });
  }

  /**
   * Logs the failed rotations of another secret, as `secrets` does.
   *
   * @param secret a secret that Secrets Manager rotates, in the account and region of this construct; one that is
   * already watched changes nothing
   * @throws an error for a value that is not a secret
   */
  public watchSecret(secret: secretsmanager.ISecret): void {
    this.refuse(watchedSecretProblems(secret), this.watchSecret);
    if (this.watchedSecrets.has(secret.secretArn)) return;
    const secretId = secret.secretFullArn ?? { prefix: `${secret.secretArn}-` };
    const detail = { additionalEventData: { SecretId: [secretId] } };
    const lastRuleIsFull = this.watchedSecrets.size % SECRETS_PER_RULE === 0;
    if (lastRuleIsFull) {
      // No rule exists before its first secret: its pattern would be refused, or match the secrets of others.
      this.secretRules.push(this.createSecretRule(detail));
    } else {
      this.secretRules[this.secretRules.length - 1].addEventPattern({ detail });
    }
    this.watchedSecrets.add(secret.secretArn);
  }

  /**
   * Logs backups and copies of AWS Backup that fail, are aborted or do not start in time. The alarm BackupFailed of a
   * `PostgresAlarms` with `vaultBackups` counts them. No trail is needed.
   */
  public watchBackups(): void {
    if (this.node.tryFindChild('BackupRule')) return;
    const detailTypes = ['Backup Job State Change', 'Copy Job State Change'];
    this.createBackupRule('BackupRule', 'the backups by AWS Backup that fail', detailTypes, {
      resourceArn: [this.instance.instanceArn],
      state: [...BACKUP_FAILURES],
    });
  }

  /**
   * Logs the finished restores of a restore testing plan of AWS Backup. The alarms RestoreDrillFailed and
   * RestoreDrillOverdue of a `PostgresAlarms` with `restoreDrillOverdueAfter` count them. Events of the restored
   * instances themselves are neither logged nor sent to the topic.
   *
   * @param restoreTestingPlanArn the plan, which must restore backups of this instance only
   */
  public watchRestoreDrills(restoreTestingPlanArn: string): void {
    const plan = { restoreTestingPlanArn: [restoreTestingPlanArn] };
    if (this.drillRule) {
      this.drillRule.addEventPattern({ detail: plan });
      return;
    }
    this.drillRule = this.createBackupRule('DrillRule', 'the restore drills', ['Restore Job State Change'], {
      ...plan,
      status: [...RESTORE_SUCCESSES, ...RESTORE_FAILURES],
    });
  }

  /**
   * Logs other events that concern the instance.
   *
   * @internal
   */
  public _logEvents(id: string, description: string, eventPattern: events.EventPattern): void {
    this.addLogTarget(new events.Rule(this, id, { description, eventPattern }));
  }

  private refuse(problems: string[], caller: Function): void {
    if (problems.length > 0) throw new ValidationError(this, problems, caller);
  }

  private subscribeTopic(topic: sns.ITopic): void {
    letPublish(this, topic, ['rdsEvents']);
    const subscription = new rds.CfnEventSubscription(this, 'Subscription', {
      snsTopicArn: topic.topicArn,
      sourceType: 'db-instance',
      sourceIds: this.sourceIds,
      eventCategories: NOTIFIED_CATEGORIES,
      enabled: true,
    });
    // RDS publishes to the topic at once, so its policy must exist. The dependency is not on the whole topic, because
    // its subscribers may depend on the database.
    const policy = topic.node.tryFindChild('Policy');
    if (policy) subscription.node.addDependency(policy);
  }

  /**
   * Logs events of AWS Backup. Backups have the fields `resourceArn` and `state`, restores the field `status`
   * (https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html). That a restore also names its
   * `restoreTestingPlanArn` is seen in public code that validates restores.
   */
  private createBackupRule(
    id: string,
    what: string,
    detailType: string[],
    detail: Record<string, unknown>,
  ): events.Rule {
    const rule = new events.Rule(this, id, {
      description: `Logs ${what} of ${this.instance.instanceIdentifier}`,
      eventPattern: { source: ['aws.backup'], detailType, detail },
    });
    this.addLogTarget(rule);
    return rule;
  }

  /**
   * Logs events of Secrets Manager that CloudTrail forwards if the account has a trail. Their `resources` are empty.
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html,
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  private createSecretRule(detail: Record<string, unknown>): events.Rule {
    const number = this.secretRules.length + 1;
    const rule = new events.Rule(this, `SecretRule${number === 1 ? '' : number}`, {
      description: `Logs the rotations of credentials of ${this.instance.instanceIdentifier} that fail`,
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['AWS Service Event via CloudTrail'],
        detail: { eventName: [...ROTATION_EVENTS], ...detail },
      },
    });
    this.addLogTarget(rule);
    return rule;
  }

  private addLogTarget(rule: events.Rule): void {
    this.undelivered.addTarget(rule, { bind: () => ({ arn: this.logGroupArn(this.logGroup.logGroupName) }) });
  }

  private createLogGroup(props: PostgresEventsProps): logs.LogGroup {
    const logGroupName = props.logGroupName ?? `/aws/rds/instance/${props.instance.instanceIdentifier}/events`;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: props.encryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // A policy on the log group itself, because an account may have only ten resource policies of CloudWatch Logs in a
    // region, and only a custom resource could create one.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
    (logGroup.node.defaultChild as logs.CfnLogGroup).resourcePolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `${this.logGroupArn(logGroupName)}:*`,
        },
      ],
    };
    return logGroup;
  }

  private logGroupArn(logGroupName: string): string {
    return Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
