import { Snapshot } from './snapshot';

/** What to copy, and as what. */
export interface CopyRequest {
  readonly sourceArn: string;
  readonly name: string;
  /** Key in the region of the copy. */
  readonly kmsKeyArn: string;
  /** All tags of the copy: RDS adds none of the source's to them. */
  readonly tags: Record<string, string>;
}

/**
 * What became of a request to copy: `name-taken` when there is a snapshot of that name, whosever it is; `source-gone` when the source has been
 * deleted, or is being; `busy` when as many copies are under way to the region as the account may have.
 */
export type CopyOutcome = 'started' | 'name-taken' | 'source-gone' | 'busy';

/** The manual snapshots of one region. */
export interface SnapshotStore {
  /** All of one instance, which need not exist any more. */
  list(instanceIdentifier: string): Promise<Snapshot[]>;

  /** The one of a name, of whichever instance; undefined when there is none. */
  find(name: string): Promise<Snapshot | undefined>;

  /** Starts a copy into this region. */
  copy(request: CopyRequest): Promise<CopyOutcome>;

  /** Sets a tag. Returns false when the snapshot has gone. */
  tag(arn: string, key: string, value: string): Promise<boolean>;

  /** Returns false when the snapshot has gone before. */
  remove(name: string): Promise<boolean>;
}
