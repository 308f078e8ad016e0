import { Snapshot } from '../../src/handlers/snapshot-copies/snapshot';
import { CopyOutcome, CopyRequest, SnapshotStore } from '../../src/handlers/snapshot-copies/snapshot-store';

export const ACCOUNT = '111122223333';

/** A manual snapshot as RDS keeps it. */
export interface MemorySnapshot extends Snapshot {
  status: string;
  readonly instance: string;
  readonly kmsKeyArn?: string;
  tags: Record<string, string>;
}

/** RDS of an account in memory, with the rules that the copies rely on; test/aws/ tests the same against an API. */
export class MemoryRds {
  /** The maximum number of copies in progress to one region. */
  most = 20;
  private readonly regions = new Map<string, MemorySnapshots>();

  region(name: string): MemorySnapshots {
    const region = this.regions.get(name) ?? new MemorySnapshots(name, this);
    this.regions.set(name, region);
    return region;
  }

  find(arn: string): MemorySnapshot | undefined {
    const [, , , region, , , name] = arn.split(':');
    return this.regions.get(region)?.snapshots.get(name);
  }
}

/** The manual snapshots of one region in memory. */
export class MemorySnapshots implements SnapshotStore {
  readonly snapshots = new Map<string, MemorySnapshot>();
  /** The names of the calls that were made. */
  readonly calls: string[] = [];

  constructor(
    readonly name: string,
    private readonly rds: MemoryRds,
  ) {}

  /** The result of CreateDBSnapshot. */
  create(name: string, given: Partial<MemorySnapshot> = {}): MemorySnapshot {
    const { instance = 'oficina-db-prod', takenAt = new Date(), status = 'available', tags = {} } = given;
    const snapshot = {
      name,
      arn: `arn:aws:rds:${this.name}:${ACCOUNT}:snapshot:${name}`,
      instance,
      takenAt,
      status,
      tags,
    };
    this.snapshots.set(name, snapshot);
    return snapshot;
  }

  /** The behaviour of RDS for a copy. */
  become(name: string, status: 'available' | 'failed' | 'deleting'): void {
    this.snapshots.get(name)!.status = status;
  }

  names(status?: string): string[] {
    return [...this.snapshots.values()]
      .filter((snapshot) => status === undefined || snapshot.status === status)
      .map(({ name }) => name)
      .sort();
  }

  async list(instanceIdentifier: string): Promise<Snapshot[]> {
    this.calls.push('list');
    return [...this.snapshots.values()]
      .filter(({ instance }) => instance === instanceIdentifier)
      .map((snapshot) => ({ ...snapshot }));
  }

  async find(name: string): Promise<Snapshot | undefined> {
    this.calls.push('find');
    const snapshot = this.snapshots.get(name);
    return snapshot && { ...snapshot };
  }

  async copy({ sourceArn, name, kmsKeyArn, tags }: CopyRequest): Promise<CopyOutcome> {
    this.calls.push('copy');
    if (name.length > 255 || !/^[a-z](-?[a-z0-9])*$/.test(name)) throw new Error(`InvalidParameterValue: ${name}`);
    for (const [key, value] of Object.entries(tags)) {
      if (/^(aws|rds):/.test(key) || key.length > 128 || value.length > 256) {
        throw new Error(`InvalidParameterValue: ${key}=${value}`);
      }
    }
    if (Object.keys(tags).length > 50) throw new Error('InvalidParameterValue: more than 50 tags');
    const source = this.rds.find(sourceArn);
    if (this.snapshots.has(name)) return 'name-taken';
    if (source?.status !== 'available') return 'source-gone';
    if ([...this.snapshots.values()].filter(({ status }) => status === 'copying').length >= this.rds.most) {
      return 'busy';
    }
    const arn = `arn:aws:rds:${this.name}:${ACCOUNT}:snapshot:${name}`;
    this.snapshots.set(name, {
      name,
      arn,
      instance: source.instance,
      takenAt: source.takenAt,
      status: 'copying',
      tags,
      kmsKeyArn,
    });
    return 'started';
  }

  async tag(arn: string, key: string, value: string): Promise<boolean> {
    this.calls.push('tag');
    if (value.length > 256) throw new Error(`InvalidParameterValue: ${value}`);
    const snapshot = this.rds.find(arn);
    if (snapshot) snapshot.tags = { ...snapshot.tags, [key]: value };
    return snapshot !== undefined;
  }

  async remove(name: string): Promise<boolean> {
    this.calls.push('remove');
    return this.snapshots.delete(name);
  }
}
