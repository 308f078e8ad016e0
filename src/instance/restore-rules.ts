import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { RestoreSource } from './restore-source';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** What is looked at of a source, with where the database is deployed to. */
export interface RestoreValues {
  readonly restoreFrom?: RestoreSource;
  readonly region: string;
  readonly account: string;
  /** Undefined for a region that aws-cdk-lib does not know. */
  readonly partition?: string;
}

/** What is looked at, in the place of a construct. */
export function restoreValues(scope: IConstruct, { restoreFrom }: Settings): RestoreValues {
  const { region, account } = Stack.of(scope);
  // What the stack itself tells is a token, unless a feature flag makes it known.
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  return { restoreFrom, region, account, partition };
}

/** Region and account of a source that goes by its ARN; undefined for one that does not, or that is known at deployment only. */
function placeOf({
  restoreFrom,
}: RestoreValues): { arn: string; partition: string; region: string; account: string } | undefined {
  const arn = restoreFrom?.snapshotIdentifier ?? restoreFrom?.automatedBackupArn;
  if (arn === undefined || Token.isUnresolved(arn) || !arn.startsWith('arn:')) return undefined;
  const [, partition, , region, account] = arn.split(':');
  return { arn, partition, region, account };
}

export const restoreRules: readonly Rule<RestoreValues>[] = [
  {
    id: 'restore-region',
    reads: ['restoreFrom'],
    needs: (v) => v.region,
    broken: (v) => placeOf(v) !== undefined && placeOf(v)!.region !== v.region,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.region}`,
    wants: 'must be in the region of the stack',
    fix: (v) =>
      v.restoreFrom!.snapshotIdentifier === undefined
        ? `deploy to ${placeOf(v)!.region}, or give the ARN that the replicated backups have in ${v.region}`
        : `deploy to ${placeOf(v)!.region}, or copy the snapshot to ${v.region} first`,
  },
  {
    id: 'restore-backup-account',
    reads: ['restoreFrom'],
    needs: (v) => v.account,
    broken: (v) =>
      v.restoreFrom?.automatedBackupArn !== undefined && placeOf(v) !== undefined && placeOf(v)!.account !== v.account,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.account}`,
    wants: 'must be in the account of the stack: automated backups cannot be shared',
    fix: 'deploy to that account, or copy a manual snapshot that it shares, and restore the copy',
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html: one without encryption could be restored, and the database would have none
    id: 'restore-snapshot-account',
    reads: ['restoreFrom'],
    needs: (v) => v.account,
    broken: (v) =>
      v.restoreFrom?.snapshotIdentifier !== undefined && placeOf(v) !== undefined && placeOf(v)!.account !== v.account,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.account}`,
    wants: 'must be in the account of the stack: RDS restores no encrypted snapshot that another account shares',
    fix: (v) =>
      `copy it first, aws rds copy-db-snapshot --source-db-snapshot-identifier ${placeOf(v)!.arn} --kms-key-id <a key of ${v.account}>, and restore the copy`,
  },
  {
    id: 'restore-partition',
    reads: ['restoreFrom'],
    needs: (v) => v.region,
    // Where the region differs as well, that is told.
    broken: (v) =>
      v.partition !== undefined && placeOf(v)?.region === v.region && placeOf(v)!.partition !== v.partition,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.partition}`,
    wants: 'must be in the partition of the stack',
    fix: (v) => `write the ARN with arn:${v.partition}:`,
  },
];
