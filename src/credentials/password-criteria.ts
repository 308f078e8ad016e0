/*
 * What a generated password is made of: Secrets Manager makes the first one, the rotation function the next ones. Nothing of aws-cdk-lib here: the function
 * has this file in its bundle.
 */

/**
 * What a password may not hold: what RDS refuses (/ " @ and space), what breaks connection strings and shells. Never change this, nor the
 * length: CloudFormation would make a new password on the next update of every database.
 */
export const EXCLUDED_CHARACTERS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\';
export const PASSWORD_LENGTH = 32;
