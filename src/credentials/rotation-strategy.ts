/** Who changes a password. */
export enum RotationStrategy {
  /** The function of this library. */
  BUILTIN = 'built-in',
  /** AWS's function from the Serverless Application Repository. */
  AWS_SERVERLESS_APPLICATION = 'AWS application',
  /** RDS itself. */
  MANAGED_BY_RDS = 'managed by RDS',
  /** Nobody. */
  DISABLED = 'disabled',
}
