import { createHash } from 'crypto';

/*
 * The names and tags by which copies of snapshots are recognised: the Lambda function sets them, and the policy of its
 * role allows no others. The bundle of the function contains this file: do not import aws-cdk-lib here.
 */

/**
 * The name prefix of all copies of one instance. The function may create, tag and delete only snapshots with this
 * prefix. The hash has a fixed length, so that the prefix of one instance is never the beginning of another's.
 */
export function copyPrefix(instanceIdentifier: string, sourceRegion: string): string {
  const hash = createHash('sha256')
    .update(`${sourceRegion}/${instanceIdentifier.toLowerCase()}`)
    .digest('hex')
    .slice(0, 8);
  return `oficina-copy-${hash}-`;
}

/** The prefix of every tag below. */
export const COPY_TAGS = 'oficina-postgres:copied-';

/** Tag of a copy: the ARN of its source. */
export const COPIED_FROM = `${COPY_TAGS}from`;

/** Tag of a source: the ARN of its copy in a region. */
export const copiedTo = (region: string) => `${COPY_TAGS}to-${region}`;
