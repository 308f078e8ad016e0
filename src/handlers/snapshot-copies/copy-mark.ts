import { createHash } from 'crypto';
import { Snapshot, snapshotArn } from './snapshot';
import { COPIED_FROM, copiedTo, copyPrefix, COPY_TAGS } from '../../backup/snapshot-copy-naming';

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html */
const LONGEST_VALUE = 256;
const MOST_TAGS = 50;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html */
const LONGEST_NAME = 255;

/**
 * Milliseconds by which the times of a snapshot and its copy may differ. A snapshot cannot be deleted and taken again
 * under the same name within this time.
 */
const SAME_TIME = 60_000;

/** The value of a tag that refers to a snapshot: the ARN, or if that is too long, its beginning and a digest. */
export function tagValue(arn: string): string {
  return arn.length <= LONGEST_VALUE ? arn : `${arn.slice(0, LONGEST_VALUE - 33)}/${digest(arn, 32)}`;
}

/**
 * The two names that the copy of a snapshot may have; they never change for one source.
 *
 * The first is the prefix and the source's own name. The second, used when another snapshot has the first, also has 8
 * hexadecimal digits at the end. That other snapshot may be the copy of an earlier source of the same name, which was
 * deleted and taken again.
 */
export function copyNames({ name, arn, takenAt }: Snapshot, prefix: string): [string, string] {
  const fullName = `${prefix}${name}`;
  const first = fullName.length <= LONGEST_NAME ? fullName : withDigest(fullName, arn);
  return [first, withDigest(fullName, `${arn} ${takenAt?.toISOString()}`)];
}

/** The names that copies had in former versions of the library, without a prefix. */
function formerNames(source: Snapshot): [string, string] {
  return copyNames(source, '');
}

/** Appends a digest of `text` to a name, which is shortened if the result would be too long. */
function withDigest(name: string, text: string): string {
  // Two hyphens in a row are not allowed.
  const beginning = name.slice(0, LONGEST_NAME - 9).replace(/-+$/, '');
  return `${beginning}-${digest(text, 8)}`;
}

/** All tags of a copy: the user-defined tags of the source, and the library's own. */
export function copyTags(source: Snapshot): Record<string, string> {
  // Tags of AWS cannot be set: https://github.com/cloud-custodian/cloud-custodian/issues/6782
  // The library's own tags on the source are about the source only.
  const userTags = Object.entries(source.tags).filter(
    ([key]) => !/^(aws|rds):/i.test(key) && !key.startsWith(COPY_TAGS),
  );
  return { ...Object.fromEntries(userTags.slice(0, MOST_TAGS - 1)), [COPIED_FROM]: tagValue(source.arn) };
}

/**
 * Whether the library has created a snapshot as a copy from `sourceRegion`.
 *
 * The tag proves nothing on its own, since a database restored from a copy may pass the copy's tags on to its own
 * snapshots. So the name has to match the tag.
 */
export function isOurCopy(snapshot: Snapshot, sourceRegion: string, prefix: string): boolean {
  return isDeletable(snapshot, sourceRegion, prefix) || isFormerCopy(snapshot, sourceRegion);
}

/** Whether a snapshot is our copy and has the prefix of the names that the function's role may delete. */
export function isDeletable({ name, arn, tags }: Snapshot, sourceRegion: string, prefix: string): boolean {
  return name.startsWith(prefix) && isNamedAfter(tags[COPIED_FROM], name.slice(prefix.length), arn, sourceRegion);
}

/** Whether a former version of the library created the copy, without a prefix. The function may not delete it. */
function isFormerCopy({ name, arn, tags }: Snapshot, sourceRegion: string): boolean {
  return isNamedAfter(tags[COPIED_FROM], name, arn, sourceRegion);
}

/** Whether the tag refers to a source with this name, or with this name without its digest. */
function isNamedAfter(tag: string | undefined, name: string, arn: string, sourceRegion: string): boolean {
  if (tag === undefined) return false;
  const sourceNames = [name, name.replace(/-[0-9a-f]{8}$/, '')];
  return sourceNames.some((sourceName) => refersTo(tag, snapshotArn(arn, sourceRegion, sourceName)));
}

/**
 * Whether the library has created a snapshot as a copy from any region. A copy is never a source: otherwise two
 * functions would copy back and forth.
 */
export function isAnyCopy(snapshot: Snapshot, instanceIdentifier: string): boolean {
  const region = /^arn:[^:]+:rds:([^:]+):/.exec(snapshot.tags[COPIED_FROM] ?? '')?.[1];
  return region !== undefined && isOurCopy(snapshot, region, copyPrefix(instanceIdentifier, region));
}

/** Whether a snapshot is our copy of this source, and not of an earlier one that had the same name. */
export function isCopyOf(source: Snapshot, copy: Snapshot, prefix: string): boolean {
  if (copy.tags[COPIED_FROM] !== tagValue(source.arn)) return false;
  const [first, second] = copyNames(source, prefix);
  const [formerFirst, formerSecond] = formerNames(source);
  if (copy.name === second || copy.name === formerSecond) return true;
  // A copy of an earlier source may have the first name.
  const hasFirstName = copy.name === first || copy.name === formerFirst;
  return hasFirstName && !hasDifferentTime(source, copy);
}

/** Whether a source is tagged as copied to a region, and the tag names a copy of this very source. */
export function isMarked(source: Snapshot, region: string, prefix: string): boolean {
  const names = [...copyNames(source, prefix), ...formerNames(source)];
  return names.some((name) => source.tags[copiedTo(region)] === tagValue(snapshotArn(source.arn, region, name)));
}

/** Whether source and copy hold data of different times. A copy in progress may have no time yet, or a wrong one. */
function hasDifferentTime(source: Snapshot, copy: Snapshot): boolean {
  return (
    copy.status === 'available' &&
    source.takenAt !== undefined &&
    copy.takenAt !== undefined &&
    Math.abs(source.takenAt.getTime() - copy.takenAt.getTime()) > SAME_TIME
  );
}

/** Whether a tag refers to a snapshot. Its beginning is enough for a long ARN: tag and name may have been shortened. */
function refersTo(tag: string, arn: string): boolean {
  return tag === tagValue(arn) || (arn.length > 200 && tag.startsWith(arn.slice(0, 200)));
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
