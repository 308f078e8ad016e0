/**
 * Whether a role is one that the CDK CLI has still to look up.
 *
 * `iam.Role.fromLookup()` stands for it with an ARN of an account that nobody has. An error about that account would
 * end the synthesis before the CLI learns what to look up.
 *
 * @param roleArn of any principal that has one
 */
export function isToBeLookedUp(roleArn: string | undefined): boolean {
  return roleArn !== undefined && /:123456789012:role\/DUMMY_ARN$/.test(roleArn);
}
