/*
 * Placeholders that CDK uses for values that the CLI still has to look up. An error about one of them would end the
 * synthesis before the CLI learns what to look up.
 */

/**
 * Whether a role is still to be looked up: until then, `iam.Role.fromLookup()` returns a role with a dummy ARN.
 *
 * @param roleArn the ARN of the role; undefined for a principal that is not a role
 */
export function isRoleToBeLookedUp(roleArn: string | undefined): boolean {
  return roleArn !== undefined && /:123456789012:role\/DUMMY_ARN$/.test(roleArn);
}

/** Whether a value comes from `ssm.StringParameter.valueFromLookup()` and is still to be looked up. */
export function isValueToBeLookedUp(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('dummy-value-for-');
}
