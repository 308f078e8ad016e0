/** Whom an alarm calls. */
export enum AlarmSeverity {
  /** Someone has to act now: the alarm goes to the notifications and to the paging topic. */
  CRITICAL = 'critical',
  /** Someone has to look at it in working hours: the alarm goes to the notifications alone. */
  WARNING = 'warning',
}
