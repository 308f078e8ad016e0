/*
 * The performance that RDS includes in the price of gp3 storage for PostgreSQL.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */

/** From this size in GiB, RDS stripes gp3 over four volumes, and IOPS and throughput can be provisioned. */
export const GP3_STRIPED_GIB = 400;

/** Returns the I/O operations per second of gp3 storage without provisioned IOPS. */
export function defaultIops(storageGib: number): number {
  return storageGib < GP3_STRIPED_GIB ? 3_000 : 12_000;
}
