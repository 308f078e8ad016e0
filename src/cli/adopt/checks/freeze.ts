import {
  CreateDBSnapshotCommand,
  DBSnapshot,
  DescribeDBSnapshotsCommand,
  paginateDescribeDBSnapshots,
} from '@aws-sdk/client-rds';
import { CheckContext, fine, PhaseCheck, stopping, textsOf } from './phase-check';
import { CommandFailure } from '../../command-failure';
import { daysBetween, Finding } from '../../status/finding';
import { waitFor } from '../../wait';

/** An older snapshot lacks what came after it. */
const OLDEST_SNAPSHOT_DAYS = 1;

/** A snapshot of many TiB takes hours. */
const WAIT_MILLIS = 24 * 3_600_000;

/** `freeze`: the instance works, cannot be deleted, and has a snapshot of today. */
export const freeze: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { instance, identifier } = check.database;
  const { DBInstanceStatus: status = '?' } = instance;
  return [
    status === 'available'
      ? fine('instance', texts.available(), { status })
      : stopping('instance', texts.notAvailable(status), texts.waitUntilAvailable(), { status }),
    instance.StorageEncrypted
      ? fine('encryption', texts.encrypted(instance.KmsKeyId ?? '?'))
      : stopping('encryption', texts.notEncrypted(), check.context.messages.adopt.notEncrypted()),
    instance.DeletionProtection
      ? fine('deletionProtection', texts.isOn())
      : stopping('deletionProtection', texts.isOff(), texts.protect(identifier)),
    await snapshotOf(check),
  ];
};

async function snapshotOf(check: CheckContext): Promise<Finding> {
  const texts = textsOf(check);
  const { options, context } = check;
  const made = options.snapshot ? await makeSnapshot(check) : await newestSnapshot(check);
  const now = new Date(); // a snapshot takes its time
  const { DBSnapshotIdentifier: name = '?', SnapshotCreateTime: time } = made ?? {};
  const isNew = time !== undefined && daysBetween(time, now) < OLDEST_SNAPSHOT_DAYS;
  const values = { snapshot: made?.DBSnapshotIdentifier ?? null, time: time ?? null };
  if (isNew) return fine('snapshot', texts.snapshot(name, context.locale.ago(time, now)), values);
  const text = time ? texts.snapshot(name, context.locale.ago(time, now)) : texts.noSnapshot();
  return stopping('snapshot', text, texts.makeSnapshot(), values);
}

async function newestSnapshot({ database: { account, identifier } }: CheckContext): Promise<DBSnapshot | undefined> {
  const found: DBSnapshot[] = [];
  const pages = paginateDescribeDBSnapshots(
    { client: account.rds() },
    { DBInstanceIdentifier: identifier, SnapshotType: 'manual' },
  );
  for await (const { DBSnapshots: page = [] } of pages) found.push(...page);
  return found
    .filter(({ Status: status, SnapshotCreateTime: time }) => status === 'available' && time !== undefined)
    .sort((one, other) => other.SnapshotCreateTime!.getTime() - one.SnapshotCreateTime!.getTime())[0];
}

/** The only thing that the command ever makes. */
async function makeSnapshot(check: CheckContext): Promise<DBSnapshot> {
  const { context, database, now } = check;
  const { messages, terminal } = context;
  const { identifier, region, account } = database;
  const name = `${identifier}-adopt-${now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}`;
  await account
    .rds()
    .send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: name }));
  return terminal.progress(messages.snapshot.waiting(name, region), () =>
    waitFor(
      async () => {
        const { DBSnapshots: [snapshot] = [] } = await account
          .rds()
          .send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: name }));
        if (snapshot?.Status === 'failed') throw new CommandFailure(messages.snapshot.failed(name, region));
        return snapshot?.Status === 'available' ? snapshot : undefined;
      },
      WAIT_MILLIS,
      () => new CommandFailure(messages.failures.tooLong(WAIT_MILLIS / 3_600_000)),
    ),
  );
}
