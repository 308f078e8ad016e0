/*
 * Placeholders that CDK uses for values that the CLI still has to look up. An error about one of them would end the
 * synthesis before the CLI learns what to look up.
 */

/**
 * Whether a role is one that is still to be looked up: `iam.Role.fromLookup()` gives it an ARN of an account that
 * nobody has.
 *
 * @param roleArn of any principal that has one
 */
export function isRoleToBeLookedUp(roleArn: string | undefined): boolean {
  return roleArn !== undefined && /:123456789012:role\/DUMMY_ARN$/.test(roleArn);
}

/** Whether a value is one of `ssm.StringParameter.valueFromLookup()` that is still to be looked up. */
export function isValueToBeLookedUp(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('dummy-value-for-');
}
