import * as rds from 'aws-cdk-lib/aws-rds';
import { Settings } from '../../profile/settings';
import { Rule } from '../rule';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MonitoringInterval) */
const MONITORING_INTERVALS = [0, 1, 5, 10, 15, 30, 60];
const LOG_EXPORTS = ['postgresql', 'upgrade', 'iam-db-auth-error'];
/** Days of history that Database Insights Advanced keeps; aws-cdk-lib takes no others. */
const ADVANCED_INSIGHTS_DAYS = 465;

/** 7, the months 31, 62 … 713, and 731: the same page, PerformanceInsightsRetentionPeriod. */
function isInsightsRetention(days: number): boolean {
  return days === 7 || days === 731 || (days % 31 === 0 && days >= 31 && days <= 713);
}

export const insightsRules: readonly Rule<Settings>[] = [
  {
    id: 'performance-insights-retention-allowed',
    reads: ['performanceInsightsRetention'],
    broken: (s) => !isInsightsRetention(s.performanceInsightsRetention),
    got: (s) => `${s.performanceInsightsRetention}`,
    wants: 'must be 7 days, a multiple of 31 days up to 713, or 731 days',
    fix: 'take a value of rds.PerformanceInsightRetention',
  },
  {
    id: 'database-insights-advanced-retention',
    reads: ['databaseInsightsMode', 'performanceInsightsRetention', 'performanceInsights'],
    broken: (s) => s.databaseInsightsMode === rds.DatabaseInsightsMode.ADVANCED
      && (!s.performanceInsights || s.performanceInsightsRetention !== ADVANCED_INSIGHTS_DAYS),
    got: (s) => `${s.databaseInsightsMode} with ${s.performanceInsights ? `a retention of ${s.performanceInsightsRetention} days` : 'performance insights off'}`,
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
  {
    id: 'log-exports-known',
    reads: ['logExports'],
    broken: (s) => s.logExports.some((name) => !LOG_EXPORTS.includes(name)) || new Set(s.logExports).size < s.logExports.length,
    got: (s) => `[${s.logExports.map((name) => `'${name}'`).join(', ')}]`,
    wants: 'must name each log once, of those that RDS for PostgreSQL exports',
    fix: `take from ${LOG_EXPORTS.join(', ')}`,
  },
];
