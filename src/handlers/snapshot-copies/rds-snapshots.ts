import {
  AddTagsToResourceCommand,
  CopyDBSnapshotCommand,
  DBSnapshot,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSnapshotsCommandInput,
  DescribeDBSnapshotsCommandOutput,
  RDSClient,
} from '@aws-sdk/client-rds';
import { Snapshot } from './snapshot';
import { CopyOutcome, CopyRequest, SnapshotStore } from './snapshot-store';

/** Attempts for each call. With the pauses of the SDK, they take a minute or longer. */
const ATTEMPTS = 10;

/** The snapshot store of one region, by the API of RDS. */
export class RdsSnapshots implements SnapshotStore {
  private readonly client: RDSClient;

  /** @param end when to abort a call that still waits for an answer or its next attempt, as of Date.now() */
  constructor(
    region: string,
    private readonly end: number,
  ) {
    this.client = new RDSClient({ region, retryMode: 'adaptive', maxAttempts: ATTEMPTS });
  }

  async list(instanceIdentifier: string): Promise<Snapshot[]> {
    const snapshots: DBSnapshot[] = [];
    let page: string | undefined;
    do {
      const answer = await this.describe({ DBInstanceIdentifier: instanceIdentifier, MaxRecords: 100, Marker: page });
      snapshots.push(...(answer.DBSnapshots ?? []));
      page = answer.Marker;
    } while (page);
    return snapshots.flatMap(toSnapshots);
  }

  async find(name: string): Promise<Snapshot | undefined> {
    const answer = await unlessNotFound(() => this.describe({ DBSnapshotIdentifier: name }));
    return answer?.DBSnapshots?.flatMap(toSnapshots)[0];
  }

  async copy({ sourceArn, name, kmsKeyArn, tags }: CopyRequest): Promise<CopyOutcome> {
    const command = new CopyDBSnapshotCommand({
      // The SDK takes the region from the ARN, and adds the presigned request that RDS needs (middleware-sdk-rds).
      SourceDBSnapshotIdentifier: sourceArn,
      TargetDBSnapshotIdentifier: name,
      KmsKeyId: kmsKeyArn,
      // No CopyTags: RDS sets either these tags or the source's, never both. https://github.com/getmoto/moto/pull/8320
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    try {
      await this.client.send(command, this.options());
      return 'started';
    } catch (error) {
      const { name: code, message } = error as Error;
      if (/^DBSnapshotAlreadyExists/.test(code)) return 'name-taken';
      if (/^(DBSnapshotNotFound|InvalidDBSnapshotState)/.test(code)) return 'source-gone';
      // "Cannot copy more than … snapshots across regions". The same code is used for too many manual snapshots.
      // https://github.com/pbudzon/aws-maintenance/issues/19
      if (/^SnapshotQuotaExceeded/.test(code) && /across regions/i.test(message)) return 'busy';
      throw error;
    }
  }

  async tag(arn: string, key: string, value: string): Promise<boolean> {
    const command = new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: key, Value: value }] });
    const answer = await unlessNotFound(() => this.client.send(command, this.options()));
    return answer !== undefined;
  }

  async remove(name: string): Promise<boolean> {
    const command = new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: name });
    const answer = await unlessNotFound(() => this.client.send(command, this.options()));
    return answer !== undefined;
  }

  private async describe(input: DescribeDBSnapshotsCommandInput): Promise<DescribeDBSnapshotsCommandOutput> {
    return this.client.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual', ...input }), this.options());
  }

  private options(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(Math.max(0, this.end - Date.now())) };
  }
}

/** The snapshot, or nothing while RDS does not return its name, ARN and status. */
function toSnapshots(snapshot: DBSnapshot): Snapshot[] {
  const {
    DBSnapshotIdentifier: name,
    DBSnapshotArn: arn,
    Status: status,
    OriginalSnapshotCreateTime,
    SnapshotCreateTime,
    TagList,
  } = snapshot;
  if (!name || !arn || !status) return [];
  const tags = Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  // OriginalSnapshotCreateTime stays the same in copies.
  return [{ name, arn, status, takenAt: OriginalSnapshotCreateTime ?? SnapshotCreateTime, tags }];
}

/** The answer, or undefined when there is no such snapshot. */
async function unlessNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (/^DBSnapshotNotFound/.test((error as Error).name)) return undefined;
    throw error;
  }
}
