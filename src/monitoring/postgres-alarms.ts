import { Annotations, Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_CATALOGUE, AlarmEntry, alarmIds, EventLogName } from './alarm-catalogue';
import { AlarmOverride } from './alarm-override';
import { AlarmSeverity } from './alarm-severity';
import { alarmCondition, AlarmTerms, alarmTerms } from './alarm-terms';
import { InstanceFacts, instanceFacts } from './instance-facts';
import { MonitoredInstance } from './monitored-instance';
import { misshapenAlarms, misshapenCustomAlarm } from './monitored-shape';
import { customAlarmRules, monitoredInstanceRules } from './monitoring-rules';
import { runbookAnchor, runbookUrl } from './runbook';
import { letPublish } from './topic-permissions';
import { topicRules, topicValues } from './topic-rules';
import { allOrNothing, refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { takeName } from '../validation/names-in-use';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** Properties of `PostgresAlarms`. */
export interface PostgresAlarmsProps extends MonitoredInstance {
  /**
   * What the names of the alarms begin with, as in `oficina-db-prod-HighCPU`.
   *
   * @default - the identifier of the instance
   */
  readonly alarmNamePrefix?: string;

  /**
   * Topic that every alarm publishes to, when it fires and when it is over. Where its policy, and that of its key, can be changed from here, they let
   * CloudWatch publish.
   *
   * @default - none: alarms of severity WARNING call nobody, of which the synthesis warns
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Topic that the critical alarms publish to besides.
   *
   * @default - none: critical alarms call as any other
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * Address of the runbook that the descriptions of the alarms link, without the `#` and the id of the alarm in lower case that follow it.
   *
   * @default - docs/runbook.md of this version of the library, on GitHub
   */
  readonly runbookUrl?: string;

  /**
   * Log group that EventBridge writes the events of the instance to, see `PostgresEvents`.
   *
   * @default - none: there is no alarm on events of the storage autoscaling, on backups and on drills, and none on rotations that fail without a `rotationLogGroup`
   */
  readonly eventLogGroup?: logs.ILogGroup;

  /**
   * Log group of the functions that rotate credentials of the instance: it tells of rotations that fail in an account that has no trail, too. A step that failed
   * is a line that holds `RotationFailed`, as the functions of this library write it, or Lambda's own `Task timed out` and `Runtime exited`. AWS's rotation
   * functions do not write the first.
   *
   * @default - none: rotations that fail are known by `eventLogGroup` alone, with `rotatingSecrets`
   */
  readonly rotationLogGroup?: logs.ILogGroup;

  /**
   * What differs from the catalogue (docs/alarms.md), by the id of the alarm. One for an alarm that this instance does not have is ignored, so that
   * environments can share them.
   *
   * @default - the catalogue as it is
   */
  readonly alarmOverrides?: Record<string, AlarmOverride>;
}

/** Properties of an alarm of one's own, see `addAlarm()`. */
export interface CustomAlarmProps extends cloudwatch.AlarmProps {
  /**
   * Whom the alarm calls.
   *
   * @default AlarmSeverity.WARNING - the notifications, but not the paging topic
   */
  readonly severity?: AlarmSeverity;
}

/** What the ids of metric filters end in. */
const FILTERS: Record<EventLogName, string> = { eventLogGroup: 'Events', rotationLogGroup: 'Rotations' };

/**
 * The alarms of an RDS for PostgreSQL instance, with thresholds that follow from its class and storage. `OficinaPostgres` has one of these; by itself it
 * watches an instance that was made otherwise.
 *
 * @example
 * new PostgresAlarms(this, 'Alarms', {
 *   instance: rds.DatabaseInstance.fromLookup(this, 'Legacy', { instanceIdentifier: 'legacy-db' }),
 *   instanceType: new ec2.InstanceType('m6g.large'),
 *   allocatedStorage: Size.gibibytes(100),
 *   alarmTopic: database.alarmTopic,
 *   pagingTopic: database.pagingTopic,
 * });
 */
export class PostgresAlarms extends Construct {
  /**
   * The alarms by their id: those of the catalogue that the instance has a metric for, and those that were added.
   */
  public readonly byId: Record<string, cloudwatch.Alarm> = {};

  private readonly list: cloudwatch.Alarm[] = [];
  private readonly thresholds: Record<string, number> = {};
  private readonly prefix: string;
  private readonly runbook: string;
  private given: PostgresAlarmsProps;
  private snapshotCopies = false;

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props what is watched, and who is called
   * @throws an error for an instance class that RDS for PostgreSQL does not have, an override of an unknown alarm or with an impossible
   * value, `rotatingSecrets`, `vaultBackups` and `restoreDrillOverdueAfter` without a log, and names that other alarms of the app have
   */
  public constructor(scope: Construct, id: string, props: PostgresAlarmsProps) {
    super(scope, id);
    refuseConstruct(this, misshapenAlarms(props), PostgresAlarms);
    this.given = definedProps(props);
    const { instance, alarmTopic, pagingTopic, alarmOverrides = {} } = this.given;
    this.prefix = this.given.alarmNamePrefix ?? instance.instanceIdentifier;
    this.runbook = this.given.runbookUrl ?? runbookUrl();
    const facts = this.facts();
    const problems = [
      ...brokenRules(monitoredInstanceRules, { ...this.given, alarmNamePrefix: this.prefix, alarmOverrides, facts }),
      ...brokenRules(topicRules, topicValues(this, this.given)),
      ...this.unheard(),
      ...this.clash(),
    ];
    refuseConstruct(this, problems, PostgresAlarms);

    for (const topic of [alarmTopic, pagingTopic]) {
      if (topic) letPublish(this, topic, ['cloudwatch']);
    }
    if (!alarmTopic) {
      Annotations.of(this).addWarningV2(
        'oficina-postgres:alarms-call-nobody',
        `alarmTopic is ${alarmTopic}: ${pagingTopic ? 'all but the critical alarms' : 'the alarms'} of ${instance.node.path} call nobody; give a topic, or acknowledge this`,
      );
    }
    const hidden: string[] = [];
    for (const entry of ALARM_CATALOGUE) {
      const terms = alarmTerms(entry, facts, alarmOverrides[entry.id] ?? undefined);
      if (terms === 'hidden') hidden.push(entry.id);
      else if (terms !== 'absent') this.make(entry, terms);
    }
    if (hidden.length > 0) {
      Annotations.of(this).addWarningV2(
        'oficina-postgres:alarms-need-known-size',
        `instance class, storage, iops or maxConnections is known at deployment only, so that there are no thresholds for ${hidden.join(', ')}; give them with alarmOverrides, or ` +
          'write it out',
      );
    }
  }

  /**
   * Adds an alarm of one's own: it is named and called like the others, and stands beside them on the dashboard.
   *
   * @param id id of the alarm, and its name behind the identifier of the instance
   * @param props the alarm, as aws-cdk-lib takes it, with its severity
   * @throws an error for an id that is not made of letters, digits and hyphens, or is that of another alarm, for an
   * unknown severity, and for props that no alarm can have
   */
  public addAlarm(id: string, props: CustomAlarmProps): cloudwatch.Alarm {
    if (typeof id !== 'string' || !/^[A-Za-z0-9-]{1,100}$/.test(id)) {
      throw new Error(
        `[${this.node.path}] the id of addAlarm() must be 1 to 100 letters, digits and hyphens, got '${id}'; choose one like 'SlowCheckout'`,
      );
    }
    if (this.node.tryFindChild(id) || alarmIds().includes(id)) {
      throw new Error(
        `[${this.node.path}] the id of addAlarm() must be new, got '${id}'; choose another one, or retune the alarm with alarmOverrides`,
      );
    }
    this.refuseAlarm(misshapenCustomAlarm(props));
    const { severity = AlarmSeverity.WARNING, alarmName = `${this.prefix}-${id}`, ...alarmProps } = definedProps(props);
    if (!Object.values(AlarmSeverity).includes(severity)) {
      throw new Error(
        `[${this.node.path}] the severity of addAlarm() must be one of ${Object.values(AlarmSeverity).join(', ')}, got '${severity}'; ` +
          'write it like AlarmSeverity.CRITICAL',
      );
    }
    this.refuseAlarm(brokenRules(customAlarmRules, { ...alarmProps, alarmName, others: this.names() }));
    const alarm = allOrNothing(this, () => new cloudwatch.Alarm(this, id, { ...alarmProps, alarmName }));
    return this.register(id, alarm, severity);
  }

  /**
   * The alarms in the order of the catalogue; one that is added later is added to this very list.
   *
   * @internal
   */
  public _listed(): cloudwatch.Alarm[] {
    return this.list;
  }

  /**
   * The threshold of an alarm of the catalogue, in the unit of its metric; undefined where there is no such alarm.
   *
   * @internal
   */
  public _threshold(id: string): number | undefined {
    return this.thresholds[id];
  }

  /**
   * Counts rotations that fail from now on, where they were not known of at construction.
   *
   * @param rotationLogGroup log of the functions that rotate; the one that was given before counts
   * @internal
   */
  public _watchRotations(rotationLogGroup?: logs.ILogGroup): void {
    this.given = definedProps({
      ...this.given,
      rotatingSecrets: true,
      rotationLogGroup: this.given.rotationLogGroup ?? rotationLogGroup,
    });
    const entry = ALARM_CATALOGUE.find(({ id }) => id === 'RotationFailed')!;
    if (this.byId[entry.id]) {
      this.countEvents(entry);
      return;
    }
    this.makeLater(entry.id);
  }

  /**
   * Counts copies of snapshots that fail in the other region, whose alarm the log of events tells of.
   *
   * @internal
   */
  public _watchSnapshotCopies(): void {
    this.snapshotCopies = true;
    this.makeLater('SnapshotCopyFailed');
  }

  /** An alarm that was not there at construction. */
  private makeLater(id: string): void {
    const entry = ALARM_CATALOGUE.find((each) => each.id === id)!;
    const terms = alarmTerms(entry, this.facts(), this.given.alarmOverrides?.[id] ?? undefined);
    if (typeof terms !== 'string') this.make(entry, terms);
  }

  private facts(): InstanceFacts {
    const { eventLogGroup, rotationLogGroup } = this.given;
    return {
      ...instanceFacts(this.given, eventLogGroup !== undefined, rotationLogGroup !== undefined),
      snapshotCopies: this.snapshotCopies,
    };
  }

  private refuseAlarm(problems: string[]): void {
    if (problems.length > 0) throw new ValidationError(this, problems, this.addAlarm);
  }

  /** Names of the alarms as given: the attributes that CDK returns are tokens. */
  private names(): string[] {
    return this.list.map((alarm) => `${(alarm.node.defaultChild as cloudwatch.CfnAlarm).alarmName}`);
  }

  /** What somebody wants to be told of, and what nothing tells of. */
  private unheard(): string[] {
    const { rotatingSecrets, vaultBackups, restoreDrillOverdueAfter, eventLogGroup, rotationLogGroup } = this.given;
    const backups = vaultBackups
      ? [
          'vaultBackups must have a log that tells of backups that fail, got true without eventLogGroup; give the logGroup of a PostgresEvents ' +
            'after its watchBackups(), or leave it out',
        ]
      : [];
    const drills = restoreDrillOverdueAfter
      ? [
          `restoreDrillOverdueAfter must have a log that tells of drills, got ${restoreDrillOverdueAfter.toHumanString()} without ` +
            'eventLogGroup; give the logGroup of a PostgresEvents after its watchRestoreDrills(), or leave it out',
        ]
      : [];
    const rotations =
      rotatingSecrets && !eventLogGroup && !rotationLogGroup
        ? [
            'rotatingSecrets must have a log that tells of rotations that fail, got true without eventLogGroup and ' +
              'rotationLogGroup; give the logGroup of a PostgresEvents that was given the secrets, or leave it out',
          ]
        : [];
    return [...rotations, ...(eventLogGroup ? [] : [...backups, ...drills])];
  }

  private clash(): string[] {
    const owner = takeName(this, 'alarmNamePrefix', this.prefix);
    return owner
      ? [
          `alarmNamePrefix must be unique in an account and region, got '${this.prefix}', which ${owner} has too; give these alarms another one`,
        ]
      : [];
  }

  private make(entry: AlarmEntry, terms: AlarmTerms): void {
    this.thresholds[entry.id] = terms.threshold;
    this.register(
      entry.id,
      new cloudwatch.Alarm(this, entry.id, {
        alarmName: `${this.prefix}-${entry.id}`,
        alarmDescription: `${entry.meaning}. ${alarmCondition(entry, terms)}. What to do: ${this.runbook}${runbookAnchor(entry.id)}`,
        metric: this.metric(entry, terms),
        threshold: terms.threshold,
        evaluationPeriods: terms.evaluationPeriods,
        datapointsToAlarm: terms.datapointsToAlarm,
        comparisonOperator: {
          '>': cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
          '>=': cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          '<': cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        }[entry.comparison],
        treatMissingData: entry.missingData as cloudwatch.TreatMissingData,
      }),
      terms.severity,
    );
  }

  private metric(entry: AlarmEntry, terms: AlarmTerms): cloudwatch.IMetric {
    const options = { statistic: entry.statistic, period: Duration.seconds(terms.period) };
    return entry.countedIn
      ? this.countEvents(entry).metric(options)
      : this.given.instance.metric(entry.metric, options);
  }

  /** Counts the events of an alarm in each of their logs that there is; it goes by any of the filters, as they add to the same metric. */
  private countEvents(entry: AlarmEntry): logs.MetricFilter {
    return (Object.entries(entry.countedIn!) as [EventLogName, string][])
      .filter(([log]) => this.given[log])
      .map(([log, pattern]) => {
        const id = `${entry.id}${FILTERS[log]}`;
        return (
          (this.node.tryFindChild(id) as logs.MetricFilter | undefined) ??
          new logs.MetricFilter(this, id, {
            logGroup: this.given[log]!,
            filterPattern: logs.FilterPattern.literal(pattern),
            metricNamespace: 'OficinaPostgres',
            metricName: `${this.prefix}-${entry.metric}`,
            defaultValue: 0,
          })
        );
      })[0];
  }

  private register(id: string, alarm: cloudwatch.Alarm, severity: AlarmSeverity): cloudwatch.Alarm {
    const topics =
      severity === AlarmSeverity.CRITICAL ? [this.given.alarmTopic, this.given.pagingTopic] : [this.given.alarmTopic];
    for (const topic of topics) {
      const action = topic && { bind: () => ({ alarmActionArn: topic.topicArn }) };
      // The second one tells that it is over, and closes the incident.
      if (action) {
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
      }
    }
    this.byId[id] = alarm;
    this.list.push(alarm);
    return alarm;
  }
}
