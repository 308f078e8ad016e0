import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { alarmEntry, COPY_FAILURES } from '../monitoring/alarm-catalogue';
import { alarmCondition } from '../monitoring/alarm-condition';
import { alarmConfiguration } from '../monitoring/alarm-configuration';
import { AlarmTopics, knownEmails, topicsKeyAlias } from '../monitoring/alarm-topics';
import { runbookAnchor, runbookUrl } from '../monitoring/runbook';
import { letPublish } from '../monitoring/topic-permissions';
import { nameFromRegion, statefulNameFromRegion } from '../regions/names-in-regions';
import { Settings } from '../settings/settings';

/** The properties of the alarm. */
export interface SnapshotCopyAlarmProps {
  readonly settings: Settings;
  /** Region of the database. Names end in it, so that they differ from the names of a database in this region. */
  readonly sourceRegion: string;
  /** Log of the function that copies. */
  readonly logGroup: logs.ILogGroup;
}

/** Traits for which the catalogue creates the alarm. They are constant, because this region has no instance. */
const TRAITS = {
  storageAutoscaling: false,
  performanceInsights: false,
  readReplica: false,
  eventLog: true,
  snapshotCopies: true,
};

/**
 * The alarm about failed copies, in the region to which they go. It has a topic in that region, as an alarm cannot
 * notify a topic of another region.
 */
export class SnapshotCopyAlarm extends Construct {
  /** The alarm; undefined if an override turns it off. */
  readonly alarm?: cloudwatch.Alarm;
  /** The name as text, which does not refer to the alarm. */
  readonly alarmName?: string;

  constructor(scope: Construct, id: string, { settings, sourceRegion, logGroup }: SnapshotCopyAlarmProps) {
    super(scope, id);
    const entry = alarmEntry('SnapshotCopyFailed');
    const configuration = alarmConfiguration(entry, TRAITS, settings.alarmOverrides[entry.override] ?? undefined);
    const isTurnedOff = typeof configuration === 'string';
    if (isTurnedOff) return;

    const topic = this.makeTopic(settings, sourceRegion);
    const prefix = nameFromRegion(settings.instanceIdentifier, sourceRegion);
    const failures = new logs.MetricFilter(this, 'Failures', {
      logGroup,
      filterPattern: logs.FilterPattern.literal(COPY_FAILURES),
      metricNamespace: 'OficinaPostgres',
      metricName: `${prefix}-${entry.metric}`,
      defaultValue: 0,
    });
    const runbook = `${settings.runbookUrl ?? runbookUrl()}${runbookAnchor(entry.id)}`;
    this.alarmName = `${prefix}-${entry.id}`;
    this.alarm = new cloudwatch.Alarm(this, entry.id, {
      alarmName: this.alarmName,
      alarmDescription: `${entry.meaning}. ${alarmCondition(entry, configuration)}. What to do: ${runbook}`,
      metric: failures.metric({ statistic: entry.statistic, period: Duration.seconds(configuration.period) }),
      threshold: configuration.threshold,
      evaluationPeriods: configuration.evaluationPeriods,
      datapointsToAlarm: configuration.datapointsToAlarm,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const notifyTopic = { bind: () => ({ alarmActionArn: topic.topicArn }) };
    this.alarm.addAlarmAction(notifyTopic);
    this.alarm.addOkAction(notifyTopic);
  }

  /** Returns the topic that was passed or a new one, to which alarms may publish. */
  private makeTopic(settings: Settings, sourceRegion: string): AlarmTopics['alarmTopic'] {
    const { instanceIdentifier, alarmEmails } = settings;
    const { alarmTopic } = settings.crossRegionBackup;
    const topics = new AlarmTopics(this, 'Topics', {
      instanceIdentifier: `${instanceIdentifier}/backups`,
      keyAlias: topicsKeyAlias(`${statefulNameFromRegion(instanceIdentifier, sourceRegion)}/backups`),
      alarmTopic,
      pagingTopic: alarmTopic,
      alarmEmails: alarmTopic ? [] : knownEmails(this, alarmEmails),
      paging: false,
    });
    letPublish(this, topics.alarmTopic, ['cloudwatch']);
    return topics.alarmTopic;
  }
}
