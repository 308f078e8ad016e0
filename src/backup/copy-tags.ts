/*
 * Tags of snapshots and of their copies in another region. Nothing of aws-cdk-lib here: the function has this file in its bundle, the policy of its role names the tag.
 */

/** What all of them begin with. */
export const COPY_TAGS = 'oficina-postgres:copied-';

/** Of a copy: the ARN of its source. */
export const COPIED_FROM = `${COPY_TAGS}from`;

/** Of a source: the ARN of its copy in a region. */
export const copiedTo = (region: string) => `${COPY_TAGS}to-${region}`;
