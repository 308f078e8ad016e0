/*
 * The events of rotation that Secrets Manager writes to CloudTrail by itself, written down from AWS's own page and not
 * from the sources:
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
