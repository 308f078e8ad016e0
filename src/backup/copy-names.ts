import { createHash } from 'crypto';

/*
 * Names of the copies of snapshots in another region. Shared by the function, in whose bundle this file is, and by the
 * policy of its role, which names the prefix: no import of aws-cdk-lib.
 */

/**
 * The prefix of the copies of one instance. The function may create, tag and delete snapshots with this prefix alone.
 * The hash has a fixed length, so that the prefix of one instance is never the beginning of another's.
 */
export function copyPrefix(instanceIdentifier: string, sourceRegion: string): string {
  const hash = createHash('sha256')
    .update(`${sourceRegion}/${instanceIdentifier.toLowerCase()}`)
    .digest('hex')
    .slice(0, 8);
  return `oficina-copy-${hash}-`;
}
