import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BACKUP_FAILURES, RESTORE_FAILURES, RESTORE_SUCCESSES, ROTATION_EVENTS } from './alarm-catalogue';
import { misshapenEvents } from './monitored-shape';
import { letPublish } from './topic-permissions';
import { UndeliveredEvents } from './undelivered-events';
import { keyRules } from '../encryption/key-rules';
import { refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { brokenRules } from '../validation/rule';

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
   * Secrets with credentials of the instance that Secrets Manager rotates: rotations that fail are logged too, for the alarm RotationFailed of a
   * `PostgresAlarms` with `rotatingSecrets`. Secrets Manager tells CloudTrail alone, so that **the account needs a trail**; without one nothing arrives here.
   *
   * A secret that was looked up by its name is known without the six characters behind it: others whose names begin with this name and a hyphen are logged as well.
   *
   * @default - none; see also `watchSecret()`
   */
  readonly secrets?: secretsmanager.ISecret[];

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

  /**
   * What happens to the log group when it leaves the stack: RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY. A log group
   * that stays keeps its name: it has to be deleted, or imported (`cdk import`), before one of this name is made again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it stays, and goes when the creation of the stack fails
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** What people are told of. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const CATEGORIES = [
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
 * How many secrets stand in the pattern of one rule: it takes 2,048 characters, and the ARN of a secret is a hundred long, or more.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const SECRETS_A_RULE = 10;

/**
 * The events of an RDS instance: those that matter are sent to people, all of them are logged, for alarms to count and for the dashboard to list; so are rotations
 * of its credentials that fail, where it is given the secrets, and what AWS Backup does with it, where that is watched.
 * `OficinaPostgres` has one of these; by itself it serves an instance that was made otherwise.
 *
 * @example
 * const events = new PostgresEvents(this, 'Events', {
 *   instance: rds.DatabaseInstance.fromLookup(this, 'Legacy', { instanceIdentifier: 'legacy-db' }),
 *   alarmTopic: database.alarmTopic,
 * });
 */
export class PostgresEvents extends Construct {
  /** The log group of the events: what `eventLogGroup` of `PostgresAlarms` and `PostgresDashboard` asks for. It stays when the stack goes, unless `logRemovalPolicy` says otherwise. */
  public readonly logGroup: logs.LogGroup;

  private readonly instanceIdentifier: string;
  private readonly watchedInstances = new Set<string>();
  /** What the subscription reads at synthesis. */
  private readonly sourceIds: string[] = [];
  /** Events that could not be written to the log. */
  private readonly undelivered: UndeliveredEvents;
  private readonly rule: events.Rule;
  private readonly instanceArn: string;
  private readonly watchedSecrets = new Set<string>();
  private drillRule?: events.Rule;
  /** Those of the secrets; the last one takes more. */
  private readonly secretRules: events.Rule[] = [];

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props whose events, and where they go
   * @throws an error that lists every prop that cannot work, with the way out
   */
  public constructor(scope: Construct, id: string, props: PostgresEventsProps) {
    super(scope, id);
    refuseConstruct(this, misshapenEvents(props), PostgresEvents);
    const settings = definedProps(props);
    const { instance, alarmTopic, encryptionKey, secrets = [] } = settings;
    refuseConstruct(this, brokenRules(keyRules, { encryptionKey, region: Stack.of(this).region }), PostgresEvents);
    this.instanceIdentifier = instance.instanceIdentifier;
    this.instanceArn = instance.instanceArn;
    if (alarmTopic) {
      letPublish(this, alarmTopic, ['rdsEvents']);
      const subscription = new rds.CfnEventSubscription(this, 'Subscription', {
        snsTopicArn: alarmTopic.topicArn,
        sourceType: 'db-instance',
        sourceIds: this.sourceIds,
        eventCategories: CATEGORIES,
        enabled: true,
      });
      // RDS tries the topic at once: its policy has to be there. Not all of the topic, whose subscribers may depend on the database.
      const policy = alarmTopic.node.tryFindChild('Policy');
      if (policy) subscription.node.addDependency(policy);
    }

    this.logGroup = this.makeLogGroup(settings);
    this.undelivered = new UndeliveredEvents(this, 'Undelivered');
    // Not by detail.SourceIdentifier, which AWS writes as `rds:<identifier>` in some events.
    this.rule = new events.Rule(this, 'Rule', {
      description: `Logs the RDS events of ${instance.instanceIdentifier}`,
      eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Instance Event'] },
    });
    this.toLogGroup(this.rule);
    this.watchInstance(instance);
    for (const secret of secrets) this.watchSecret(secret);
  }

  /**
   * Sends and logs the events of one more instance, as a read replica of the first: it takes no event subscription of its own. They stand in the same log, so that the
   * alarm StorageAutoscaling that counts in it fires for either.
   *
   * @param instance an instance of the same account and region; one that is watched already changes nothing
   * @throws an error for anything but an instance
   */
  public watchInstance(instance: rds.IDatabaseInstance): void {
    if (typeof (instance as Partial<rds.IDatabaseInstance> | undefined)?.instanceIdentifier !== 'string') {
      throw new Error(
        `[${this.node.path}] the instance of watchInstance() must be an instance of RDS, got a ${typeof instance}; look it up with rds.DatabaseInstance.fromLookup()`,
      );
    }
    if (this.watchedInstances.has(instance.instanceIdentifier)) return;
    this.watchedInstances.add(instance.instanceIdentifier);
    this.sourceIds.push(instance.instanceIdentifier);
    this.rule.addEventPattern({ resources: [instance.instanceArn] });
  }

  /**
   * Logs rotations of one more secret that fail, as `secrets` does. It has to be in the account and the region of this construct.
   *
   * @param secret a secret that Secrets Manager rotates; one that is watched already changes nothing
   * @throws an error for anything but a secret
   */
  public watchSecret(secret: secretsmanager.ISecret): void {
    if (typeof (secret as Partial<secretsmanager.ISecret> | undefined)?.secretArn !== 'string') {
      // Never the value: it may be a password.
      throw new Error(
        `[${this.node.path}] secrets must be secrets of Secrets Manager, got a ${typeof secret}; look one up with secretsmanager.Secret.fromSecretCompleteArn()`,
      );
    }
    if (this.watchedSecrets.has(secret.secretArn)) return;
    const detail = { additionalEventData: { SecretId: [secret.secretFullArn ?? { prefix: `${secret.secretArn}-` }] } };
    // Made with the first secret: a pattern without any would be refused, or match the secrets of others.
    if (this.watchedSecrets.size % SECRETS_A_RULE === 0) this.secretRules.push(this.makeSecretRule(detail));
    else this.secretRules[this.secretRules.length - 1].addEventPattern({ detail });
    this.watchedSecrets.add(secret.secretArn);
  }

  /**
   * Logs backups and copies of AWS Backup that fail, are stopped or do not begin in time, for the alarm BackupFailed of a `PostgresAlarms` with `vaultBackups`. It needs no trail.
   */
  public watchBackups(): void {
    if (this.node.tryFindChild('BackupRule')) return;
    this.makeBackupRule(
      'BackupRule',
      'the backups by AWS Backup that fail',
      ['Backup Job State Change', 'Copy Job State Change'],
      {
        resourceArn: [this.instanceArn],
        state: [...BACKUP_FAILURES],
      },
    );
  }

  /**
   * Logs the restores of a restore testing plan of AWS Backup that have ended, for the alarms RestoreDrillFailed and RestoreDrillOverdue of a `PostgresAlarms` with
   * `restoreDrillOverdueAfter`. Events of the restored instances themselves are neither logged nor sent to people.
   *
   * @param restoreTestingPlanArn the plan, which restores backups of this instance alone
   */
  public watchRestoreDrills(restoreTestingPlanArn: string): void {
    const plan = { restoreTestingPlanArn: [restoreTestingPlanArn] };
    if (this.drillRule) {
      this.drillRule.addEventPattern({ detail: plan });
    } else {
      this.drillRule = this.makeBackupRule('DrillRule', 'the restore drills', ['Restore Job State Change'], {
        ...plan,
        status: [...RESTORE_SUCCESSES, ...RESTORE_FAILURES],
      });
    }
  }

  /**
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html: the fields `resourceArn` and `state` of backups, `status` of restores. That a restore
   * names its `restoreTestingPlanArn` is seen in public code that checks what was restored.
   */
  private makeBackupRule(id: string, what: string, detailType: string[], detail: Record<string, unknown>): events.Rule {
    const rule = new events.Rule(this, id, {
      description: `Logs ${what} of ${this.instanceIdentifier}`,
      eventPattern: { source: ['aws.backup'], detailType, detail },
    });
    this.toLogGroup(rule);
    return rule;
  }

  /**
   * What CloudTrail hands on, where there is a trail: https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html and
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html. These events leave `resources` empty.
   */
  private makeSecretRule(detail: Record<string, unknown>): events.Rule {
    const number = this.secretRules.length + 1;
    const rule = new events.Rule(this, `SecretRule${number === 1 ? '' : number}`, {
      description: `Logs the rotations of credentials of ${this.instanceIdentifier} that fail`,
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['AWS Service Event via CloudTrail'],
        detail: { eventName: [...ROTATION_EVENTS], ...detail },
      },
    });
    this.toLogGroup(rule);
    return rule;
  }

  /**
   * Logs other events that have to do with the instance.
   *
   * @internal
   */
  public _logEvents(id: string, description: string, eventPattern: events.EventPattern): void {
    this.toLogGroup(new events.Rule(this, id, { description, eventPattern }));
  }

  private toLogGroup(rule: events.Rule): void {
    this.undelivered.addTarget(rule, { bind: () => ({ arn: this.logGroupArn(this.logGroup.logGroupName) }) });
  }

  private makeLogGroup(props: PostgresEventsProps): logs.LogGroup {
    const logGroupName = props.logGroupName ?? `/aws/rds/instance/${props.instance.instanceIdentifier}/events`;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: props.encryptionKey,
      retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // In the group itself: an account has ten policies of the other kind in a region, and a custom resource would have to make one.
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
