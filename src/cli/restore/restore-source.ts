import {
  DBInstanceAutomatedBackup,
  DBSnapshot,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { isNotFound } from '../aws/aws-failure';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** What a restore takes its data from, and how RDS and the library name it. */
export interface RestoreSource {
  /** For people. */
  readonly description: string;
  /** The parameters of the restore that name the source. */
  readonly parameters:
    | { readonly DBSnapshotIdentifier: string }
    | {
        readonly SourceDbiResourceId?: string;
        readonly SourceDBInstanceAutomatedBackupsArn?: string;
        readonly RestoreTime?: Date;
        readonly UseLatestRestorableTime?: boolean;
      };
  /** `RestoreSource.…` of an app that restores the same. */
  readonly code: string;
  /** Whether the code means the same data whenever it is deployed. */
  readonly isFixed: boolean;
  readonly engineVersion?: string;
  readonly isEncrypted: boolean;
  readonly key?: string;
  readonly gibibytes?: number;
}

/** The options that name the source. */
export interface SourceOptions {
  readonly snapshot?: string;
  readonly time?: string;
  readonly latest?: boolean;
  readonly fromRegion?: string;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** ISO 8601 with a time zone: a time without one is another moment on each machine. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** @throws CommandFailure unless the options name one source */
export function checkSource(context: CommandContext, options: SourceOptions): void {
  const { snapshot, time, latest, fromRegion } = options;
  const texts = context.messages.restore;
  if (fromRegion !== undefined && !REGION.test(fromRegion)) {
    throw context.wrong(context.messages.failures.badRegion(fromRegion));
  }
  const named = [snapshot, time, latest].filter((option) => option !== undefined).length;
  if (named > 1 || (snapshot !== undefined && fromRegion !== undefined)) throw context.wrong(texts.twoSources());
  if (named === 0 && fromRegion === undefined) throw context.wrong(texts.noSource());
  if (time !== undefined && (!TIME.test(time) || Number.isNaN(Date.parse(time)))) {
    throw context.wrong(texts.badTime(time));
  }
}

/** Looks the source up. @throws CommandFailure if it is not there, not complete, or does not reach to the time */
export function findSource(context: CommandContext, options: SourceOptions): Promise<RestoreSource> {
  return options.snapshot === undefined ? ofBackups(context, options) : ofSnapshot(context, options.snapshot);
}

async function ofSnapshot(context: CommandContext, named: string): Promise<RestoreSource> {
  const { account, locale, messages } = context;
  const region = await account.region();
  const itsRegion = named.startsWith('arn:') ? named.split(':')[3] : region;
  const refused = (text: string) => new CommandFailure(text, ExitCode.REFUSED);
  if (itsRegion !== region) throw refused(messages.restore.otherRegion(named, itsRegion, region));
  const snapshot = (await describeSnapshot(context, named)) ?? (await describeSnapshot(context, nameIn(named)));
  if (!snapshot) throw refused(messages.restore.noSnapshot(named, region));
  const { Engine: engine = '?', Status: status = '?', SnapshotCreateTime: created } = snapshot;
  if (engine !== 'postgres') throw refused(messages.failures.notPostgres(named, engine));
  if (status !== 'available') throw refused(messages.restore.incomplete(named, status));
  const taken = snapshot.OriginalSnapshotCreateTime ?? created;
  const isEncrypted = snapshot.Encrypted ?? false;
  return {
    description: messages.restore.ofSnapshot(named, snapshot.DBInstanceIdentifier ?? '?', taken && locale.time(taken)),
    parameters: { DBSnapshotIdentifier: named },
    code: `RestoreSource.snapshot('${named}'${encryption(isEncrypted)})`,
    isFixed: true,
    engineVersion: snapshot.EngineVersion,
    isEncrypted,
    key: snapshot.KmsKeyId,
    gibibytes: snapshot.AllocatedStorage,
  };
}

/** The name at the end of an ARN: names of automated snapshots and of AWS Backup have a colon themselves. */
function nameIn(arn: string): string {
  return arn.replace(/^arn:.*?:snapshot:/, '');
}

async function describeSnapshot({ account }: CommandContext, named: string): Promise<DBSnapshot | undefined> {
  try {
    const { DBSnapshots: snapshots = [] } = await account.rds().send(
      // RDS shows a snapshot that another account shares by its ARN alone.
      new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: named, IncludeShared: named.startsWith('arn:') }),
    );
    return snapshots[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Automated backups in the region of the command: its own, or those that RDS has replicated from another one. */
async function ofBackups(context: CommandContext, { time, fromRegion }: SourceOptions): Promise<RestoreSource> {
  const { account, identifier, messages } = context;
  const region = await account.region();
  const home = fromRegion ?? region;
  const { DBInstanceAutomatedBackups: all = [] } = await account
    .rds()
    .send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: identifier }));
  const found = all.filter((backup) => backup.Region === home && backup.RestoreWindow?.LatestTime);
  if (found.length === 0) {
    throw new CommandFailure(messages.restore.noBackups(identifier, home, region), ExitCode.REFUSED);
  }
  const wanted = time === undefined ? undefined : wholeSecond(new Date(time));
  const backup = wanted ? found.find((candidate) => reaches(candidate, wanted)) : newestOf(found);
  if (!backup) {
    const windows = found.map(({ RestoreWindow: window }) => windowText(window!.EarliestTime, window!.LatestTime));
    throw new CommandFailure(messages.restore.outsideWindow(iso(wanted!), windows.join(', ')), ExitCode.REFUSED);
  }
  return fromBackup(context, backup, wanted, fromRegion);
}

function fromBackup(
  { identifier, locale, messages }: CommandContext,
  backup: DBInstanceAutomatedBackup,
  time: Date | undefined,
  fromRegion: string | undefined,
): RestoreSource {
  const { DBInstanceAutomatedBackupsArn: arn = '', DbiResourceId: resourceId = '', Encrypted: isEncrypted } = backup;
  const moment = time ? { RestoreTime: time } : { UseLatestRestorableTime: true };
  const shown = time ?? backup.RestoreWindow!.LatestTime!;
  const text = `${iso(shown)} (${locale.ago(shown)})`;
  const date = time && `new Date('${iso(time)}')`;
  const end = `${encryption(isEncrypted ?? false)})`;
  const common = {
    isFixed: time !== undefined,
    engineVersion: backup.EngineVersion,
    isEncrypted: isEncrypted ?? false,
    key: backup.KmsKeyId,
    gibibytes: backup.AllocatedStorage,
  };
  if (fromRegion) {
    return {
      description: messages.restore.ofReplicatedBackups(identifier, fromRegion, text),
      parameters: { SourceDBInstanceAutomatedBackupsArn: arn, ...moment },
      code: `RestoreSource.replicatedBackup('${arn}', ${date ?? 'undefined'}${end}`,
      ...common,
    };
  }
  return {
    description: messages.restore.ofBackups(identifier, resourceId, text),
    // The resource id: another instance may have got the identifier since.
    parameters: { SourceDbiResourceId: resourceId, ...moment },
    code: date
      ? `RestoreSource.pointInTime('${resourceId}', ${date}${end}`
      : `RestoreSource.latest('${resourceId}'${end}`,
    ...common,
  };
}

function reaches({ RestoreWindow: window }: DBInstanceAutomatedBackup, time: Date): boolean {
  return (window?.EarliestTime ?? time) <= time && time <= window!.LatestTime!;
}

/** An identifier has several backups when instances have had it one after the other. */
function newestOf(backups: readonly DBInstanceAutomatedBackup[]): DBInstanceAutomatedBackup {
  const latest = (backup: DBInstanceAutomatedBackup) => backup.RestoreWindow!.LatestTime!.getTime();
  return [...backups].sort((one, other) => latest(other) - latest(one))[0];
}

/** RDS restores to whole seconds. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function windowText(earliest: Date | undefined, latest: Date | undefined): string {
  return `${earliest ? iso(earliest) : '…'} – ${latest ? iso(latest) : '…'}`;
}

/** As in `2026-11-20T14:05:00Z`. */
function iso(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** The option with which the library knows that the source is encrypted. */
function encryption(isEncrypted: boolean): string {
  return isEncrypted ? ', { encrypted: true }' : '';
}
