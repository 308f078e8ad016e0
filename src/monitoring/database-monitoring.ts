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
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { Settings } from '../settings/settings';

/** The backups in addition to the automated ones of RDS. */
export interface WatchedBackups {
  /** The vault; undefined if there is no plan of AWS Backup. */
  readonly vault?: object;
  /** The restore testing plan; undefined if there are no restore drills. */
  readonly restoreTestingPlanArn?: string;
  /** The alarm on snapshot copies in the other region; undefined if there is none. */
  readonly copyAlarm?: { readonly name: string; readonly region: string };
}

/** The resources to watch, and the existing topics that were passed. */
export interface MonitoringResources {
  readonly instance: rds.IDatabaseInstance;
  readonly encryptionKey: kms.IKey;
  readonly logGroups: Record<string, logs.ILogGroup>;
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  readonly pagerDutyIntegrationUrl?: SecretValue;
  /** The rotation that exists from the beginning; later ones are passed to `watchRotation()`. */
  readonly rotation?: WatchedRotation;
  readonly backups: WatchedBackups;
}

/** Topics, events, alarms and dashboard of a database. */
export class DatabaseMonitoring extends Construct {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
  readonly alarms: PostgresAlarms;
  readonly dashboard: PostgresDashboard;
  readonly events: PostgresEvents;

  constructor(scope: Construct, id: string, settings: Settings, resources: MonitoringResources) {
    super(scope, id);
    const { instance, rotation, backups } = resources;
    const { instanceIdentifier, alarmEmails } = settings;
    const topics = new AlarmTopics(this, 'Topics', { ...resources, instanceIdentifier, alarmEmails });
    this.alarmTopic = topics.alarmTopic;
    this.pagingTopic = topics.pagingTopic;
    this.events = this.createEvents(settings, resources);

    const monitored = { instance, ...monitoredSettings(settings), eventLogGroup: this.events.logGroup };
    this.alarms = new PostgresAlarms(this, 'Alarms', {
      ...monitored,
      alarmNamePrefix: instanceIdentifier,
      alarmTopic: this.alarmTopic,
      pagingTopic: this.pagingTopic,
      alarmOverrides: settings.alarmOverrides,
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
    if (settings.profile.production) this.warnWithoutSubscriber();
  }

  /** Reports failed rotations from now on. The alarm on them is created with the first rotation. */
  watchRotation({ secrets, logGroup }: WatchedRotation): void {
    for (const secret of secrets) this.events.watchSecret(secret);
    if (secrets.length > 0 || logGroup) this.alarms._watchRotations(logGroup);
  }

  private createEvents(settings: Settings, { instance, encryptionKey, backups }: MonitoringResources): PostgresEvents {
    const postgresEvents = new PostgresEvents(this, 'Events', {
      instance,
      alarmTopic: this.alarmTopic,
      // Contains the identifier itself, not a reference: the key policy names the log groups before the instance
      // exists.
      logGroupName: `/aws/rds/instance/${settings.instanceIdentifier}/events`,
      encryptionKey,
      logRetention: settings.logRetention,
      logRemovalPolicy: secretAndLogRemovalPolicy(settings.removalPolicy),
    });
    if (backups.vault) postgresEvents.watchBackups();
    if (backups.restoreTestingPlanArn) postgresEvents.watchRestoreDrills(backups.restoreTestingPlanArn);
    return postgresEvents;
  }

  /** Reports failed snapshot copies, by the alarm in the other region, whose events are forwarded to this one. */
  private watchSnapshotCopies(alarmName: string, region: string): void {
    const { partition, account } = Stack.of(this);
    this.events._logEvents('SnapshotCopyRule', `Logs the alarm ${alarmName} of ${region}`, {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      // The alarm is named, because a reference would make this stack depend on the other one.
      resources: [`arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarmName}`],
    });
    this.alarms._watchSnapshotCopies();
  }

  /**
   * Warns of a production database whose notifications have no subscriber. At synthesis, because the app may subscribe
   * to the topic itself, in any stack; the subscribers of an imported topic are unknown. The paging topic
   * does not matter, as everything that goes to it goes to the notification topic as well.
   */
  private warnWithoutSubscriber(): void {
    if (!Resource.isOwnedResource(this.alarmTopic)) return;
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this || this.hasSubscriber()) return;
        Annotations.of(this).addWarningV2(
          'oficina-postgres:nobody-is-told',
          `this is production, and nobody subscribes to its notifications, ${this.alarmTopic.node.path}; ` +
            'give alarmEmails, subscribe to alarmTopic, or acknowledge this',
        );
      },
    });
  }

  private hasSubscriber(): boolean {
    const isSubscription = (node: IConstruct) =>
      node instanceof sns.CfnSubscription && node.topicArn === this.alarmTopic.topicArn;
    // The nearest scope first: the app may be large.
    const scopes = [this, Stack.of(this), this.node.root];
    return scopes.some((scope) => scope.node.findAll().some(isSubscription));
  }
}
