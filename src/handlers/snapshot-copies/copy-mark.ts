import { createHash } from 'crypto';
import { Snapshot, snapshotArn } from './snapshot';
import { COPIED_FROM, copiedTo, copyPrefix, COPY_TAGS } from '../../backup/snapshot-copy-naming';

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
 * The names that the copy of a snapshot may have: the prefix and the source's own name, or, where another snapshot has
 * that name, the same with 8 hexadecimal digits behind it. The other snapshot may be the copy of a former source of
 * that name, which has been deleted and taken anew since. Both are always the same for one source.
 */
export function copyNames({ name, arn, takenAt }: Snapshot, prefix: string): [string, string] {
  const whole = `${prefix}${name}`;
  const first = whole.length <= LONGEST_NAME ? whole : withDigest(whole, arn);
  return [first, withDigest(whole, `${arn} ${takenAt?.toISOString()}`)];
}

/** The names that copies had in former versions, without a prefix. */
function formerNames(source: Snapshot): [string, string] {
  return copyNames(source, '');
}

/** A name that ends in a digest, cut where it would be too long. */
function withDigest(name: string, of: string): string {
  // Two hyphens in a row are not allowed.
  const beginning = name.slice(0, LONGEST_NAME - 9).replace(/-+$/, '');
  return `${beginning}-${digest(of, 8)}`;
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
export function isOurCopy(snapshot: Snapshot, sourceRegion: string, prefix: string): boolean {
  return isDeletable(snapshot, sourceRegion, prefix) || isFormerCopy(snapshot, sourceRegion);
}

/** Whether a snapshot is our copy, with the prefix that the role of the function may delete. */
export function isDeletable({ name, arn, tags }: Snapshot, sourceRegion: string, prefix: string): boolean {
  return name.startsWith(prefix) && isNamedAfter(tags[COPIED_FROM], name.slice(prefix.length), arn, sourceRegion);
}

/**
 * Whether a snapshot is a copy of a former version, whose names had no prefix. The role of the function may not delete
 * it.
 */
function isFormerCopy({ name, arn, tags }: Snapshot, sourceRegion: string): boolean {
  return isNamedAfter(tags[COPIED_FROM], name, arn, sourceRegion);
}

/** Whether a tag tells of a source with this name, or with this name before its last 8 digits. */
function isNamedAfter(tag: string | undefined, name: string, arn: string, sourceRegion: string): boolean {
  return (
    tag !== undefined &&
    [name, name.replace(/-[0-9a-f]{8}$/, '')].some((of) => tellsOf(tag, snapshotArn(arn, sourceRegion, of)))
  );
}

/** Whether a snapshot is a copy that we have made, from whichever region. Such a one is no source: two functions would copy to and fro. */
export function isAnyCopy(snapshot: Snapshot, instanceIdentifier: string): boolean {
  const region = /^arn:[^:]+:rds:([^:]+):/.exec(snapshot.tags[COPIED_FROM] ?? '')?.[1];
  return region !== undefined && isOurCopy(snapshot, region, copyPrefix(instanceIdentifier, region));
}

/** Whether a snapshot is our copy of this source, and not of a former one that had the same name. */
export function isCopyOf(source: Snapshot, copy: Snapshot, prefix: string): boolean {
  if (copy.tags[COPIED_FROM] !== tagValue(source.arn)) return false;
  return [copyNames(source, prefix), formerNames(source)].some(([first, second]) => {
    return copy.name === second || (copy.name === first && !isOfAnotherTime(source, copy));
  });
}

/** Whether a source has had a copy in a region: the tag says so, and names one that is a copy of this very source. */
export function isMarked(source: Snapshot, region: string, prefix: string): boolean {
  const names = [...copyNames(source, prefix), ...formerNames(source)];
  return names.some((name) => source.tags[copiedTo(region)] === tagValue(snapshotArn(source.arn, region, name)));
}

/** A copy that is under way may not know its time yet, or not the right one. */
function isOfAnotherTime(source: Snapshot, copy: Snapshot): boolean {
  return (
    copy.status === 'available' &&
    source.takenAt !== undefined &&
    copy.takenAt !== undefined &&
    Math.abs(source.takenAt.getTime() - copy.takenAt.getTime()) > SAME_TIME
  );
}

/** Names with the second ending may have been cut, as may long ARNs. */
function tellsOf(tag: string, arn: string): boolean {
  return tag === tagValue(arn) || (arn.length > 200 && tag.startsWith(arn.slice(0, 200)));
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
