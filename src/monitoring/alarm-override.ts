import { Duration } from 'aws-cdk-lib';
import { AlarmSeverity } from './alarm-severity';

/**
 * What a team wants of one alarm that differs from the catalogue (docs/alarms.md); what is left out stays as the catalogue has it.
 */
export interface AlarmOverride {
  /**
   * Whether there is such an alarm at all.
   *
   * @default true - wherever its metric exists
   */
  readonly enabled?: boolean;

  /**
   * The threshold, in the unit of the metric: percent, bytes, seconds or a count. `Size.gibibytes(5).toBytes()` is one in bytes.
   *
   * @default - the catalogue's, worked out from instance class and storage
   */
  readonly threshold?: number;

  /**
   * Length of one period: one minute or a multiple of it.
   *
   * @default - the catalogue's, see docs/alarms.md
   */
  readonly period?: Duration;

  /**
   * How many periods the alarm looks at; with `period`, a day at the most (seven days with periods of an hour or more).
   *
   * @default - the catalogue's, see docs/alarms.md
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of those periods have to be beyond the threshold.
   *
   * @default - all of them, where the catalogue asks for all; else as many as the catalogue has
   */
  readonly datapointsToAlarm?: number;

  /**
   * Whom the alarm calls.
   *
   * @default - the catalogue's, see docs/alarms.md
   */
  readonly severity?: AlarmSeverity;
}
