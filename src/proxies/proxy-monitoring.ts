import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IPostgresProxy } from './postgres-proxy';
import { PROXY_ALARMS, PROXY_WIDGETS, ProxyWidgetEntry } from './proxy-alarm-catalogue';
import { AXES } from '../monitoring/dashboard-catalogue';
import { metricInAxisUnit } from '../monitoring/metric-in-axis-unit';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresDashboard } from '../monitoring/postgres-dashboard';
import { runbookUrl } from '../monitoring/runbook';

/** Where a proxy is watched. */
export interface ProxyMonitoringProps {
  readonly alarms?: PostgresAlarms;
  readonly dashboard?: PostgresDashboard;
  readonly runbookUrl?: string;
}

/** A row of the dashboard for a proxy, and its alarms, named after its id. */
export function watchProxy(id: string, proxy: IPostgresProxy, props: ProxyMonitoringProps): void {
  for (const entry of props.alarms ? PROXY_ALARMS : []) {
    props.alarms!.addAlarm(`${id}-${entry.id}`, {
      alarmDescription: `${entry.meaning}. What to do: ${props.runbookUrl ?? runbookUrl()}#clients-of-a-proxy-are-refused-or-wait`,
      metric: proxy.metric(entry.metric, { statistic: entry.statistic, period: Duration.minutes(entry.period) }),
      threshold: entry.threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: entry.periods,
      // A proxy without clients has nothing to tell.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
  props.dashboard?.addWidgets(...PROXY_WIDGETS.map((entry) => graph(id, proxy, entry, props)));
}

function graph(
  id: string,
  proxy: IPostgresProxy,
  entry: ProxyWidgetEntry,
  { alarms }: ProxyMonitoringProps,
): cloudwatch.IWidget {
  const axis: { label: string; factor: number } = AXES[entry.axis];
  const alarm = alarms && PROXY_ALARMS.find((one) => one.id === entry.alarm);
  return new cloudwatch.GraphWidget({
    title: `${id}: ${entry.title}`,
    width: 24 / PROXY_WIDGETS.length,
    height: 6,
    left: entry.series.map((series) => metricInAxisUnit(proxy, series, axis.factor)),
    leftYAxis: { label: axis.label, min: 0, showUnits: false },
    leftAnnotations: alarm && [
      { value: alarm.threshold * axis.factor, label: `${id}-${alarm.id}`, color: cloudwatch.Color.RED },
    ],
    period: Duration.minutes(1),
    region: Stack.of(proxy).region,
  });
}
