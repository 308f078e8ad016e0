import { copyPrefix } from '../../../src/backup/snapshot-copy-naming';
import { reconcile } from '../../../src/handlers/snapshot-copies/snapshot-copies';
import { SnapshotEvent } from '../../../src/handlers/snapshot-copies/snapshot-event';
import { SnapshotStore } from '../../../src/handlers/snapshot-copies/snapshot-store';
import { MemoryRds, MemorySnapshots } from '../../support/snapshot-store';

export const NOW = new Date('2026-11-26T12:00:00Z');
export const KEY = 'arn:aws:kms:us-west-2:111122223333:key/0d5e';

/** The prefix of the names of the copies. */
export const PREFIX = copyPrefix('oficina-db-prod', 'us-east-1');

/** The name of the copy of a snapshot. */
export const copyOf = (name: string) => `${PREFIX}${name}`;

/** A time in the past, for a snapshot. */
export const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000);

/** Where a run fails, counted from 1 over all calls of RDS. */
export interface Fault {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** The error of a failing call. */
export class Crash extends Error {}

/** The outcome of a run. */
export interface Outcome {
  readonly error?: Error;
  readonly log: {
    event: string;
    source?: string;
    copy?: string;
    message?: string;
    snapshot?: string;
    count?: number;
    snapshots?: string[];
  }[];
  readonly calls: number;
}

export const sweep: SnapshotEvent = { kind: 'sweep' };
export const created = (name: string): SnapshotEvent => ({ kind: 'created', name, message: 'Manual snapshot created' });
export const finished = (name: string): SnapshotEvent => ({
  kind: 'finished',
  name,
  message: 'Finished copy of snapshot',
});
export const failed = (name: string): SnapshotEvent => ({
  kind: 'failed',
  name,
  message: 'Canceled snapshot copy request',
});

/** An instance with snapshots in one region, a second region, and runs that fail at a chosen call. */
export class Scenario {
  readonly rds = new MemoryRds();
  readonly source: MemorySnapshots = this.rds.region('us-east-1');
  readonly target: MemorySnapshots = this.rds.region('us-west-2');

  constructor(private readonly retentionDays?: number) {}

  async run(
    event: SnapshotEvent,
    fault?: Fault,
    { deadline = Infinity, wrap = (store: SnapshotStore) => store, now = NOW } = {},
  ): Promise<Outcome> {
    const log: Outcome['log'] = [];
    let calls = 0;
    const faulty = (store: SnapshotStore) =>
      new Proxy(wrap(store), {
        get:
          (target, name: keyof SnapshotStore) =>
          async (...args: unknown[]) => {
            const hit = fault?.call === ++calls ? fault.when : undefined;
            if (hit === 'before') throw new Crash('before');
            const result = await (target[name] as (...a: unknown[]) => Promise<never>)(...args);
            if (hit === 'after') throw new Crash('after');
            return result;
          },
      });
    const error = await reconcile(
      {
        settings: {
          sourceRegion: 'us-east-1',
          region: 'us-west-2',
          instanceIdentifier: 'oficina-db-prod',
          copyPrefix: PREFIX,
          kmsKeyArn: KEY,
          retentionDays: this.retentionDays,
        },
        source: faulty(this.source),
        target: faulty(this.target),
        deadline,
        now,
        pause: 1,
        log: (name, details) => {
          log.push({ event: name, ...details });
        },
      },
      event,
    ).then(
      () => undefined,
      (thrown) => thrown,
    );
    return { error, log, calls };
  }

  /** Runs that must succeed. */
  async do(...events: SnapshotEvent[]): Promise<Outcome> {
    let outcome: Outcome | undefined;
    for (const event of events) {
      outcome = await this.run(event);
      expect(outcome.error).toBeUndefined();
    }
    return outcome!;
  }

  /** RDS finishes one copy after the other, with an event for each, until none is in progress. */
  async settle(): Promise<Outcome[]> {
    const outcomes = [];
    for (let [name] = this.target.names('copying'); name; [name] = this.target.names('copying')) {
      this.target.become(name, 'available');
      outcomes.push(await this.do(finished(name)));
    }
    return outcomes;
  }
}

/** The events of a log, for comparison. */
export function told({ log }: Outcome, event: string): string[] {
  return log
    .filter((line) => line.event === event)
    .map(({ source }) => source?.split(':').pop() ?? '')
    .sort();
}
