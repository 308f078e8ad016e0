import {
  CopyDBSnapshotCommand,
  CreateDBSnapshotCommand,
  DBSnapshot,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { Database } from '../aws/database';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { waitFor } from '../wait';

/** The options of `snapshot`. */
export interface SnapshotOptions {
  readonly name?: string;
  readonly copyTo?: string;
  readonly copyKey?: string;
  readonly wait?: boolean;
}

/** Names of snapshots that RDS takes. */
const NAME = /^[a-z](-?[a-z0-9]){0,254}$/i;

/** A snapshot of many TiB that goes to another region takes hours. */
const WAIT_MILLIS = 24 * 3_600_000;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** `snapshot`: a manual snapshot, which stays until somebody deletes it. */
export const run: Command<SnapshotOptions> = async (context, options) => {
  const { terminal, messages } = context;
  const name = options.name ?? `${context.identifier}-${timestamp(new Date())}`;
  if (!NAME.test(name)) throw context.wrong(messages.snapshot.badName(name));
  if (options.copyTo !== undefined && !REGION.test(options.copyTo)) {
    throw context.wrong(messages.failures.badRegion(options.copyTo));
  }
  const database = await context.database();
  const copyKey = await keyOfCopies(context, database, options); // before anything is made
  let snapshot = await create(database, name);
  terminal.note(messages.snapshot.started(name));
  // RDS copies nothing that is not complete.
  if (options.wait || options.copyTo) snapshot = await available(context, name, database.region);
  let copy: DBSnapshot | undefined;
  if (options.copyTo) {
    copy = await startCopy(database, snapshot, options.copyTo, copyKey);
    terminal.note(messages.snapshot.copyStarted(name, options.copyTo));
    if (options.wait) copy = await available(context, name, options.copyTo);
  }
  const made = copy ? [snapshot, copy] : [snapshot];
  terminal.result({ snapshots: made.map(summary) }, () =>
    made.map(({ DBSnapshotArn: arn, Status: status }) => messages.snapshot.made(arn!, status!)).join('\n'),
  );
  return ExitCode.OK;
};

async function create(database: Database, name: string): Promise<DBSnapshot> {
  const { DBSnapshot: snapshot } = await database.account
    .rds()
    .send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: database.identifier, DBSnapshotIdentifier: name }));
  return snapshot!;
}

/**
 * Returns the key of the other region for a copy: the named one, or that of the backups which RDS replicates there.
 * A key is of one region, so that an encrypted snapshot needs another one there.
 */
async function keyOfCopies(
  { messages }: CommandContext,
  database: Database,
  { copyTo, copyKey }: SnapshotOptions,
): Promise<string | undefined> {
  if (!copyTo || copyKey || !database.instance.StorageEncrypted) return copyKey;
  const backups = database.replicatedBackups.find(({ region }) => region === copyTo);
  if (!backups) throw new CommandFailure(messages.snapshot.needsKey(copyTo), ExitCode.REFUSED);
  const { DBInstanceAutomatedBackups: found = [] } = await database.account
    .rds(copyTo)
    .send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceAutomatedBackupsArn: backups.arn }));
  const key = found[0]?.KmsKeyId;
  if (!key) throw new CommandFailure(messages.snapshot.needsKey(copyTo), ExitCode.REFUSED);
  return key;
}

async function startCopy(
  database: Database,
  snapshot: DBSnapshot,
  region: string,
  key: string | undefined,
): Promise<DBSnapshot> {
  const { DBSnapshot: copy } = await database.account.rds(region).send(
    new CopyDBSnapshotCommand({
      // Of another region: the SDK signs the request to that region by the ARN.
      SourceDBSnapshotIdentifier: snapshot.DBSnapshotArn,
      TargetDBSnapshotIdentifier: snapshot.DBSnapshotIdentifier,
      KmsKeyId: key,
      CopyTags: true,
    }),
  );
  return copy!;
}

/** Waits until a snapshot is complete. A wait that is cut off leaves the snapshot to RDS, which goes on with it. */
function available({ account, terminal, messages }: CommandContext, name: string, region: string): Promise<DBSnapshot> {
  return terminal.progress(messages.snapshot.waiting(name, region), (update) =>
    waitFor(
      async () => {
        const { DBSnapshots: snapshots = [] } = await account
          .rds(region)
          .send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: name }));
        const [snapshot] = snapshots;
        if (snapshot?.Status === 'available') return snapshot;
        if (snapshot?.Status === 'failed') throw new CommandFailure(messages.snapshot.failed(name, region));
        update(`${messages.snapshot.waiting(name, region)} ${snapshot?.PercentProgress ?? 0} %`);
        return undefined;
      },
      WAIT_MILLIS,
      () => new CommandFailure(messages.failures.tooLong(WAIT_MILLIS / 3_600_000)),
    ),
  );
}

/** As in `oficina-db-prod-20261205-100000`, in UTC. */
function timestamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}

function summary(snapshot: DBSnapshot) {
  return {
    name: snapshot.DBSnapshotIdentifier,
    arn: snapshot.DBSnapshotArn,
    status: snapshot.Status,
    encrypted: snapshot.Encrypted,
  };
}
