import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { alarmEntry } from './alarm-catalogue';
import { alarmConfiguration } from './alarm-configuration';
import { AXES, DASHBOARD_CATALOGUE, WidgetEntry } from './dashboard-catalogue';
import { dashboardNameOf } from './dashboard-name';
import { InstanceTraits, instanceTraits } from './instance-traits';
import { metricInAxisUnit } from './metric-in-axis-unit';
import { MonitoredInstance } from './monitored-instance';
import { dashboardPropProblems, widgetProblems } from './monitoring-prop-types';
import { monitoredInstanceRules } from './monitoring-rules';
import { PostgresAlarms } from './postgres-alarms';
import { ReplicaLagWidget } from './replica-lag-widget';
import { refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { claimNameInAccount } from '../validation/names-in-use';
import { brokenRules } from '../validation/rule';
import { ValidationError } from '../validation/validation-error';

/** Properties of `PostgresDashboard`. */
export interface PostgresDashboardProps extends MonitoredInstance {
  /**
   * Name of the dashboard: up to 255 letters, digits, hyphens and underscores. Changing it creates a new dashboard.
   *
   * @default - `RDS-<identifier of the instance>` in us-east-1, `RDS-<identifier of the instance>-<region>` elsewhere,
   * because the names of dashboards must be unique in an account over all regions
   */
  readonly dashboardName?: string;

  /**
   * The alarms of the instance. Their states are at the top, and their thresholds are lines in the graphs.
   *
   * @default - no states; the lines are the thresholds of the catalogue
   */
  readonly alarms?: PostgresAlarms;

  /**
   * Read replicas of the instance. The dashboard shows their lag.
   *
   * @default - none
   */
  readonly readReplicas?: rds.IDatabaseInstance[];

  /**
   * Log group that EventBridge writes the events of the instance to, see `PostgresEvents`.
   *
   * @default - no list of events
   */
  readonly eventLogGroup?: logs.ILogGroup;

  /**
   * Log group of the PostgreSQL log, for the list of slow statements. PostgreSQL logs those that take longer than the
   * parameter `log_min_duration_statement`.
   *
   * @default - no list of slow statements
   */
  readonly postgresLogGroup?: logs.ILogGroup;
}

/** Width of a dashboard in CloudWatch's grid. */
const COLUMNS = 24;
const GRAPHS_PER_ROW = 3;
const GRAPH_HEIGHT = 6;
const ALARMS_PER_ROW = 6;

/**
 * A CloudWatch dashboard of an RDS for PostgreSQL instance. The alarms are at the top, followed by load, connections,
 * storage, memory, disk and PostgreSQL's own numbers, then by events and slow statements. `OficinaPostgres` creates one
 * for its own instance; use this class for an instance that was created in another way.
 *
 * @example
 * new PostgresDashboard(this, 'Dashboard', {
 *   instance: rds.DatabaseInstance.fromLookup(this, 'Legacy', { instanceIdentifier: 'legacy-db' }),
 *   instanceType: new ec2.InstanceType('m6g.large'),
 *   allocatedStorage: Size.gibibytes(100),
 *   dashboardName: 'RDS-legacy-db',
 * });
 */
export class PostgresDashboard extends Construct {
  /** The dashboard itself. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly props: PostgresDashboardProps;
  private readonly lagWidget: ReplicaLagWidget;

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props the instance to show, and its alarms, replicas and logs
   * @throws an error for an instance class that RDS for PostgreSQL does not have, for a name that CloudWatch does not
   * accept, and for one that another dashboard of the app has
   */
  public constructor(scope: Construct, id: string, props: PostgresDashboardProps) {
    super(scope, id);
    refuseConstruct(this, dashboardPropProblems(props), PostgresDashboard);
    this.props = definedProps(props);
    const { instance, eventLogGroup, readReplicas = [] } = this.props;
    const dashboardName = this.props.dashboardName ?? dashboardNameOf(this, instance.instanceIdentifier);
    const traits = instanceTraits(this.props, eventLogGroup !== undefined);
    const problems = [
      ...brokenRules(monitoredInstanceRules, { ...this.props, dashboardName, alarmOverrides: {}, traits }),
      ...this.claimName(dashboardName),
    ];
    refuseConstruct(this, problems, PostgresDashboard);

    this.lagWidget = new ReplicaLagWidget(COLUMNS, GRAPH_HEIGHT, instance.env.region);
    const rows = [
      this.alarmStates(),
      ...this.graphs(traits),
      [this.lagWidget],
      this.eventList(),
      this.slowStatements(),
    ];
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName,
      widgets: rows.filter((row) => row.length > 0),
    });
    for (const replica of readReplicas) {
      this._addReplica(replica.instanceIdentifier, replica.metric('ReplicaLag', { statistic: 'Average' }));
    }
  }

  /**
   * Adds a row of custom widgets below the others.
   *
   * @param widgets from left to right; those beyond 24 columns continue in the next row
   * @throws an error for a value that is not a widget
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    const problems = widgetProblems(widgets);
    if (problems.length > 0) throw new ValidationError(this, problems, this.addWidgets);
    this.dashboard.addWidgets(...widgets);
  }

  /**
   * Shows the lag of another read replica, in the graph of the others.
   *
   * @param label name of the replica in the graph
   * @param lag the metric of its lag, of any region
   * @internal
   */
  public _addReplica(label: string, lag: cloudwatch.Metric): void {
    this.lagWidget.add(lag.with({ label, period: Duration.minutes(1) }));
  }

  /** Claims the name for this dashboard; returns a problem if another dashboard has it. */
  private claimName(dashboardName: string): string[] {
    const owner = claimNameInAccount(this, 'dashboardName', dashboardName);
    if (!owner) return [];
    return [
      `dashboardName must be unique in an account, got '${dashboardName}', which ${owner} has too; ` +
        'give this dashboard another one',
    ];
  }

  private alarmStates(): cloudwatch.IWidget[] {
    const { alarms } = this.props;
    if (!alarms) return [];
    // The widget reads this list at synthesis, so that it shows alarms that are added later.
    const listed = alarms._listed();
    return [
      new cloudwatch.AlarmStatusWidget({
        title: 'Alarms',
        alarms: listed,
        width: COLUMNS,
        height: 1 + Math.ceil((listed.length + 1) / ALARMS_PER_ROW),
      }),
    ];
  }

  private graphs(traits: InstanceTraits): cloudwatch.IWidget[][] {
    const entries = DASHBOARD_CATALOGUE.filter((entry) => entry.exists(traits));
    const rows: cloudwatch.IWidget[][] = [];
    for (let start = 0; start < entries.length; start += GRAPHS_PER_ROW) {
      const row = entries.slice(start, start + GRAPHS_PER_ROW);
      rows.push(row.map((entry) => this.graph(entry, traits, COLUMNS / row.length)));
    }
    return rows;
  }

  private graph(entry: WidgetEntry, traits: InstanceTraits, width: number): cloudwatch.IWidget {
    const { instance } = this.props;
    const axis = AXES[entry.axis];
    return new cloudwatch.GraphWidget({
      title: entry.title,
      width,
      height: GRAPH_HEIGHT,
      left: entry.series.map((series) => metricInAxisUnit(instance, series, axis.factor)),
      leftYAxis: { label: axis.label, min: 0, max: axis.max, showUnits: false },
      leftAnnotations: this.thresholdLines(entry, traits, axis.factor),
      period: Duration.minutes(1),
      region: instance.env.region,
    });
  }

  /** Draws the thresholds of the alarms that exist. */
  private thresholdLines(
    entry: WidgetEntry,
    traits: InstanceTraits,
    factor: number,
  ): cloudwatch.HorizontalAnnotation[] {
    const lines: cloudwatch.HorizontalAnnotation[] = [];
    for (const alarmId of entry.alarms) {
      const threshold = this.threshold(alarmId, traits);
      if (threshold === undefined) continue;
      lines.push({ value: threshold * factor, label: alarmId, color: cloudwatch.Color.RED });
    }
    return lines;
  }

  /** Returns the threshold of the given alarms, or of the catalogue; undefined if the alarm does not exist. */
  private threshold(alarmId: string, traits: InstanceTraits): number | undefined {
    if (this.props.alarms) return this.props.alarms._threshold(alarmId);
    const configuration = alarmConfiguration(alarmEntry(alarmId), traits);
    return typeof configuration === 'string' ? undefined : configuration.threshold;
  }

  private eventList(): cloudwatch.IWidget[] {
    const { eventLogGroup } = this.props;
    if (!eventLogGroup) return [];
    return [
      this.logQuery('Events', eventLogGroup, [
        // Events of RDS have a message. Those of Secrets Manager name only the secret. Those of AWS Backup give a
        // reason only for a failure.
        'fields @timestamp, coalesce(detail.EventID, detail.eventName, detail.state, detail.status) as event, ' +
          'coalesce(detail.Message, detail.additionalEventData.SecretId, detail.statusMessage, `detail-type`) ' +
          'as message',
        'sort @timestamp desc',
        'limit 50',
      ]),
    ];
  }

  private slowStatements(): cloudwatch.IWidget[] {
    const { postgresLogGroup } = this.props;
    if (!postgresLogGroup) return [];
    return [
      this.logQuery('Slow statements, slowest first', postgresLogGroup, [
        'fields @timestamp, @message',
        'filter @message like /duration: [0-9.]+ ms/',
        'parse @message /duration: (?<duration_ms>[0-9.]+) ms\\s+(?<statement>.*)/',
        'display @timestamp, duration_ms, statement',
        'sort duration_ms desc',
        'limit 50',
      ]),
    ];
  }

  private logQuery(title: string, logGroup: logs.ILogGroup, queryLines: string[]): cloudwatch.IWidget {
    return new cloudwatch.LogQueryWidget({
      title,
      queryLines,
      logGroupNames: [logGroup.logGroupName],
      width: COLUMNS,
      height: GRAPH_HEIGHT,
      region: logGroup.env.region,
    });
  }
}
