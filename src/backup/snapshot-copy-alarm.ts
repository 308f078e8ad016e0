import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ALARM_CATALOGUE, COPY_FAILURES } from '../monitoring/alarm-catalogue';
import { alarmCondition, alarmTerms } from '../monitoring/alarm-terms';
import { AlarmTopics, knownEmails, topicsKeyAlias } from '../monitoring/alarm-topics';
import { runbookAnchor, runbookUrl } from '../monitoring/runbook';
import { letPublish } from '../monitoring/topic-permissions';
import { nameFrom, statefulNameFrom } from '../regions/names-in-regions';
import { Settings } from '../settings/settings';

/** What is watched, and by whose settings. */
export interface SnapshotCopyAlarmProps {
  readonly settings: Settings;
  /** Region of the database: names end in it, so that they differ from those of a database in this region. */
  readonly sourceRegion: string;
  /** Log of the function that copies. */
  readonly logGroup: logs.ILogGroup;
}

/** The alarm on copies that fail, in the region that they go to, with a topic there: an alarm can call none of another region. */
export class SnapshotCopyAlarm extends Construct {
  /** Undefined where the team has turned it off. */
  readonly alarm?: cloudwatch.Alarm;
  /** Its name, which does not refer to it. */
  readonly alarmName?: string;

  constructor(scope: Construct, id: string, { settings, sourceRegion, logGroup }: SnapshotCopyAlarmProps) {
    super(scope, id);
    const {
      instanceIdentifier,
      alarmEmails,
      alarmOverrides,
      crossRegionBackup: { alarmTopic },
    } = settings;
    const entry = ALARM_CATALOGUE.find((each) => each.id === 'SnapshotCopyFailed')!;
    const facts = {
      storageAutoscaling: false,
      performanceInsights: false,
      readReplica: false,
      eventLog: true,
      snapshotCopies: true,
    };
    const terms = alarmTerms(entry, facts, alarmOverrides[entry.id] ?? undefined);
    if (typeof terms === 'string') return;

    const topics = new AlarmTopics(this, 'Topics', {
      instanceIdentifier: `${instanceIdentifier}/backups`,
      keyAlias: topicsKeyAlias(`${statefulNameFrom(instanceIdentifier, sourceRegion)}/backups`),
      alarmTopic,
      pagingTopic: alarmTopic,
      alarmEmails: alarmTopic ? [] : knownEmails(this, alarmEmails),
      paging: false,
    });
    const topic = topics.alarmTopic;
    letPublish(this, topic, ['cloudwatch']);
    const prefix = nameFrom(instanceIdentifier, sourceRegion);
    const failures = new logs.MetricFilter(this, 'Failures', {
      logGroup,
      filterPattern: logs.FilterPattern.literal(COPY_FAILURES),
      metricNamespace: 'OficinaPostgres',
      metricName: `${prefix}-${entry.metric}`,
      defaultValue: 0,
    });
    this.alarmName = `${prefix}-${entry.id}`;
    this.alarm = new cloudwatch.Alarm(this, entry.id, {
      alarmName: this.alarmName,
      alarmDescription: `${entry.meaning}. ${alarmCondition(entry, terms)}. What to do: ${settings.runbookUrl ?? runbookUrl()}${runbookAnchor(entry.id)}`,
      metric: failures.metric({ statistic: entry.statistic, period: Duration.seconds(terms.period) }),
      threshold: terms.threshold,
      evaluationPeriods: terms.evaluationPeriods,
      datapointsToAlarm: terms.datapointsToAlarm,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const action = { bind: () => ({ alarmActionArn: topic.topicArn }) };
    this.alarm.addAlarmAction(action);
    this.alarm.addOkAction(action);
  }
}
