import { isAnyCopy, isCopyOf, isDeletable, isMarked, isOurCopy } from './copy-mark';
import { CopySettings } from './copy-settings';
import { Snapshot } from './snapshot';

const DAY = 24 * 60 * 60 * 1000;

/** What has to be done so that the target region has the copies that it should have. */
export interface CopyPlan {
  /** All of our copies in the target region. */
  readonly copies: Snapshot[];
  /** Sources without a copy, newest first: a disaster recovery needs the newest one. */
  readonly missing: Snapshot[];
  /** Finished copies whose source is not tagged as copied yet. */
  readonly unmarked: { readonly source: Snapshot; readonly copy: Snapshot }[];
  /** Copies older than the retention that the function may delete. */
  readonly expired: Snapshot[];
  /** Copies older than the retention that a former version has created, and that the function may not delete. */
  readonly undeletable: Snapshot[];
  /** Copies that have failed. */
  readonly failed: Snapshot[];
  /** Copies in progress. */
  readonly inProgress: Snapshot[];
}

/** Whether a copy has not finished yet. */
export function isInProgress({ status }: Snapshot): boolean {
  return !['available', 'failed', 'deleting'].includes(status);
}

/**
 * Compares the snapshots of the source region with those of the target region.
 *
 * @param replaceFailed whether to replace failed copies: then they do not count as copies
 */
export function copyPlan(
  sources: Snapshot[],
  targets: Snapshot[],
  settings: CopySettings,
  replaceFailed: boolean,
  now: Date,
): CopyPlan {
  const { sourceRegion, region, instanceIdentifier, retentionDays, copyPrefix: prefix } = settings;
  const oldest = retentionDays === undefined ? undefined : now.getTime() - retentionDays * DAY;
  const isExpired = ({ takenAt }: Snapshot) =>
    oldest !== undefined && takenAt !== undefined && takenAt.getTime() < oldest;
  const copies = targets.filter((snapshot) => isOurCopy(snapshot, sourceRegion, prefix));
  const unmarkedSources = sources.filter(
    (source) => !isMarked(source, region, prefix) && !isAnyCopy(source, instanceIdentifier),
  );
  const copiesOf = (source: Snapshot) =>
    copies.filter((copy) => isCopyOf(source, copy, prefix) && !(replaceFailed && copy.status === 'failed'));
  const expired = copies.filter((copy) => copy.status === 'available' && isExpired(copy));
  const mayDelete = (copy: Snapshot) => isDeletable(copy, sourceRegion, prefix);
  return {
    copies,
    missing: unmarkedSources
      .filter((source) => source.status === 'available' && !isExpired(source) && copiesOf(source).length === 0)
      .sort(newestFirst),
    unmarked: unmarkedSources.flatMap((source) => {
      const copy = copiesOf(source).find(
        (candidate) => candidate.status === 'available' && !expired.includes(candidate),
      );
      return copy ? [{ source, copy }] : [];
    }),
    expired: expired.filter(mayDelete),
    undeletable: expired.filter((copy) => !mayDelete(copy)),
    failed: copies.filter(({ status }) => status === 'failed'),
    inProgress: copies.filter(isInProgress),
  };
}

/** Orders snapshots by their time, and those of the same time by name. */
function newestFirst(a: Snapshot, b: Snapshot): number {
  const difference = (b.takenAt?.getTime() ?? 0) - (a.takenAt?.getTime() ?? 0);
  if (difference !== 0) return difference;
  return a.name < b.name ? -1 : 1;
}
