/*
 * The rotation events that Secrets Manager writes to CloudTrail, copied from the documentation of AWS and not from the
 * sources of this library:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html#cloudtrail_log_entries_rotation
 */
export const SECRETS_MANAGER_EVENTS = [
  'RotationStarted',
  'RotationAbandoned',
  'RotationFailed',
  'RotationSucceeded',
  'TestRotationStarted',
  'TestRotationSucceeded',
  'TestRotationFailed',
];
