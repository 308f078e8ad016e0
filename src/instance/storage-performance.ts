/*
 * What RDS gives gp3 storage of PostgreSQL without charge.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
 */

/** From this size on, in GiB, RDS stripes gp3 over four volumes, and lets IOPS and throughput be provisioned. */
export const GP3_STRIPED_GIB = 400;

/** I/O operations per second of gp3 storage that none are provisioned for. */
export function defaultIops(storageGib: number): number {
  return storageGib < GP3_STRIPED_GIB ? 3_000 : 12_000;
}
