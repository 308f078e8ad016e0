import { createHash } from 'crypto';
import { Names, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The longest name that AWS Backup accepts for vaults, plans, restore testing plans and their selections. */
const LONGEST_NAME = 50;

/** The shortest name that AWS Backup accepts for vaults. */
const SHORTEST_NAME = 2;

/**
 * Returns the name of the vault and of the backup plan of an instance: its identifier, brought to a length of 2 to 50
 * characters. `DatabaseVault` checks that the name of a vault is unique.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
 */
export function vaultName(instanceIdentifier: string): string {
  if (Token.isUnresolved(instanceIdentifier)) return instanceIdentifier;
  return withValidLength(instanceIdentifier, '-');
}

/**
 * Returns the name of the restore testing plan of an instance, which must never change. It consists of letters, digits
 * and underscores. Identifiers have only single hyphens and no underscores, so two instances never get the same name.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForCreate.html
 *
 * @param scope construct whose path becomes the name if the identifier is a token
 */
export function drillName(scope: IConstruct, instanceIdentifier: string): string {
  if (Token.isUnresolved(instanceIdentifier)) {
    return Names.uniqueResourceName(scope, { maxLength: LONGEST_NAME, separator: '_', allowedSpecialCharacters: '_' });
  }
  return withValidLength(instanceIdentifier.replace(/-/g, '_'), '_');
}

/** Returns the name, with a hash of it at the end if it is too long or too short. */
function withValidLength(name: string, separator: string): string {
  if (name.length >= SHORTEST_NAME && name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const beginning = name.slice(0, LONGEST_NAME - separator.length - hash.length);
  return `${beginning}${separator}${hash}`;
}
