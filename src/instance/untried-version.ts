import { Annotations, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { IConstruct } from 'constructs';
import { ENGINE_MAJORS } from './engine-version-catalogue';

/**
 * Whether a version is newer than every one that this release of the library knows, by its major or by its minor; a
 * token is not.
 */
export function isUntried({ postgresFullVersion, postgresMajorVersion }: rds.PostgresEngineVersion): boolean {
  if (Token.isUnresolved(postgresFullVersion) || Token.isUnresolved(postgresMajorVersion)) return false;
  const known = ENGINE_MAJORS[postgresMajorVersion];
  const minor = postgresFullVersion.split('.')[1];
  return known === undefined || (minor !== undefined && Number(minor) > known.newestMinor);
}

/**
 * Says at synthesis what is known of a version that is newer than this release of the library, and what was never
 * tried.
 */
export function warnOfUntriedVersion(scope: IConstruct, version: rds.PostgresEngineVersion): void {
  if (!isUntried(version)) return;
  const known = ENGINE_MAJORS[version.postgresMajorVersion];
  const majors = Object.keys(ENGINE_MAJORS);
  const newest = majors[majors.length - 1];
  const newer = `PostgreSQL ${version.postgresFullVersion} is newer than this library knows, which is up to `;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:engine-version-untried',
    known
      ? `${newer}${version.postgresMajorVersion}.${known.newestMinor}: it is let through, as ` +
          'minor versions keep parameters and SQL as they are, but RDS may not offer it; pin the major version alone, or acknowledge this'
      : `${newer}${newest}: parameters are checked against those of ${newest}, and never tried were the SQL of rotation ` +
          `and deployment, which runs on ${majors[0]} to ${newest} in the tests, pgaudit, without whose library the server ` +
          'does not start, and the upgrade; rehearse it on a restored copy, then acknowledge this',
  );
}
