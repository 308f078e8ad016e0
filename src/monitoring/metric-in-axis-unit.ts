import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as rds from 'aws-cdk-lib/aws-rds';
import { SeriesEntry } from './dashboard-catalogue';

/**
 * Returns the metric of a dashboard line, converted to the unit of its axis.
 *
 * @param source the instance or proxy that publishes the metric
 * @param factor what a value of the metric is multiplied by
 */
export function metricInAxisUnit(
  source: Pick<rds.IDatabaseInstance, 'metric'>,
  { metric, label, statistic }: SeriesEntry,
  factor: number,
): cloudwatch.IMetric {
  const period = Duration.minutes(1);
  if (factor === 1) return source.metric(metric, { statistic, label, period });
  const variable = metric.charAt(0).toLowerCase() + metric.slice(1);
  return new cloudwatch.MathExpression({
    expression: factor > 1 ? `${variable} * ${factor}` : `${variable} / ${1 / factor}`,
    usingMetrics: { [variable]: source.metric(metric, { statistic, period }) },
    label,
    period,
  });
}
