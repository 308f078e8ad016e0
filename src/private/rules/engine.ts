import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { currentVersions, ENGINE_MAJORS, OLDEST_MAJOR } from '../../instance/engine-version-catalogue';
import { instanceClassSize, instanceFamilies, sizesOfFamily } from '../../instance/instance-class-catalogue';
import { Settings } from '../../profile/settings';
import { Rule } from '../rule';

/** Certificate authorities that have expired: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html */
const RETIRED_CERTIFICATE_AUTHORITIES = ['rds-ca-2015', 'rds-ca-2019'];

/** The minor of `15.13`; undefined for `15`. */
function minorOf(version: rds.PostgresEngineVersion): number | undefined {
  const minor = version.postgresFullVersion.split('.')[1];
  return minor === undefined ? undefined : Number(minor);
}

function isRetired(version: rds.PostgresEngineVersion): boolean {
  const minor = minorOf(version);
  const major = ENGINE_MAJORS[version.postgresMajorVersion];
  return major !== undefined && minor !== undefined && minor < major.oldestMinor;
}

function instanceTypeFix(instanceType: string): string {
  if (instanceType.startsWith('db.') && instanceClassSize(instanceType.slice(3))) {
    return `leave the prefix away: new ec2.InstanceType('${instanceType.slice(3)}')`;
  }
  const sizes = sizesOfFamily(instanceType.split('.')[0]);
  return sizes.length > 0
    ? `sizes of ${instanceType.split('.')[0]}: ${sizes.join(', ')}`
    : `families: ${instanceFamilies().join(', ')}`;
}

/** Of anything that has an instance class. */
export function instanceTypeRule<S extends { readonly instanceType: ec2.InstanceType }>(): Rule<S> {
  return {
    id: 'instance-type-offered',
    reads: ['instanceType'],
    broken: (s) => instanceClassSize(s.instanceType.toString()) === undefined,
    got: (s) => `'${s.instanceType}'`,
    wants: 'must be an instance class that RDS for PostgreSQL has',
    fix: (s) => instanceTypeFix(s.instanceType.toString()),
  };
}

export const engineRules: readonly Rule<Settings>[] = [
  {
    id: 'engine-version-format',
    reads: ['engineVersion'],
    broken: (s) => !/^\d+(\.\d+)?$/.test(s.engineVersion.postgresFullVersion)
      || s.engineVersion.postgresFullVersion.split('.')[0] !== s.engineVersion.postgresMajorVersion,
    got: (s) => `'${s.engineVersion.postgresFullVersion}' of major '${s.engineVersion.postgresMajorVersion}'`,
    wants: 'must be a release of PostgreSQL with its major version',
    fix: 'write one like rds.PostgresEngineVersion.of(\'17.11\', \'17\')',
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
    fix: (s) => `pin the major version alone, rds.PostgresEngineVersion.VER_${s.engineVersion.postgresMajorVersion}, or one of ${currentVersions()}`,
  },
  instanceTypeRule(),
  {
    id: 'ca-certificate-current',
    reads: ['caCertificate'],
    broken: (s) => RETIRED_CERTIFICATE_AUTHORITIES.includes(s.caCertificate.toString()),
    got: (s) => s.caCertificate.toString(),
    wants: 'must be a certificate authority that has not expired',
    fix: 'leave it out for rds.CaCertificate.RDS_CA_RSA2048_G1',
  },
];
