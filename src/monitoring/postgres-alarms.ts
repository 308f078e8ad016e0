import { Annotations, Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_CATALOGUE, AlarmEntry, alarmEntry, EventLogName } from './alarm-catalogue';
import { alarmCondition } from './alarm-condition';
import { AlarmConfiguration, alarmConfiguration } from './alarm-configuration';
import { AlarmOverride } from './alarm-override';
import { AlarmOverrides } from './alarm-overrides';
import { AlarmSeverity } from './alarm-severity';
import { InstanceTraits, instanceTraits } from './instance-traits';
import { MonitoredInstance } from './monitored-instance';
import { alarmsPropProblems, customAlarmPropProblems } from './monitoring-prop-types';
import { customAlarmRules, monitoredInstanceRules } from './monitoring-rules';
import { runbookAnchor, runbookUrl } from './runbook';
import { letPublish } from './topic-permissions';
import { topicRules, topicValues } from './topic-rules';
import { allOrNothing, refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { claimName } from '../validation/names-in-use';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** Properties of `PostgresAlarms`. */
export interface PostgresAlarmsProps extends MonitoredInstance {
  /**
   * Prefix of the alarm names, as in `oficina-db-prod-HighCPU`.
   *
   * @default - the identifier of the instance
   */
  readonly alarmNamePrefix?: string;

  /**
   * Topic that every alarm publishes to, when it fires and when it is over. Unless the topic or its key is imported,
   * their policies are extended to let CloudWatch publish.
   *
   * @default - none: alarms of severity WARNING notify nobody, and synthesis warns of it
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Topic that critical alarms publish to as well.
   *
   * @default - none: critical alarms go where all others go
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * URL of the runbook that the alarm descriptions link to. `#` and the id of the alarm in lower case are appended.
   *
   * @default - docs/runbook.md of this version of the library, on GitHub
   */
  readonly runbookUrl?: string;

  /**
   * Log group that EventBridge writes the events of the instance to, see `PostgresEvents`.
   *
   * @default - none: there are no alarms on storage autoscaling, backups and restore drills, and none on failed
   * rotations without a `rotationLogGroup`
   */
  readonly eventLogGroup?: logs.ILogGroup;

  /**
   * Log group of the functions that rotate credentials of the instance. It reports failed rotations even in an account
   * without a trail. A failed step is a line that contains `RotationFailed`, as the functions of this library write it,
   * or Lambda's own `Task timed out` or `Runtime exited`. The rotation functions of AWS do not write the first.
   *
   * @default - none: only `eventLogGroup` together with `rotatingSecrets` reports failed rotations
   */
  readonly rotationLogGroup?: logs.ILogGroup;

  /**
   * Changes to the alarm catalogue (docs/alarms.md). An override for an alarm that this instance does not have is
   * ignored, so that environments can share overrides.
   *
   * @default - the catalogue as it is
   */
  readonly alarmOverrides?: AlarmOverrides;
}

/** Properties of a custom alarm, see `addAlarm()`. */
export interface CustomAlarmProps extends cloudwatch.AlarmProps {
  /**
   * Whom the alarm notifies.
   *
   * @default AlarmSeverity.WARNING - the notification topic, but not the paging topic
   */
  readonly severity?: AlarmSeverity;
}

/** How the ids of metric filters end, by the log that they count in. */
const FILTER_ID_SUFFIXES: Record<EventLogName, string> = { eventLogGroup: 'Events', rotationLogGroup: 'Rotations' };

/** A function, because a constant would load cloudwatch.Alarm with the library. */
function comparisonOperators(): Record<AlarmEntry['comparison'], cloudwatch.ComparisonOperator> {
  return {
    '>': cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    '>=': cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    '<': cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  };
}

/**
 * The alarms of an RDS for PostgreSQL instance, with thresholds that follow its class and storage. `OficinaPostgres`
 * creates them for its own instance; use this class for an instance that was created in another way.
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
  /** The alarms by their id: those of the catalogue that the instance has a metric for, and the custom ones. */
  public readonly byId: Record<string, cloudwatch.Alarm> = {};

  private readonly alarms: cloudwatch.Alarm[] = [];
  private readonly thresholds: Record<string, number> = {};
  private readonly prefix: string;
  private readonly runbook: string;
  private props: PostgresAlarmsProps;
  private hasSnapshotCopies = false;

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props the instance to watch, and whom to notify
   * @throws an error for an instance class that RDS for PostgreSQL does not have, an override of an unknown alarm or
   * with an impossible value, `rotatingSecrets`, `vaultBackups` and `restoreDrillOverdueAfter` without a log, and a
   * name prefix that other alarms of the app have
   */
  public constructor(scope: Construct, id: string, props: PostgresAlarmsProps) {
    super(scope, id);
    refuseConstruct(this, alarmsPropProblems(props), PostgresAlarms);
    this.props = definedProps(props);
    this.prefix = this.props.alarmNamePrefix ?? this.props.instance.instanceIdentifier;
    this.runbook = this.props.runbookUrl ?? runbookUrl();
    const traits = this.instanceTraits();
    refuseConstruct(this, this.problems(traits), PostgresAlarms);

    const { alarmTopic, pagingTopic } = this.props;
    for (const topic of [alarmTopic, pagingTopic]) {
      if (topic) letPublish(this, topic, ['cloudwatch']);
    }
    if (!alarmTopic) this.warnOfMissingTopic();
    this.createCatalogueAlarms(traits);
  }

  /**
   * Adds a custom alarm. It is named like the others, notifies the same topics, and is shown with them on the
   * dashboard.
   *
   * @param id id of the alarm, and its name after the prefix
   * @param props the properties of an alarm in aws-cdk-lib, and its severity
   * @throws an error for an id that is not made of letters, digits and hyphens or is the id of another alarm, for an
   * unknown severity, and for props that no alarm can have
   */
  public addAlarm(id: string, props: CustomAlarmProps): cloudwatch.Alarm {
    this.checkCustomId(id);
    this.refuseAlarm(customAlarmPropProblems(props));
    const { severity = AlarmSeverity.WARNING, alarmName = `${this.prefix}-${id}`, ...alarmProps } = definedProps(props);
    this.checkSeverity(severity);
    const existingNames = this.alarmNames();
    this.refuseAlarm(brokenRules(customAlarmRules, { ...alarmProps, alarmName, existingNames }));
    const alarm = allOrNothing(this, () => new cloudwatch.Alarm(this, id, { ...alarmProps, alarmName }));
    this.register(id, alarm, severity);
    return alarm;
  }

  /**
   * Returns the alarms in the order of the catalogue. It is the list itself, which later alarms are added to.
   *
   * @internal
   */
  public _listed(): cloudwatch.Alarm[] {
    return this.alarms;
  }

  /**
   * Returns the threshold of a catalogue alarm in the unit of its metric; undefined if the alarm does not exist.
   *
   * @internal
   */
  public _threshold(id: string): number | undefined {
    return this.thresholds[id];
  }

  /**
   * Counts failed rotations, for rotations that were not known at construction.
   *
   * @param rotationLogGroup log of the rotation functions; ignored if the props already have one
   * @internal
   */
  public _watchRotations(rotationLogGroup?: logs.ILogGroup): void {
    this.props = definedProps({
      ...this.props,
      rotatingSecrets: true,
      rotationLogGroup: this.props.rotationLogGroup ?? rotationLogGroup,
    });
    const entry = alarmEntry('RotationFailed');
    if (this.byId[entry.id]) {
      this.countEvents(entry);
    } else {
      this.createIfPossible(entry);
    }
  }

  /**
   * Counts failed snapshot copies in the other region, as the event log reports their alarm there.
   *
   * @internal
   */
  public _watchSnapshotCopies(): void {
    this.hasSnapshotCopies = true;
    this.createIfPossible(alarmEntry('SnapshotCopyFailed'));
  }

  private instanceTraits(): InstanceTraits {
    const { eventLogGroup, rotationLogGroup } = this.props;
    return {
      ...instanceTraits(this.props, eventLogGroup !== undefined, rotationLogGroup !== undefined),
      snapshotCopies: this.hasSnapshotCopies,
    };
  }

  private problems(traits: InstanceTraits): string[] {
    const { alarmOverrides = {} } = this.props;
    return [
      ...brokenRules(monitoredInstanceRules, { ...this.props, alarmNamePrefix: this.prefix, alarmOverrides, traits }),
      ...brokenRules(topicRules, topicValues(this, this.props)),
      ...this.missingLogProblems(),
      ...this.claimPrefix(),
    ];
  }

  /** Lists the props that ask for an alarm without the log that would raise it. */
  private missingLogProblems(): string[] {
    const { rotatingSecrets, vaultBackups, restoreDrillOverdueAfter, eventLogGroup, rotationLogGroup } = this.props;
    if (eventLogGroup) return [];
    const problems: string[] = [];
    if (rotatingSecrets && !rotationLogGroup) {
      problems.push(
        'rotatingSecrets must have a log that reports failed rotations, got true without eventLogGroup and ' +
          'rotationLogGroup; give the logGroup of a PostgresEvents that watches the secrets, or leave it out',
      );
    }
    if (vaultBackups) {
      problems.push(
        'vaultBackups must have a log that reports failed backups, got true without eventLogGroup; ' +
          'give the logGroup of a PostgresEvents after its watchBackups(), or leave it out',
      );
    }
    if (restoreDrillOverdueAfter) {
      problems.push(
        'restoreDrillOverdueAfter must have a log that reports restore drills, ' +
          `got ${restoreDrillOverdueAfter.toHumanString()} without eventLogGroup; ` +
          'give the logGroup of a PostgresEvents after its watchRestoreDrills(), or leave it out',
      );
    }
    return problems;
  }

  /** Claims the prefix for these alarms; returns a problem if other alarms have it. */
  private claimPrefix(): string[] {
    const owner = claimName(this, 'alarmNamePrefix', this.prefix);
    if (!owner) return [];
    return [
      `alarmNamePrefix must be unique in an account and region, got '${this.prefix}', which ${owner} has too; ` +
        'give these alarms another one',
    ];
  }

  private warnOfMissingTopic(): void {
    const { alarmTopic, pagingTopic, instance } = this.props;
    const silentAlarms = pagingTopic ? 'all but the critical alarms' : 'the alarms';
    Annotations.of(this).addWarningV2(
      'oficina-postgres:alarms-call-nobody',
      `alarmTopic is ${alarmTopic}: ${silentAlarms} of ${instance.node.path} notify nobody; ` +
        'give a topic, or acknowledge this',
    );
  }

  private createCatalogueAlarms(traits: InstanceTraits): void {
    const unknown: AlarmEntry[] = [];
    for (const entry of ALARM_CATALOGUE) {
      const configuration = alarmConfiguration(entry, traits, this.overrideOf(entry));
      if (configuration === 'unknown') {
        unknown.push(entry);
      } else if (configuration !== 'absent') {
        this.createAlarm(entry, configuration);
      }
    }
    if (unknown.length === 0) return;
    Annotations.of(this).addWarningV2(
      'oficina-postgres:alarms-need-known-size',
      'instance class, storage, iops or maxConnections is a token, ' +
        `so that there are no thresholds for ${unknown.map(({ id }) => id).join(', ')}; ` +
        `give them with alarmOverrides (${unknown.map(({ override }) => override).join(', ')}), or write it out`,
    );
  }

  /** Creates an alarm after construction, unless the instance lacks its metric or an override turns it off. */
  private createIfPossible(entry: AlarmEntry): void {
    const configuration = alarmConfiguration(entry, this.instanceTraits(), this.overrideOf(entry));
    if (typeof configuration !== 'string') this.createAlarm(entry, configuration);
  }

  private overrideOf({ override }: AlarmEntry): AlarmOverride | undefined {
    return this.props.alarmOverrides?.[override] ?? undefined;
  }

  private createAlarm(entry: AlarmEntry, configuration: AlarmConfiguration): void {
    const condition = alarmCondition(entry, configuration);
    const alarm = new cloudwatch.Alarm(this, entry.id, {
      alarmName: `${this.prefix}-${entry.id}`,
      alarmDescription: `${entry.meaning}. ${condition}. What to do: ${this.runbook}${runbookAnchor(entry.id)}`,
      metric: this.metric(entry, configuration),
      threshold: configuration.threshold,
      evaluationPeriods: configuration.evaluationPeriods,
      datapointsToAlarm: configuration.datapointsToAlarm,
      comparisonOperator: comparisonOperators()[entry.comparison],
      treatMissingData: entry.missingData as cloudwatch.TreatMissingData,
    });
    this.thresholds[entry.id] = configuration.threshold;
    this.register(entry.id, alarm, configuration.severity);
  }

  private metric(entry: AlarmEntry, { period }: AlarmConfiguration): cloudwatch.IMetric {
    const options = { statistic: entry.statistic, period: Duration.seconds(period) };
    if (!entry.filterPatterns) return this.props.instance.metric(entry.metric, options);
    return this.countEvents(entry).metric(options);
  }

  /**
   * Counts the events of an alarm in each log that may hold them and that the props have.
   *
   * @returns one of the metric filters; any will do, as all of them add to the same metric
   */
  private countEvents(entry: AlarmEntry): logs.MetricFilter {
    const filters: logs.MetricFilter[] = [];
    for (const [log, pattern] of Object.entries(entry.filterPatterns!) as [EventLogName, string][]) {
      const logGroup = this.props[log];
      if (logGroup) filters.push(this.metricFilter(entry, log, logGroup, pattern));
    }
    return filters[0];
  }

  private metricFilter(
    entry: AlarmEntry,
    log: EventLogName,
    logGroup: logs.ILogGroup,
    pattern: string,
  ): logs.MetricFilter {
    const id = `${entry.id}${FILTER_ID_SUFFIXES[log]}`;
    const existing = this.node.tryFindChild(id) as logs.MetricFilter | undefined;
    if (existing) return existing;
    return new logs.MetricFilter(this, id, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: 'OficinaPostgres',
      metricName: `${this.prefix}-${entry.metric}`,
      defaultValue: 0,
    });
  }

  /** Connects an alarm to its topics, and adds it to the alarms. */
  private register(id: string, alarm: cloudwatch.Alarm, severity: AlarmSeverity): void {
    const { alarmTopic, pagingTopic } = this.props;
    const topics = severity === AlarmSeverity.CRITICAL ? [alarmTopic, pagingTopic] : [alarmTopic];
    for (const topic of topics) {
      if (!topic) continue;
      const action = { bind: () => ({ alarmActionArn: topic.topicArn }) };
      alarm.addAlarmAction(action);
      alarm.addOkAction(action); // reports that the alarm is over, which closes the incident
    }
    this.byId[id] = alarm;
    this.alarms.push(alarm);
  }

  private checkCustomId(id: string): void {
    if (typeof id !== 'string' || !/^[A-Za-z0-9-]{1,100}$/.test(id)) {
      throw new Error(
        `[${this.node.path}] the id of addAlarm() must be 1 to 100 letters, digits and hyphens, got '${id}'; ` +
          "choose one like 'SlowCheckout'",
      );
    }
    const ofCatalogue = ALARM_CATALOGUE.find((entry) => entry.id === id);
    if (ofCatalogue || this.node.tryFindChild(id)) {
      const other = ofCatalogue ? `, or change that alarm with ${ofCatalogue.override} in alarmOverrides` : '';
      throw new Error(`[${this.node.path}] the id of addAlarm() must be new, got '${id}'; choose another one${other}`);
    }
  }

  private checkSeverity(severity: AlarmSeverity): void {
    const severities = Object.values(AlarmSeverity);
    if (severities.includes(severity)) return;
    throw new Error(
      `[${this.node.path}] the severity of addAlarm() must be one of ${severities.join(', ')}, got '${severity}'; ` +
        'write it like AlarmSeverity.CRITICAL',
    );
  }

  private refuseAlarm(problems: string[]): void {
    if (problems.length > 0) throw new ValidationError(this, problems, this.addAlarm);
  }

  /** Returns the alarm names as given; the attributes of CDK are tokens. */
  private alarmNames(): string[] {
    return this.alarms.map((alarm) => `${(alarm.node.defaultChild as cloudwatch.CfnAlarm).alarmName}`);
  }
}
