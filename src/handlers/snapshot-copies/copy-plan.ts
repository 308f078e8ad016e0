import { isAnyCopy, isCopyOf, isDeletable, isMarked, isOurCopy } from './copy-mark';
import { CopySettings } from './copy-settings';
import { Snapshot } from './snapshot';

const DAY = 24 * 60 * 60 * 1000;

/** What is missing between what the source region has and what is here. */
export interface CopyPlan {
  /** Our copies here. */
  readonly copies: Snapshot[];
  /** Sources without a copy, the newest first: it is the one that a disaster would ask for. */
  readonly missing: Snapshot[];
  /** Copies that are there, and whose source does not know it yet. */
  readonly unmarked: { readonly source: Snapshot; readonly copy: Snapshot }[];
  /** Copies that are older than the retention. */
  readonly expired: Snapshot[];
  /** Those of a former version, which the role of the function may not delete. */
  readonly undeletable: Snapshot[];
  /** Copies that RDS has given up. */
  readonly failed: Snapshot[];
  /** Copies on their way. */
  readonly underWay: Snapshot[];
}

/** Whether a copy that is there is on its way still. */
export function isUnderWay({ status }: Snapshot): boolean {
  return !['available', 'failed', 'deleting'].includes(status);
}

/**
 * Compares two regions.
 *
 * @param repairs whether failed copies are to be made anew: they do not count as copies then
 */
export function copyPlan(
  sources: Snapshot[],
  here: Snapshot[],
  settings: CopySettings,
  repairs: boolean,
  now: Date,
): CopyPlan {
  const { sourceRegion, region, instanceIdentifier, retentionDays, copyPrefix: prefix } = settings;
  const oldest = retentionDays === undefined ? undefined : now.getTime() - retentionDays * DAY;
  const isExpired = ({ takenAt }: Snapshot) =>
    oldest !== undefined && takenAt !== undefined && takenAt.getTime() < oldest;
  const copies = here.filter((snapshot) => isOurCopy(snapshot, sourceRegion, prefix));
  const unknown = sources.filter(
    (source) => !isMarked(source, region, prefix) && !isAnyCopy(source, instanceIdentifier),
  );
  const copiesOf = (source: Snapshot) =>
    copies.filter((copy) => isCopyOf(source, copy, prefix) && !(repairs && copy.status === 'failed'));
  const expired = copies.filter((copy) => copy.status === 'available' && isExpired(copy));
  const mayDelete = (copy: Snapshot) => isDeletable(copy, sourceRegion, prefix);
  return {
    copies,
    missing: unknown
      .filter((source) => source.status === 'available' && !isExpired(source) && copiesOf(source).length === 0)
      .sort((a, b) => (b.takenAt?.getTime() ?? 0) - (a.takenAt?.getTime() ?? 0) || (a.name < b.name ? -1 : 1)),
    unmarked: unknown.flatMap((source) => {
      const copy = copiesOf(source).find(
        (candidate) => candidate.status === 'available' && !expired.includes(candidate),
      );
      return copy ? [{ source, copy }] : [];
    }),
    expired: expired.filter(mayDelete),
    undeletable: expired.filter((copy) => !mayDelete(copy)),
    failed: copies.filter(({ status }) => status === 'failed'),
    underWay: copies.filter(isUnderWay),
  };
}
