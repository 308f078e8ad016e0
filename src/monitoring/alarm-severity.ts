/** The severity of an alarm, which decides whom it notifies. */
export enum AlarmSeverity {
  /** Somebody must act now: the alarm goes to the notification topic and to the paging topic. */
  CRITICAL = 'critical',
  /** Somebody must look at it in working hours: the alarm goes to the notification topic only. */
  WARNING = 'warning',
}
