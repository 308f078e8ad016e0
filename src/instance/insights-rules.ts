import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Settings } from '../settings/settings';
import { neighbours } from '../validation/closest';
import { Rule } from '../validation/rule';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MonitoringInterval) */
const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];
const LOG_EXPORTS = ['postgresql', 'upgrade', 'iam-db-auth-error'];
/** Days of history that Database Insights Advanced keeps; aws-cdk-lib accepts no other number. */
const ADVANCED_INSIGHTS_DAYS = 465;

/** 7 days, the months 31, 62 … 713, and 731 days: see PerformanceInsightsRetentionPeriod on the same page. */
const INSIGHTS_RETENTIONS = [7, ...Array.from({ length: 23 }, (_, month) => 31 * (month + 1)), 731];

/** Maps the days of retention that CloudWatch Logs offers to their names in aws-cdk-lib; 9999 means for ever. */
function logRetentions(): Map<number, string> {
  const names = Object.entries(logs.RetentionDays).filter(
    (entry): entry is [string, logs.RetentionDays] => typeof entry[1] === 'number',
  );
  return new Map(names.map(([name, days]) => [days, `logs.RetentionDays.${name} (${days})`]));
}

/** A rule for any settings that have a log retention. */
export function logRetentionRule<S extends { readonly logRetention: logs.RetentionDays }>(): Rule<S> {
  return {
    id: 'log-retention-allowed',
    reads: ['logRetention'],
    broken: (s) => !logRetentions().has(s.logRetention),
    got: (s) => `${s.logRetention}`,
    wants: 'must be a number of days that CloudWatch Logs offers',
    fix: (s) => {
      const retentions = logRetentions();
      const nearest = neighbours([...retentions.keys()], s.logRetention).map((days) => retentions.get(days));
      return `take ${nearest.join(' or ')}`;
    },
  };
}

function insightsText({ performanceInsights, performanceInsightsRetention }: Settings): string {
  return performanceInsights ? `a retention of ${performanceInsightsRetention} days` : 'performance insights off';
}

export const insightsRules: readonly Rule<Settings>[] = [
  {
    id: 'performance-insights-retention-allowed',
    reads: ['performanceInsightsRetention'],
    broken: (s) => !INSIGHTS_RETENTIONS.includes(s.performanceInsightsRetention),
    got: (s) => `${s.performanceInsightsRetention}`,
    wants: 'must be 7 days, a multiple of 31 days up to 713, or 731 days',
    fix: 'take a value of rds.PerformanceInsightRetention',
  },
  {
    id: 'database-insights-advanced-retention',
    reads: ['databaseInsightsMode', 'performanceInsightsRetention', 'performanceInsights'],
    broken: (s) =>
      s.databaseInsightsMode === rds.DatabaseInsightsMode.ADVANCED &&
      (!s.performanceInsights || s.performanceInsightsRetention !== ADVANCED_INSIGHTS_DAYS),
    got: (s) => `${s.databaseInsightsMode} with ${insightsText(s)}`,
    wants: `may be advanced only with performance insights of ${ADVANCED_INSIGHTS_DAYS} days`,
    fix: 'add performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15',
  },
  {
    id: 'enhanced-monitoring-interval-allowed',
    reads: ['enhancedMonitoringInterval'],
    broken: (s) => !MONITORING_INTERVALS.includes(s.enhancedMonitoringInterval.toSeconds({ integral: false })),
    got: (s) => s.enhancedMonitoringInterval.toHumanString(),
    wants: `must be one of ${MONITORING_INTERVALS.join(', ')} seconds`,
    fix: 'take Duration.seconds(60), or Duration.seconds(0) to turn it off',
  },
  logRetentionRule(),
  {
    id: 'log-exports-known',
    reads: ['logExports'],
    broken: (s) =>
      s.logExports.some((name) => !LOG_EXPORTS.includes(name)) || new Set(s.logExports).size < s.logExports.length,
    got: (s) => `[${s.logExports.map((name) => `'${name}'`).join(', ')}]`,
    wants: 'must name each log once, of those that RDS for PostgreSQL exports',
    fix: `take from ${LOG_EXPORTS.join(', ')}`,
  },
];
