import { Duration } from 'aws-cdk-lib';
import { AlarmSeverity } from './alarm-severity';

/** Changes one alarm of the catalogue (docs/alarms.md). Fields that are left out stay as in the catalogue. */
export interface AlarmOverride {
  /**
   * Whether the alarm is created.
   *
   * @default true - created wherever its metric exists
   */
  readonly enabled?: boolean;

  /**
   * The threshold in the unit of the metric: percent, bytes, seconds or a count. For bytes, write
   * `Size.gibibytes(5).toBytes()`.
   *
   * @default - the threshold of the catalogue, which depends on instance class and storage
   */
  readonly threshold?: number;

  /**
   * Length of one period: one minute or a multiple of it.
   *
   * @default - the period of the catalogue, see docs/alarms.md
   */
  readonly period?: Duration;

  /**
   * How many periods the alarm looks at. Together they may span a day at most, or seven days with periods of an hour or
   * more.
   *
   * @default - the number in the catalogue, see docs/alarms.md
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of those periods must be beyond the threshold.
   *
   * @default - all of them if the catalogue requires all, otherwise the number in the catalogue
   */
  readonly datapointsToAlarm?: number;

  /**
   * Whom the alarm notifies.
   *
   * @default - the severity of the catalogue, see docs/alarms.md
   */
  readonly severity?: AlarmSeverity;
}
