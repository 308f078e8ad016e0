import { Annotations, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { IConstruct } from 'constructs';
import { ENGINE_MAJORS } from './engine-version-catalogue';

/**
 * Whether the major or minor version is newer than every one that this release of the library knows. False for a token.
 */
export function isNewerThanKnown({ postgresFullVersion, postgresMajorVersion }: rds.PostgresEngineVersion): boolean {
  if (Token.isUnresolved(postgresFullVersion) || Token.isUnresolved(postgresMajorVersion)) return false;
  const known = ENGINE_MAJORS[postgresMajorVersion];
  const minor = postgresFullVersion.split('.')[1];
  return known === undefined || (minor !== undefined && Number(minor) > known.newestMinor);
}

/**
 * Warns at synthesis of a version that is newer than those that this release of the library knows and was tested with.
 */
export function warnOfNewerVersion(scope: IConstruct, version: rds.PostgresEngineVersion): void {
  if (!isNewerThanKnown(version)) return;
  Annotations.of(scope).addWarningV2('oficina-postgres:engine-version-untried', warningText(version));
}

function warningText({ postgresFullVersion, postgresMajorVersion }: rds.PostgresEngineVersion): string {
  const majors = Object.keys(ENGINE_MAJORS);
  const oldest = majors[0];
  const newest = majors[majors.length - 1];
  const known = ENGINE_MAJORS[postgresMajorVersion];
  const isNewer = `PostgreSQL ${postgresFullVersion} is newer than the newest version that this library knows, `;
  if (known) {
    return (
      `${isNewer}${postgresMajorVersion}.${known.newestMinor}: it is accepted, because minor versions do not change ` +
      'parameters and SQL, but RDS may not offer it; pin only the major version, or acknowledge this'
    );
  }
  return (
    `${isNewer}${newest}: parameters are checked against those of ${newest}. Not tested with it: the SQL of ` +
    `rotations and deployments (the tests run it on ${oldest} to ${newest}), pgaudit, without whose library the ` +
    'server does not start, and the upgrade; rehearse the upgrade on a restored copy, then acknowledge this'
  );
}
