import * as rds from 'aws-cdk-lib/aws-rds';
import { currentVersions, ENGINE_MAJORS, OLDEST_MAJOR } from '../../instance/engine-version-catalogue';
import { InstanceCapacity } from '../../instance/instance-capacity';
import { instanceClassSize, instanceFamilies, mayBeNewClass, sizesOfFamily } from '../../instance/instance-class-catalogue';
import { memoryGib, SizedClass } from '../../instance/instance-size';
import { Settings } from '../../profile/settings';
import { holdsToken, Rule } from '../rule';

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

/** How a class is used that is newer than this library. */
const GIVE_CAPACITY = 'give instanceCapacity, as in { vcpus: 2, memory: Size.gibibytes(16) }';

function instanceTypeFix(instanceType: string, newClass: string): string {
  const bare = instanceType.replace(/^db\./, '');
  if (bare !== instanceType && (instanceClassSize(bare) || mayBeNewClass(bare))) {
    return `leave the prefix away: new ec2.InstanceType('${bare}')`;
  }
  const [family] = instanceType.split('.');
  const sizes = sizesOfFamily(family);
  const known = sizes.length > 0 ? `sizes of ${family}: ${sizes.join(', ')}` : `families: ${instanceFamilies().join(', ')}`;
  return mayBeNewClass(instanceType) ? `${known}; for a class that is newer than this library ${newClass}` : known;
}

/**
 * Of anything that has an instance class.
 *
 * @param newClass what to do with a class that is newer than the catalogue
 */
export function instanceTypeRule<S extends SizedClass>(newClass: string = GIVE_CAPACITY): Rule<S> {
  return {
    id: 'instance-type-offered',
    reads: ['instanceType'],
    broken: ({ instanceType, instanceCapacity }) => instanceClassSize(instanceType.toString()) === undefined
      && (instanceCapacity === undefined || !mayBeNewClass(instanceType.toString())),
    got: (s) => `'${s.instanceType}'`,
    wants: 'must be an instance class that RDS for PostgreSQL has',
    fix: (s) => instanceTypeFix(s.instanceType.toString(), newClass),
  };
}

/** Of anything whose instance class may be newer than the catalogue. */
export function instanceCapacityRules<S extends SizedClass>(): Rule<S>[] {
  return [
    {
      id: 'instance-capacity-known',
      reads: ['instanceCapacity'],
      needs: () => undefined,
      broken: ({ instanceCapacity }) => holdsToken(instanceCapacity),
      got: () => 'one that is known at deployment only',
      wants: 'must be known at synthesis: thresholds and parameters follow from it',
      fix: 'write it out',
    },
    {
      id: 'instance-capacity-range',
      reads: ['instanceCapacity'],
      broken: ({ instanceCapacity }) => instanceCapacity !== undefined && !isCapacity(instanceCapacity),
      got: ({ instanceCapacity }) => capacityText(instanceCapacity!),
      wants: 'must have a whole number of vcpus from 1 on, and 1 GiB of memory or more',
      fix: 'write it like { vcpus: 2, memory: Size.gibibytes(16) }',
    },
    {
      id: 'instance-capacity-of-class',
      reads: ['instanceCapacity', 'instanceType'],
      broken: ({ instanceType, instanceCapacity }) => instanceCapacity !== undefined && isCapacity(instanceCapacity)
        && differs(instanceType.toString(), instanceCapacity),
      got: ({ instanceCapacity }) => capacityText(instanceCapacity!),
      wants: ({ instanceType }) => {
        const { vcpus, memoryGib: memory } = instanceClassSize(instanceType.toString())!;
        return `must be that of ${instanceType}, ${vcpus} vCPU and ${memory} GiB`;
      },
      fix: 'leave it out: this library knows the class',
    },
  ];
}

function isCapacity(capacity: InstanceCapacity): boolean {
  return Number.isInteger(capacity.vcpus) && capacity.vcpus >= 1 && memoryGib(capacity) >= 1;
}

function differs(instanceType: string, capacity: InstanceCapacity): boolean {
  const known = instanceClassSize(instanceType);
  return known !== undefined && (known.vcpus !== capacity.vcpus || known.memoryGib !== memoryGib(capacity));
}

function capacityText(capacity: InstanceCapacity): string {
  return `${capacity.vcpus} vCPU and ${memoryGib(capacity)} GiB`;
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
