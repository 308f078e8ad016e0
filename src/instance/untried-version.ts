import { Annotations, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { IConstruct } from 'constructs';
import { ENGINE_MAJORS } from './engine-version-catalogue';

/**
 * Whether the major or minor version is newer than every one that this release of the library knows. A token never is.
 */
export function isUntried({ postgresFullVersion, postgresMajorVersion }: rds.PostgresEngineVersion): boolean {
  if (Token.isUnresolved(postgresFullVersion) || Token.isUnresolved(postgresMajorVersion)) return false;
  const known = ENGINE_MAJORS[postgresMajorVersion];
  const minor = postgresFullVersion.split('.')[1];
  return known === undefined || (minor !== undefined && Number(minor) > known.newestMinor);
}

/**
 * Warns at synthesis of a version that is newer than this release of the library, and of what was not tested with it.
 */
export function warnOfUntriedVersion(scope: IConstruct, version: rds.PostgresEngineVersion): void {
  if (!isUntried(version)) return;
  Annotations.of(scope).addWarningV2('oficina-postgres:engine-version-untried', warningText(version));
}

function warningText({ postgresFullVersion, postgresMajorVersion }: rds.PostgresEngineVersion): string {
  const majors = Object.keys(ENGINE_MAJORS);
  const oldest = majors[0];
  const newest = majors[majors.length - 1];
  const known = ENGINE_MAJORS[postgresMajorVersion];
  const isNewer = `PostgreSQL ${postgresFullVersion} is newer than this library knows, which is up to `;
  if (known) {
    return (
      `${isNewer}${postgresMajorVersion}.${known.newestMinor}: it is accepted, as minor versions keep parameters and ` +
      'SQL as they are, but RDS may not offer it; pin only the major version, or acknowledge this'
    );
  }
  return (
    `${isNewer}${newest}: parameters are checked against those of ${newest}. Nothing was tested with it: not the SQL ` +
    `of rotation and deployment, which the tests run on ${oldest} to ${newest}, not pgaudit, without whose library ` +
    'the server does not start, and not the upgrade; rehearse it on a restored copy, then acknowledge this'
  );
}
