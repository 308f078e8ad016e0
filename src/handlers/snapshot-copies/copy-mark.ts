import { createHash } from 'crypto';
import { Snapshot, snapshotArn } from './snapshot';
import { COPIED_FROM, copiedTo, COPY_TAGS } from '../../backup/copy-tags';

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html */
const LONGEST_VALUE = 256;
const MOST_TAGS = 50;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html */
const LONGEST_NAME = 255;

/** A name that cannot be the same as before after the snapshot has been deleted and taken anew within this time, in milliseconds. */
const SAME_TIME = 60_000;

/** What a tag says of a snapshot: its ARN, or as much of it as a tag holds, and a digest. */
export function tagValue(arn: string): string {
  return arn.length <= LONGEST_VALUE ? arn : `${arn.slice(0, LONGEST_VALUE - 33)}/${digest(arn, 32)}`;
}

/**
 * The names that the copy of a snapshot may have. The first is the source's own. The second is for a first one that something else has: another
 * snapshot of that name, or the copy of a former source of that name, which has been deleted and taken anew since. It is `<name>-<8 hexadecimal
 * digits>`, always the same for one source.
 */
export function copyNames({ name, arn, takenAt }: Snapshot): [string, string] {
  // Two hyphens in a row are not allowed.
  const beginning = name.slice(0, LONGEST_NAME - 9).replace(/-+$/, '');
  return [name, `${beginning}-${digest(`${arn} ${takenAt?.toISOString()}`, 8)}`];
}

/** Every tag of a copy: those of the source that somebody has given it, and ours. */
export function copyTags(source: Snapshot): Record<string, string> {
  // Those of AWS cannot be set: https://github.com/cloud-custodian/cloud-custodian/issues/6782. Ours are of the source alone.
  const given = Object.entries(source.tags).filter(([key]) => !/^(aws|rds):/i.test(key) && !key.startsWith(COPY_TAGS));
  return { ...Object.fromEntries(given.slice(0, MOST_TAGS - 1)), [COPIED_FROM]: tagValue(source.arn) };
}

/**
 * Whether a snapshot is a copy that we have made, from `sourceRegion`. The tag alone does not tell: a database that is restored from a copy may
 * hand the copy's tags down to snapshots of its own. Hence the name has to go with the tag.
 */
export function isOurCopy({ name, arn, tags }: Snapshot, sourceRegion: string): boolean {
  const tag = tags[COPIED_FROM];
  return tag !== undefined && [name, name.replace(/-[0-9a-f]{8}$/, '')].some((of) => tellsOf(tag, snapshotArn(arn, sourceRegion, of)));
}

/** Whether a snapshot is a copy that we have made, from whichever region. Such a one is no source: two functions would copy to and fro. */
export function isAnyCopy(snapshot: Snapshot): boolean {
  const region = /^arn:[^:]+:rds:([^:]+):/.exec(snapshot.tags[COPIED_FROM] ?? '')?.[1];
  return region !== undefined && isOurCopy(snapshot, region);
}

/** Whether a snapshot is our copy of this source, and not of a former one that had the same name. */
export function isCopyOf(source: Snapshot, copy: Snapshot): boolean {
  const [first, second] = copyNames(source);
  if (copy.tags[COPIED_FROM] !== tagValue(source.arn)) return false;
  return copy.name === second || (copy.name === first && !isOfAnotherTime(source, copy));
}

/** Whether a source has had a copy in a region: the tag says so, and names one that is a copy of this very source. */
export function isMarked(source: Snapshot, region: string): boolean {
  return copyNames(source).some((name) => source.tags[copiedTo(region)] === tagValue(snapshotArn(source.arn, region, name)));
}

/** A copy that is under way may not know its time yet, or not the right one. */
function isOfAnotherTime(source: Snapshot, copy: Snapshot): boolean {
  return copy.status === 'available' && source.takenAt !== undefined && copy.takenAt !== undefined
    && Math.abs(source.takenAt.getTime() - copy.takenAt.getTime()) > SAME_TIME;
}

/** Names with the second ending may have been cut, as may long ARNs. */
function tellsOf(tag: string, arn: string): boolean {
  return tag === tagValue(arn) || (arn.length > 200 && tag.startsWith(arn.slice(0, 200)));
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
