/*
 * The criteria of generated passwords. Secrets Manager generates the first one, and the rotation function the later
 * ones. This file must not import aws-cdk-lib, because the bundle of the function contains it.
 */

/**
 * Characters that a password must not have: those that RDS refuses (/ " @ and space), and those that break connection
 * strings and shells. Never change them or the length: CloudFormation would generate a new password with the next
 * update of every database.
 */
export const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\';
export const PASSWORD_LENGTH = 32;
