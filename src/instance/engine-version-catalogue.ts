/**
 * PostgreSQL releases that Amazon RDS still creates.
 *
 * Source: the release calendar of Amazon RDS for PostgreSQL, read 2026-11-23,
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 * CDK still lists retired minors without a deprecation (15.7, 15.8, 15.10, 15.12, 16.3 …). Their deployment fails.
 */
export interface EngineMajor {
  /** Lowest minor version that can still be created. */
  readonly oldestMinor: number;
  /** Highest minor version known to this release of the library; newer ones are accepted. */
  readonly newestMinor: number;
  /** Last day of standard support; extended support is charged after it. */
  readonly endOfStandardSupport: string;
}

export const ENGINE_MAJORS: Record<string, EngineMajor> = {
  15: { oldestMinor: 13, newestMinor: 19, endOfStandardSupport: '2028-02-29' },
  16: { oldestMinor: 9, newestMinor: 15, endOfStandardSupport: '2029-02-28' },
  17: { oldestMinor: 5, newestMinor: 11, endOfStandardSupport: '2030-02-28' },
  18: { oldestMinor: 1, newestMinor: 6, endOfStandardSupport: '2031-02-28' },
};

/** Oldest supported major version. From it on, TLS is forced by default and the audit extensions exist. */
export const OLDEST_MAJOR = 15;

/** Lists the versions for messages: `15.13 to 15.19, 16.9 to 16.15, …`. */
export function currentVersions(): string {
  return Object.entries(ENGINE_MAJORS)
    .map(([major, { oldestMinor, newestMinor }]) => `${major}.${oldestMinor} to ${major}.${newestMinor}`)
    .join(', ');
}
