import { Annotations, Aspects, SecretValue } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmTopics } from './alarm-topics';
import { InstanceEvents } from './instance-events';
import { monitoredSettings } from './monitored-settings';
import { PostgresAlarms } from './postgres-alarms';
import { PostgresDashboard } from './postgres-dashboard';
import { Settings } from '../profile/settings';

/** What the other rooms give to the monitoring. */
export interface MonitoringResources {
  readonly instance: rds.IDatabaseInstance;
  readonly encryptionKey: kms.IKey;
  readonly logGroups: Record<string, logs.LogGroup>;
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/** Everything that watches a database and tells people of it. */
export class DatabaseMonitoring extends Construct {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
  readonly alarms: PostgresAlarms;
  readonly dashboard: PostgresDashboard;

  constructor(scope: Construct, id: string, settings: Settings, resources: MonitoringResources) {
    super(scope, id);
    const { instance, encryptionKey } = resources;
    const { instanceIdentifier, alarmEmails, alarmOverrides, logRetention } = settings;
    const topics = new AlarmTopics(this, 'Topics', { ...resources, instanceIdentifier, alarmEmails });
    this.alarmTopic = topics.alarmTopic;
    this.pagingTopic = topics.pagingTopic;
    const { logGroup: eventLogGroup } = new InstanceEvents(this, 'Events', {
      instance, instanceIdentifier, alarmTopic: this.alarmTopic, encryptionKey, logRetention,
    });
    const monitored = { instance, ...monitoredSettings(settings), eventLogGroup };
    this.alarms = new PostgresAlarms(this, 'Alarms', {
      ...monitored, alarmNamePrefix: instanceIdentifier, alarmTopic: this.alarmTopic, pagingTopic: this.pagingTopic, alarmOverrides,
    });
    this.dashboard = new PostgresDashboard(this, 'Dashboard', {
      ...monitored, dashboardName: `RDS-${instanceIdentifier}`, alarms: this.alarms, postgresLogGroup: resources.logGroups.postgresql,
    });
    if (settings.profile.production) this.warnOfDeafTopics(topics, resources);
  }

  /** At synthesis, as a team may subscribe to the topics by itself; who subscribes to a topic of the team's own is not known here. */
  private warnOfDeafTopics(topics: AlarmTopics, given: MonitoringResources): void {
    Aspects.of(topics).add({
      visit: (node) => {
        if (node !== topics || given.alarmTopic || given.pagingTopic) return;
        const told = [this.alarmTopic.topicArn, this.pagingTopic.topicArn];
        if (this.node.root.node.findAll().some((child) => child instanceof sns.CfnSubscription && told.includes(child.topicArn))) return;
        Annotations.of(topics).addWarningV2('oficina-postgres:nobody-is-told',
          'this is production, and nobody subscribes to its alarms; give alarmEmails, pagerDutyIntegrationUrl, alarmTopic or pagingTopic, subscribe to '
          + 'database.alarmTopic, or acknowledge this');
      },
    });
  }
}
