import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { RestoreSource } from './restore-source';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** The values that the rules check: the source, and where the database is deployed. */
export interface RestoreValues {
  readonly restoreFrom?: RestoreSource;
  readonly region: string;
  readonly account: string;
  /** Partition of the region; undefined if aws-cdk-lib does not know the region. */
  readonly partition?: string;
}

/** Returns the values to check, for the environment of a construct. */
export function restoreValues(scope: IConstruct, { restoreFrom }: Settings): RestoreValues {
  const { region, account } = Stack.of(scope);
  // Not the partition of the stack, which is a token unless a feature flag resolves it.
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  return { restoreFrom, region, account, partition };
}

/** Returns the environment of a source that is given by its ARN; undefined for any other source, and for a token. */
function sourceEnvironment({
  restoreFrom,
}: RestoreValues): { arn: string; partition: string; region: string; account: string } | undefined {
  const arn = restoreFrom?.snapshotIdentifier ?? restoreFrom?.automatedBackupArn;
  if (arn === undefined || Token.isUnresolved(arn) || !arn.startsWith('arn:')) return undefined;
  const [, partition, , region, account] = arn.split(':');
  return { arn, partition, region, account };
}

function isFromOtherAccount(v: RestoreValues): boolean {
  const source = sourceEnvironment(v);
  return source !== undefined && source.account !== v.account;
}

export const restoreRules: readonly Rule<RestoreValues>[] = [
  {
    id: 'restore-region',
    reads: ['restoreFrom'],
    mustBeResolved: (v) => v.region,
    broken: (v) => sourceEnvironment(v) !== undefined && sourceEnvironment(v)!.region !== v.region,
    got: (v) => `'${sourceEnvironment(v)!.arn}' for a stack in ${v.region}`,
    wants: 'must be in the region of the stack',
    fix: (v) =>
      v.restoreFrom!.snapshotIdentifier === undefined
        ? `deploy to ${sourceEnvironment(v)!.region}, or give the ARN that the replicated backups have in ${v.region}`
        : `deploy to ${sourceEnvironment(v)!.region}, or copy the snapshot to ${v.region} first`,
  },
  {
    id: 'restore-backup-account',
    reads: ['restoreFrom'],
    mustBeResolved: (v) => v.account,
    broken: (v) => v.restoreFrom?.automatedBackupArn !== undefined && isFromOtherAccount(v),
    got: (v) => `'${sourceEnvironment(v)!.arn}' for a stack in ${v.account}`,
    wants: 'must be in the account of the stack: automated backups cannot be shared',
    fix: 'deploy to that account, or copy a manual snapshot that it shares, and restore the copy',
  },
  {
    // RDS restores a shared snapshot only if it is not encrypted, and so would the database be:
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
    id: 'restore-snapshot-account',
    reads: ['restoreFrom'],
    mustBeResolved: (v) => v.account,
    broken: (v) => v.restoreFrom?.snapshotIdentifier !== undefined && isFromOtherAccount(v),
    got: (v) => `'${sourceEnvironment(v)!.arn}' for a stack in ${v.account}`,
    wants: 'must be in the account of the stack: RDS restores no encrypted snapshot that another account shares',
    fix: (v) =>
      'copy it first, aws rds copy-db-snapshot ' +
      `--source-db-snapshot-identifier ${sourceEnvironment(v)!.arn} --kms-key-id <a key of ${v.account}>, ` +
      'and restore the copy',
  },
  {
    id: 'restore-partition',
    reads: ['restoreFrom'],
    mustBeResolved: (v) => v.region,
    // If the region differs as well, the rule for the region reports it.
    broken: (v) =>
      v.partition !== undefined &&
      sourceEnvironment(v)?.region === v.region &&
      sourceEnvironment(v)!.partition !== v.partition,
    got: (v) => `'${sourceEnvironment(v)!.arn}' for a stack in ${v.partition}`,
    wants: 'must be in the partition of the stack',
    fix: (v) => `write the ARN with arn:${v.partition}:`,
  },
];
