import { createHash } from 'crypto';

/** The path of the instance in its stack, from `new OficinaPostgres(this, 'Database', …)` on. */
const INSTANCE_PATH = ['Database', 'Instance', 'Resource', 'Resource'];

/**
 * The logical id that CDK gives the instance: the path without `Resource`, for people, and a hash of the whole path.
 */
export function instanceLogicalId(): string {
  const hash = createHash('md5').update(INSTANCE_PATH.join('/')).digest('hex').slice(0, 8).toUpperCase();
  return `${INSTANCE_PATH.filter((id) => id !== 'Resource').join('')}${hash}`;
}
