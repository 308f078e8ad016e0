import * as rds from 'aws-cdk-lib/aws-rds';
import { currentVersions, ENGINE_MAJORS, OLDEST_MAJOR } from './engine-version-catalogue';
import { instanceCapacityRules, instanceTypeRule } from './instance-class-rules';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/**
 * Certificate authorities that have expired:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
const RETIRED_CERTIFICATE_AUTHORITIES = ['rds-ca-2015', 'rds-ca-2019'];

/** Returns the minor version, as 13 of `15.13`; undefined for `15`. */
function minorOf(version: rds.PostgresEngineVersion): number | undefined {
  const minor = version.postgresFullVersion.split('.')[1];
  return minor === undefined ? undefined : Number(minor);
}

function isRetired(version: rds.PostgresEngineVersion): boolean {
  const minor = minorOf(version);
  const major = ENGINE_MAJORS[version.postgresMajorVersion];
  return major !== undefined && minor !== undefined && minor < major.oldestMinor;
}

export const engineRules: readonly Rule<Settings>[] = [
  {
    id: 'engine-version-format',
    reads: ['engineVersion'],
    broken: (s) =>
      !/^\d+(\.\d+)?$/.test(s.engineVersion.postgresFullVersion) ||
      s.engineVersion.postgresFullVersion.split('.')[0] !== s.engineVersion.postgresMajorVersion,
    got: (s) => `'${s.engineVersion.postgresFullVersion}' of major '${s.engineVersion.postgresMajorVersion}'`,
    wants: 'must be a release of PostgreSQL with its major version',
    fix: "write one like rds.PostgresEngineVersion.of('17.11', '17')",
  },
  {
    id: 'engine-major-supported',
    reads: ['engineVersion'],
    broken: (s) => Number(s.engineVersion.postgresMajorVersion) < OLDEST_MAJOR,
    got: (s) => s.engineVersion.postgresFullVersion,
    wants: `must be PostgreSQL ${OLDEST_MAJOR} or newer`,
    fix: `upgrade the data to one of ${currentVersions()}`,
  },
  {
    id: 'engine-minor-retired',
    reads: ['engineVersion'],
    broken: (s) => isRetired(s.engineVersion),
    got: (s) => s.engineVersion.postgresFullVersion,
    wants: 'must be a release that RDS still creates',
    fix: (s) =>
      `pin only the major version, rds.PostgresEngineVersion.VER_${s.engineVersion.postgresMajorVersion}, ` +
      `or one of ${currentVersions()}`,
  },
  instanceTypeRule(),
  ...instanceCapacityRules<Settings>(),
  {
    id: 'ca-certificate-current',
    reads: ['caCertificate'],
    broken: (s) => RETIRED_CERTIFICATE_AUTHORITIES.includes(s.caCertificate.toString()),
    got: (s) => s.caCertificate.toString(),
    wants: 'must be a certificate authority that has not expired',
    fix: 'leave it out for rds.CaCertificate.RDS_CA_RSA2048_G1',
  },
];
