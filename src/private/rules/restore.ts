import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RestoreSource } from '../../instance/restore-source';
import { Settings } from '../../profile/settings';
import { Rule } from '../rule';

/** What is looked at of a source, with where the database is deployed to. */
export interface RestoreValues {
  readonly restoreFrom?: RestoreSource;
  readonly region: string;
  readonly account: string;
}

/** What is looked at, in the place of a construct. */
export function restoreValues(scope: IConstruct, { restoreFrom }: Settings): RestoreValues {
  const { region, account } = Stack.of(scope);
  return { restoreFrom, region, account };
}

/** Region and account of a source that goes by its ARN; undefined for one that does not, or that is known at deployment only. */
function placeOf({ restoreFrom }: RestoreValues): { arn: string; region: string; account: string } | undefined {
  const arn = restoreFrom?.snapshotIdentifier ?? restoreFrom?.automatedBackupArn;
  if (arn === undefined || Token.isUnresolved(arn) || !arn.startsWith('arn:')) return undefined;
  const [, , , region, account] = arn.split(':');
  return { arn, region, account };
}

export const restoreRules: readonly Rule<RestoreValues>[] = [
  {
    id: 'restore-region',
    reads: ['restoreFrom'],
    needs: (v) => v.region,
    broken: (v) => placeOf(v) !== undefined && placeOf(v)!.region !== v.region,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.region}`,
    wants: 'must be in the region of the stack',
    fix: (v) => v.restoreFrom!.snapshotIdentifier === undefined
      ? `deploy to ${placeOf(v)!.region}, or give the ARN that the replicated backups have in ${v.region}`
      : `deploy to ${placeOf(v)!.region}, or copy the snapshot to ${v.region} first`,
  },
  {
    id: 'restore-backup-account',
    reads: ['restoreFrom'],
    needs: (v) => v.account,
    broken: (v) => v.restoreFrom?.automatedBackupArn !== undefined && placeOf(v) !== undefined && placeOf(v)!.account !== v.account,
    got: (v) => `'${placeOf(v)!.arn}' for a stack in ${v.account}`,
    wants: 'must be in the account of the stack: automated backups cannot be shared',
    fix: 'deploy to that account, or take RestoreSource.snapshot() with a manual snapshot that it shares',
  },
];
