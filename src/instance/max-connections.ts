/*
 * RDS sets max_connections to LEAST({DBInstanceClassMemory/9531392}, 5000).
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
const BYTES_PER_CONNECTION = 9_531_392;
const MOST_BY_DEFAULT = 5_000;
const GIB = 1024 ** 3;

/**
 * DBInstanceClassMemory is what the operating system and RDS leave of the nominal memory: the smaller the class, the smaller the share. Seen with SHOW
 * max_connections on instances of PostgreSQL 15 to 18: 79 of 112 (t4g.micro), 181 and 198 of 225 (2 GiB), 413 of 450 (4 GiB), 823 and 832 of 901 (8 GiB),
 * 1646 and 1705 of 1802 (16 GiB). The lower end errs on the side of an early alarm.
 */
const SHARES: [upToGib: number, share: number][] = [
  [1, 0.7],
  [2, 0.8],
  [4, 0.85],
  [Infinity, 0.9],
];

/** PostgreSQL takes up to 262143; below 6 the connections that RDS reserves for itself leave none. */
export const MAX_CONNECTIONS_RANGE = { min: 6, max: 262_143 };

/** The `max_connections` that RDS gives an instance class by default, at least. */
export function defaultMaxConnections(memoryGib: number): number {
  const [, share] = SHARES.find(([upToGib]) => memoryGib <= upToGib)!;
  return Math.floor(Math.min(MOST_BY_DEFAULT, (share * memoryGib * GIB) / BYTES_PER_CONNECTION));
}

/** The most that it can be: the nominal memory counts whole. A standby must not have less than its primary. */
export function mostConnectionsByDefault(memoryGib: number): number {
  return Math.floor(Math.min(MOST_BY_DEFAULT, (memoryGib * GIB) / BYTES_PER_CONNECTION));
}
