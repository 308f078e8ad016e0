import { Annotations, Aspects, Resource, SecretValue, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, IConstruct } from 'constructs';
import { AlarmTopics } from './alarm-topics';
import { dashboardNameOf } from './dashboard-name';
import { monitoredSettings } from './monitored-settings';
import { PostgresAlarms } from './postgres-alarms';
import { PostgresDashboard } from './postgres-dashboard';
import { PostgresEvents } from './postgres-events';
import { WatchedRotation } from './watched-rotation';
import { namedRemoval } from '../operations/removal';
import { Settings } from '../settings/settings';

/** What is done for backups beside the automated ones. */
export interface WatchedBackups {
  /** Undefined where there is no plan of AWS Backup. */
  readonly vault?: object;
  /** Undefined where there are no restore drills. */
  readonly restoreTestingPlanArn?: string;
  /** The alarm on copies of snapshots in another region; undefined where there is none. */
  readonly copyAlarm?: { readonly name: string; readonly region: string };
}

/** What the other rooms give to the monitoring. */
export interface MonitoringResources {
  readonly instance: rds.IDatabaseInstance;
  readonly encryptionKey: kms.IKey;
  readonly logGroups: Record<string, logs.LogGroup>;
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  readonly pagerDutyIntegrationUrl?: SecretValue;
  /** What rotates from the beginning; `watchRotation()` takes what comes later. */
  readonly rotation?: WatchedRotation;
  readonly backups: WatchedBackups;
}

/** Everything that watches a database and tells people of it. */
export class DatabaseMonitoring extends Construct {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
  readonly alarms: PostgresAlarms;
  readonly dashboard: PostgresDashboard;
  readonly events: PostgresEvents;

  constructor(scope: Construct, id: string, settings: Settings, resources: MonitoringResources) {
    super(scope, id);
    const { instance, encryptionKey, rotation, backups } = resources;
    const { instanceIdentifier, alarmEmails, alarmOverrides, logRetention } = settings;
    const topics = new AlarmTopics(this, 'Topics', { ...resources, instanceIdentifier, alarmEmails });
    this.alarmTopic = topics.alarmTopic;
    this.pagingTopic = topics.pagingTopic;
    this.events = new PostgresEvents(this, 'Events', {
      instance,
      alarmTopic: this.alarmTopic,
      // By the name itself: the key's policy lets the log groups below it use the key, before there is an instance to refer to.
      logGroupName: `/aws/rds/instance/${instanceIdentifier}/events`,
      encryptionKey,
      logRetention,
      logRemovalPolicy: namedRemoval(settings.removalPolicy),
    });
    if (backups.vault) this.events.watchBackups();
    if (backups.restoreTestingPlanArn) this.events.watchRestoreDrills(backups.restoreTestingPlanArn);
    const monitored = { instance, ...monitoredSettings(settings), eventLogGroup: this.events.logGroup };
    this.alarms = new PostgresAlarms(this, 'Alarms', {
      ...monitored,
      alarmNamePrefix: instanceIdentifier,
      alarmTopic: this.alarmTopic,
      pagingTopic: this.pagingTopic,
      alarmOverrides,
      runbookUrl: settings.runbookUrl,
    });
    if (rotation) this.watchRotation(rotation);
    if (backups.copyAlarm) this.watchSnapshotCopies(backups.copyAlarm.name, backups.copyAlarm.region);
    this.dashboard = new PostgresDashboard(this, 'Dashboard', {
      ...monitored,
      dashboardName: dashboardNameOf(this, instanceIdentifier),
      alarms: this.alarms,
      postgresLogGroup: resources.logGroups.postgresql,
    });
    if (settings.profile.production) this.warnOfDeafTopic();
  }

  /** Tells of rotations that fail, from now on. There is an alarm for them as soon as something rotates, and not before. */
  watchRotation({ secrets, logGroup }: WatchedRotation): void {
    for (const secret of secrets) this.events.watchSecret(secret);
    if (secrets.length > 0 || logGroup) this.alarms._watchRotations(logGroup);
  }

  /** Tells of copies of snapshots that fail, by the alarm of the other region, whose events are forwarded here. */
  private watchSnapshotCopies(alarmName: string, region: string): void {
    const { partition, account } = Stack.of(this);
    this.events._logEvents('SnapshotCopyRule', `Logs the alarm ${alarmName} of ${region}`, {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      // By its name: a reference would make this stack read another one at deployment.
      resources: [`arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarmName}`],
    });
    this.alarms._watchSnapshotCopies();
  }

  /**
   * At synthesis, as a team may subscribe to the topic by itself, from any stack; who subscribes to an imported topic is not known here. The paging topic is not
   * looked at: what it gets, the notifications get too.
   */
  private warnOfDeafTopic(): void {
    if (!Resource.isOwnedResource(this.alarmTopic)) return;
    const isSubscription = (node: IConstruct) =>
      node instanceof sns.CfnSubscription && node.topicArn === this.alarmTopic.topicArn;
    Aspects.of(this).add({
      visit: (node) => {
        // The nearest place first: an app may be large.
        if (
          node !== this ||
          [this, Stack.of(this), this.node.root].some((place) => place.node.findAll().some(isSubscription))
        ) {
          return;
        }
        Annotations.of(this).addWarningV2(
          'oficina-postgres:nobody-is-told',
          `this is production, and nobody subscribes to its notifications, ${this.alarmTopic.node.path}; give alarmEmails, subscribe to alarmTopic, or ` +
            'acknowledge this',
        );
      },
    });
  }
}
