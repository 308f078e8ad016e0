import { createHash } from 'crypto';
import { Names, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The longest names that AWS Backup takes, of vaults, plans, restore testing plans and their selections. */
const LONGEST = 50;

/**
 * Name of the vaults and of the plan of an instance: its identifier, 2 to 50 characters long. That two of them do not meet is looked at where a vault is made.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
 */
export function vaultName(instanceIdentifier: string): string {
  return Token.isUnresolved(instanceIdentifier) ? instanceIdentifier : bounded(instanceIdentifier, '-');
}

/**
 * Name of the restore testing plan of an instance, of letters, digits and underscores alone; it can never be changed. An identifier has single hyphens and no underscores,
 * so that two of them never meet.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForCreate.html
 *
 * @param scope what the name follows from where the identifier is known at deployment only
 */
export function drillName(scope: IConstruct, instanceIdentifier: string): string {
  if (Token.isUnresolved(instanceIdentifier)) {
    return Names.uniqueResourceName(scope, { maxLength: LONGEST, separator: '_', allowedSpecialCharacters: '_' });
  }
  return bounded(instanceIdentifier.replace(/-/g, '_'), '_');
}

/** What is too long, or too short, ends in a hash of the whole. */
function bounded(name: string, separator: string): string {
  if (name.length >= 2 && name.length <= LONGEST) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, LONGEST - separator.length - hash.length)}${separator}${hash}`;
}
