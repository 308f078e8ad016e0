import { paginateListRecoveryPointsByBackupVault } from '@aws-sdk/client-backup';
import {
  DBInstanceAutomatedBackup,
  DescribeDBInstanceAutomatedBackupsCommand,
  paginateDescribeDBSnapshots,
} from '@aws-sdk/client-rds';
import { explainFailure, isNotFound } from '../aws/aws-failure';
import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';

const GIB = 1024 ** 3;

/** One thing from which the database can be restored. */
interface Backup {
  readonly kind: 'automated' | 'snapshot' | 'vault';
  readonly region: string;
  readonly name: string;
  readonly arn?: string;
  /** The latest moment whose data it has. */
  readonly time?: Date;
  /** The earliest one, if it has every moment in between. */
  readonly earliest?: Date;
  readonly sizeGiB?: number;
  readonly status: string;
  /** The KMS key without which it cannot be restored; undefined if it is not encrypted. */
  readonly key?: string;
}

/** The backups of a region, and why some of them could not be read. */
interface Search {
  readonly backups: Backup[];
  readonly unread: string[];
}

/**
 * `backups`: everything from which the database can be restored, in its region and in those that have backups of it.
 * The instance itself may be gone.
 */
export const run: Command = async (context) => {
  const { terminal, messages, identifier } = context;
  const { backups, unread } = await terminal.progress(messages.backups.looking(identifier), () => search(context));
  terminal.result({ identifier, backups, unread }, () =>
    backups.length === 0 ? messages.backups.none(identifier) : table(context, backups),
  );
  unread.forEach((reason) => terminal.note(messages.backups.unread(reason)));
  return unread.length > 0 || backups.length === 0 ? ExitCode.WARNING : ExitCode.OK;
};

async function search(context: CommandContext): Promise<Search> {
  const { account, identifier } = context;
  const region = await account.region();
  const automated = await automatedBackups(context, region);
  const elsewhere = new Set(automated.flatMap(regionsOfReplicas).filter((name) => name !== region));
  const there = [...elsewhere].flatMap((name) => [
    automatedBackups(context, name).then((backups) => backups.map((backup) => ofAutomated(backup, name))),
    snapshots(context, name),
    vaultBackups(context, name, `${identifier}-copies`),
  ]);
  const here = [snapshots(context, region), vaultBackups(context, region, identifier)];
  const unread: string[] = [];
  const found = await Promise.all(
    [...here, ...there].map((part) =>
      part.catch((error: unknown): Backup[] => {
        unread.push(explainFailure(error, context.messages).message);
        return [];
      }),
    ),
  );
  const backups = [...automated.map((backup) => ofAutomated(backup, region)), ...found.flat()];
  return { backups: backups.sort(newestFirst), unread: [...new Set(unread)] };
}

async function automatedBackups({ account, identifier }: CommandContext, region: string) {
  const { DBInstanceAutomatedBackups: backups = [] } = await account
    .rds(region)
    .send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: identifier }));
  return backups;
}

/** The regions to which automated backups are replicated. */
function regionsOfReplicas(backup: DBInstanceAutomatedBackup): string[] {
  const replications = backup.DBInstanceAutomatedBackupsReplications ?? [];
  return replications.map(({ DBInstanceAutomatedBackupsArn: arn = '' }) => arn.split(':')[3]);
}

function ofAutomated(backup: DBInstanceAutomatedBackup, region: string): Backup {
  return {
    kind: 'automated',
    region,
    name: backup.DbiResourceId ?? '?',
    arn: backup.DBInstanceAutomatedBackupsArn,
    time: backup.RestoreWindow?.LatestTime,
    earliest: backup.RestoreWindow?.EarliestTime,
    sizeGiB: backup.AllocatedStorage,
    status: backup.Status ?? '?',
    key: backup.KmsKeyId,
  };
}

async function snapshots({ account, identifier }: CommandContext, region: string): Promise<Backup[]> {
  const found: Backup[] = [];
  const pages = paginateDescribeDBSnapshots({ client: account.rds(region) }, { DBInstanceIdentifier: identifier });
  for await (const { DBSnapshots: page = [] } of pages) {
    const ofPage = page.map((snapshot): Backup => ({
      kind: 'snapshot',
      region,
      name: snapshot.DBSnapshotIdentifier!,
      arn: snapshot.DBSnapshotArn,
      time: snapshot.OriginalSnapshotCreateTime ?? snapshot.SnapshotCreateTime,
      sizeGiB: snapshot.AllocatedStorage,
      status: snapshot.Status ?? '?',
      key: snapshot.KmsKeyId,
    }));
    found.push(...ofPage);
  }
  return found;
}

async function vaultBackups({ account }: CommandContext, region: string, vault: string): Promise<Backup[]> {
  const found: Backup[] = [];
  try {
    const pages = paginateListRecoveryPointsByBackupVault(
      { client: account.backup(region) },
      { BackupVaultName: vault, ByResourceType: 'RDS' },
    );
    for await (const { RecoveryPoints: page = [] } of pages) {
      const ofPage = page.map((point): Backup => ({
        kind: 'vault',
        region,
        name: `${vault}/${point.RecoveryPointArn!.split(':').pop()}`,
        arn: point.RecoveryPointArn,
        time: point.CreationDate,
        sizeGiB: point.BackupSizeInBytes && Math.ceil(point.BackupSizeInBytes / GIB),
        status: point.Status ?? '?',
        key: point.EncryptionKeyArn,
      }));
      found.push(...ofPage);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return found;
}

function newestFirst(one: Backup, other: Backup): number {
  return (other.time?.getTime() ?? 0) - (one.time?.getTime() ?? 0);
}

function table({ terminal, locale, messages }: CommandContext, backups: readonly Backup[]): string {
  const rows = backups.map(({ kind, region, name, time, earliest, sizeGiB, status }) => [
    messages.backups.kinds[kind],
    region,
    time ? locale.minute(time) : '-',
    earliest ? messages.backups.since(locale.date(earliest)) : '',
    sizeGiB === undefined ? '-' : `${locale.number(sizeGiB)} GiB`,
    status,
    name,
  ]);
  return terminal.table(messages.backups.head(), rows);
}
