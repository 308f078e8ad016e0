/*
 * RDS sets max_connections to LEAST({DBInstanceClassMemory/9531392}, 5000).
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
const BYTES_PER_CONNECTION = 9_531_392;
const MOST_BY_DEFAULT = 5_000;
const GIB = 1024 ** 3;

/**
 * Shares of the nominal memory that remain as DBInstanceClassMemory after the operating system and RDS have taken their
 * part: the smaller the class, the smaller the share. SHOW max_connections on instances of PostgreSQL 15 to 18 has
 * returned 79 of 112 (t4g.micro), 181 and 198 of 225 (2 GiB), 413 of 450 (4 GiB), 823 and 832 of 901 (8 GiB), 1646 and
 * 1705 of 1802 (16 GiB). The lower end is used, so that an alarm fires too early rather than too late.
 */
const MEMORY_SHARES = [
  { upToGib: 1, share: 0.7 },
  { upToGib: 2, share: 0.8 },
  { upToGib: 4, share: 0.85 },
  { upToGib: Infinity, share: 0.9 },
];

/** PostgreSQL allows up to 262143. Below 6, the connections that RDS reserves for itself leave none. */
export const MAX_CONNECTIONS_RANGE = { min: 6, max: 262_143 };

/** Returns the lowest `max_connections` that RDS may derive from the memory of an instance class. */
export function defaultMaxConnections(memoryGib: number): number {
  const { share } = MEMORY_SHARES.find(({ upToGib }) => memoryGib <= upToGib)!;
  return Math.floor(Math.min(MOST_BY_DEFAULT, (share * memoryGib * GIB) / BYTES_PER_CONNECTION));
}

/**
 * Returns the highest `max_connections` that RDS may derive, from all of the nominal memory. A standby must not have
 * less than its primary.
 */
export function mostConnectionsByDefault(memoryGib: number): number {
  return Math.floor(Math.min(MOST_BY_DEFAULT, (memoryGib * GIB) / BYTES_PER_CONNECTION));
}
