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

/** Attempts for one call: with the pauses of the SDK they go on for a minute or longer. */
const ATTEMPTS = 10;

/** The snapshots of one region by the API of RDS. */
export class RdsSnapshots implements SnapshotStore {
  private readonly client: RDSClient;

  /** @param end when a call that is still waiting for an answer, or for its next attempt, gives up, in milliseconds as of Date.now() */
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
    return snapshots.flatMap(known);
  }

  async find(name: string): Promise<Snapshot | undefined> {
    const answer = await unless(/^DBSnapshotNotFound/, () => this.describe({ DBSnapshotIdentifier: name }));
    return answer?.DBSnapshots?.flatMap(known)[0];
  }

  async copy({ sourceArn, name, kmsKeyArn, tags }: CopyRequest): Promise<CopyOutcome> {
    const command = new CopyDBSnapshotCommand({
      // Of another region: the SDK takes it from the ARN, and adds the signed request for it that RDS asks for (middleware-sdk-rds).
      SourceDBSnapshotIdentifier: sourceArn,
      TargetDBSnapshotIdentifier: name,
      KmsKeyId: kmsKeyArn,
      // Without CopyTags: RDS takes either these or the source's, and never both. https://github.com/getmoto/moto/pull/8320
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    try {
      await this.client.send(command, this.options());
      return 'started';
    } catch (error) {
      const { name: code, message } = error as Error;
      if (/^DBSnapshotAlreadyExists/.test(code)) return 'name-taken';
      if (/^(DBSnapshotNotFound|InvalidDBSnapshotState)/.test(code)) return 'source-gone';
      // "Cannot copy more than … snapshots across regions"; the same code tells of too many manual snapshots.
      // https://github.com/pbudzon/aws-maintenance/issues/19
      if (/^SnapshotQuotaExceeded/.test(code) && /across regions/i.test(message)) return 'busy';
      throw error;
    }
  }

  async tag(arn: string, key: string, value: string): Promise<boolean> {
    const command = new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: key, Value: value }] });
    return (await unless(/^DBSnapshotNotFound/, () => this.client.send(command, this.options()))) !== undefined;
  }

  async remove(name: string): Promise<boolean> {
    const command = new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: name });
    return (await unless(/^DBSnapshotNotFound/, () => this.client.send(command, this.options()))) !== undefined;
  }

  private async describe(input: DescribeDBSnapshotsCommandInput): Promise<DescribeDBSnapshotsCommandOutput> {
    return this.client.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual', ...input }), this.options());
  }

  private options(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(Math.max(0, this.end - Date.now())) };
  }
}

function known(snapshot: DBSnapshot): Snapshot[] {
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
  // The first stays the same through copies.
  return [{ name, arn, status, takenAt: OriginalSnapshotCreateTime ?? SnapshotCreateTime, tags }];
}

/** The answer, or undefined when the API has refused with a code. */
async function unless<T>(code: RegExp, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (code.test((error as Error).name)) return undefined;
    throw error;
  }
}
