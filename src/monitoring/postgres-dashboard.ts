import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { ALARM_CATALOGUE } from './alarm-catalogue';
import { alarmTerms } from './alarm-terms';
import { AXES, DASHBOARD_CATALOGUE, SeriesEntry, WidgetEntry } from './dashboard-catalogue';
import { dashboardNameOf } from './dashboard-name';
import { InstanceFacts, instanceFacts } from './instance-facts';
import { MonitoredInstance } from './monitored-instance';
import { misshapenDashboard } from './monitored-shape';
import { monitoredInstanceRules } from './monitoring-rules';
import { PostgresAlarms } from './postgres-alarms';
import { ReplicaLagWidget } from './replica-lag-widget';
import { refuseConstruct } from '../validation/construction';
import { definedProps } from '../validation/defined-props';
import { takeNameInAccount } from '../validation/names-in-use';
import { brokenRules } from '../validation/rule';

/** Properties of `PostgresDashboard`. */
export interface PostgresDashboardProps extends MonitoredInstance {
  /**
   * Name of the dashboard: letters, digits, hyphens and underscores, 255 at the most. A change makes a new dashboard.
   *
   * @default - `RDS-<identifier of the instance>` in us-east-1, `RDS-<identifier of the instance>-<region>` elsewhere:
   * the dashboards of an account share one space of names over all regions
   */
  readonly dashboardName?: string;

  /**
   * The alarms of the instance: their states stand on top, and their thresholds are the lines in the graphs.
   *
   * @default - no states; the lines are those of the catalogue
   */
  readonly alarms?: PostgresAlarms;

  /**
   * Read replicas of the instance, whose lag is shown.
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
   * Log group of the PostgreSQL log, for the list of slow statements: those that the parameter `log_min_duration_statement` makes PostgreSQL log.
   *
   * @default - no list of slow statements
   */
  readonly postgresLogGroup?: logs.ILogGroup;
}

/** The columns of a dashboard, and what stands in them. */
const COLUMNS = 24;
const GRAPHS_A_ROW = 3;
const GRAPH_HEIGHT = 6;
const ALARMS_A_ROW = 6;

/**
 * A dashboard of an RDS for PostgreSQL instance: what is wrong on top, then load, connections, storage, memory, disk and PostgreSQL's own numbers, then
 * events and slow statements. `OficinaPostgres` has one of these; by itself it shows an instance that was made otherwise.
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

  private readonly given: PostgresDashboardProps;
  private readonly lag: ReplicaLagWidget;

  /**
   * @param scope parent of the construct
   * @param id id of the construct
   * @param props what is shown
   * @throws an error for an instance class that RDS for PostgreSQL does not have, for a name that CloudWatch does not take, and for
   * one that another dashboard of the app has
   */
  public constructor(scope: Construct, id: string, props: PostgresDashboardProps) {
    super(scope, id);
    refuseConstruct(this, misshapenDashboard(props), PostgresDashboard);
    this.given = definedProps(props);
    const dashboardName = this.given.dashboardName ?? dashboardNameOf(this, this.given.instance.instanceIdentifier);
    const facts = instanceFacts(this.given, this.given.eventLogGroup !== undefined);
    const problems = brokenRules(monitoredInstanceRules, { ...this.given, dashboardName, alarmOverrides: {}, facts });
    const owner = takeNameInAccount(this, 'dashboardName', dashboardName);
    if (owner) {
      problems.push(
        `dashboardName must be unique in an account, got '${dashboardName}', which ${owner} has too; give this dashboard another one`,
      );
    }
    refuseConstruct(this, problems, PostgresDashboard);

    this.lag = new ReplicaLagWidget(COLUMNS, GRAPH_HEIGHT, this.given.instance.env.region);
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName,
      widgets: [this.status(), ...this.graphs(facts), [this.lag], this.events(), this.slowStatements()].filter(
        (row) => row.length > 0,
      ),
    });
    for (const replica of this.given.readReplicas ?? []) {
      this._addReplica(replica.instanceIdentifier, replica.metric('ReplicaLag', { statistic: 'Average' }));
    }
  }

  /**
   * Adds a row of widgets of one's own below the others.
   *
   * @param widgets from left to right; more than fit into 24 columns go on in the next row
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    this.dashboard.addWidgets(...widgets);
  }

  /**
   * Shows the lag of one more read replica, with the others.
   *
   * @param label how it is called
   * @param lag its metric, of whichever region
   * @internal
   */
  public _addReplica(label: string, lag: cloudwatch.Metric): void {
    this.lag.add(lag.with({ label, period: Duration.minutes(1) }));
  }

  private status(): cloudwatch.IWidget[] {
    const { alarms } = this.given;
    if (!alarms) return [];
    // The list is read at synthesis: alarms that are added later stand in it too.
    const listed = alarms._listed();
    return [
      new cloudwatch.AlarmStatusWidget({
        title: 'Alarms',
        alarms: listed,
        width: COLUMNS,
        height: 1 + Math.ceil((listed.length + 1) / ALARMS_A_ROW),
      }),
    ];
  }

  private graphs(facts: InstanceFacts): cloudwatch.IWidget[][] {
    const shown = DASHBOARD_CATALOGUE.filter((entry) => entry.exists(facts));
    const rows: cloudwatch.IWidget[][] = [];
    for (let start = 0; start < shown.length; start += GRAPHS_A_ROW) {
      const row = shown.slice(start, start + GRAPHS_A_ROW);
      rows.push(row.map((entry) => this.graph(entry, facts, COLUMNS / row.length)));
    }
    return rows;
  }

  private graph(entry: WidgetEntry, facts: InstanceFacts, width: number): cloudwatch.IWidget {
    const axis: { label: string; factor: number; max?: number } = AXES[entry.axis];
    return new cloudwatch.GraphWidget({
      title: entry.title,
      width,
      height: GRAPH_HEIGHT,
      left: entry.series.map((series) => converted(this.given.instance, series, axis.factor)),
      leftYAxis: { label: axis.label, min: 0, max: axis.max, showUnits: false },
      leftAnnotations: entry.alarms.flatMap((alarm) => {
        const threshold = this.threshold(alarm, facts);
        return threshold === undefined
          ? []
          : [{ value: threshold * axis.factor, label: alarm, color: cloudwatch.Color.RED }];
      }),
      period: Duration.minutes(1),
      region: this.given.instance.env.region,
    });
  }

  /** The threshold of the alarm as it stands; undefined where there is no such alarm. */
  private threshold(alarm: string, facts: InstanceFacts): number | undefined {
    if (this.given.alarms) return this.given.alarms._threshold(alarm);
    const terms = alarmTerms(
      ALARM_CATALOGUE.find(({ id }) => id === alarm)!,
      facts,
    );
    return typeof terms === 'string' ? undefined : terms.threshold;
  }

  private events(): cloudwatch.IWidget[] {
    return this.given.eventLogGroup
      ? [
          this.logQuery('Events', this.given.eventLogGroup, [
            // Those of RDS, those of Secrets Manager, which name the secret and nothing else, and those of AWS Backup, which give no reason for what went well.
            'fields @timestamp, coalesce(detail.EventID, detail.eventName, detail.state, detail.status) as event, ' +
              'coalesce(detail.Message, detail.additionalEventData.SecretId, detail.statusMessage, `detail-type`) as message',
            'sort @timestamp desc',
            'limit 50',
          ]),
        ]
      : [];
  }

  private slowStatements(): cloudwatch.IWidget[] {
    return this.given.postgresLogGroup
      ? [
          this.logQuery('Slow statements, slowest first', this.given.postgresLogGroup, [
            'fields @timestamp, @message',
            'filter @message like /duration: [0-9.]+ ms/',
            'parse @message /duration: (?<duration_ms>[0-9.]+) ms\\s+(?<statement>.*)/',
            'display @timestamp, duration_ms, statement',
            'sort duration_ms desc',
            'limit 50',
          ]),
        ]
      : [];
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

/** A metric of an instance, or of a proxy, in the unit of its axis. */
export function converted(
  instance: Pick<rds.IDatabaseInstance, 'metric'>,
  { metric, label, statistic }: SeriesEntry,
  factor: number,
): cloudwatch.IMetric {
  const period = Duration.minutes(1);
  if (factor === 1) return instance.metric(metric, { statistic, label, period });
  const name = metric.charAt(0).toLowerCase() + metric.slice(1);
  return new cloudwatch.MathExpression({
    expression: factor > 1 ? `${name} * ${factor}` : `${name} / ${1 / factor}`,
    usingMetrics: { [name]: instance.metric(metric, { statistic, period }) },
    label,
    period,
  });
}
