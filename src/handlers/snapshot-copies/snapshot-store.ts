import { Snapshot } from './snapshot';

/** The source and the properties of a copy. */
export interface CopyRequest {
  readonly sourceArn: string;
  readonly name: string;
  /** The key in the region of the copy. */
  readonly kmsKeyArn: string;
  /** All tags of the copy; RDS adds none of the source's. */
  readonly tags: Record<string, string>;
}

/**
 * The outcome of a copy request: `name-taken` when any snapshot has that name; `source-gone` when the source has been
 * or is being deleted; `busy` when as many copies to the region are in progress as the account may have.
 */
export type CopyOutcome = 'started' | 'name-taken' | 'source-gone' | 'busy';

/** The manual snapshots of one region. */
export interface SnapshotStore {
  /** Lists the snapshots of an instance, which need not exist any more. */
  list(instanceIdentifier: string): Promise<Snapshot[]>;

  /** Finds the snapshot of a name, of any instance; undefined when there is none. */
  find(name: string): Promise<Snapshot | undefined>;

  /** Starts a copy into this region. */
  copy(request: CopyRequest): Promise<CopyOutcome>;

  /** Sets a tag. Returns false when the snapshot no longer exists. */
  tag(arn: string, key: string, value: string): Promise<boolean>;

  /** Deletes a snapshot. Returns false when it no longer exists. */
  remove(name: string): Promise<boolean>;
}
