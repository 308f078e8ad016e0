/**
 * The instance classes that Amazon RDS offers for PostgreSQL, with their size.
 *
 * Families and sizes: the engine/class table of cfn-lint 1.58.0, which AWS generates from the RDS API (2026-11),
 * without the generations that do not support PostgreSQL 15 or newer (m1–m4, r3, r4, t1, t2). vCPU and memory:
 * https://aws.amazon.com/rds/instance-types/, and each class compared with the EC2 type of the same name in the output
 * of DescribeInstanceTypes that moto 5.2.5 contains (x2g with x2gd). Disk bandwidth: the same output; a size whose
 * baseline is below its maximum bursts. CPU credits:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */

/** vCPU and memory of one instance class. */
export interface InstanceClassSize {
  /** Virtual CPUs. */
  readonly vcpus: number;
  /** Nominal memory in GiB. */
  readonly memoryGib: number;
  /** CPU credits that the class earns in an hour; 0 for a class without credits. */
  readonly creditsPerHour: number;
  /** Whether the class reaches its full disk bandwidth only in bursts. */
  readonly ebsBursts: boolean;
}

interface Family {
  readonly sizes: string[];
  /** GiB of memory for each vCPU. */
  readonly memoryPerVcpu: number;
}

const UP_TO_16 = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
const UP_TO_24 = [...UP_TO_16, '24xlarge'];
const UP_TO_32 = [...UP_TO_24, '32xlarge'];
const UP_TO_48 = [...UP_TO_24, '48xlarge'];
const BURSTABLE = ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'];

const FAMILIES: Record<string, Family> = {
  ...families(['m6g', 'm6gd', 'm7g'], UP_TO_16, 4),
  ...families(['m5', 'm5d'], UP_TO_24, 4),
  ...families(['m6i', 'm6id', 'm6idn', 'm6in'], UP_TO_32, 4),
  ...families(['m7i', 'm8a', 'm8g', 'm8gd', 'm9g'], UP_TO_48, 4),
  ...families(['r6g', 'r6gd', 'r7g'], UP_TO_16, 8),
  ...families(['r5', 'r5b', 'r5d'], UP_TO_24, 8),
  ...families(['r6i', 'r6id', 'r6idn', 'r6in'], UP_TO_32, 8),
  ...families(['r7i', 'r8a', 'r8g', 'r8gd'], UP_TO_48, 8),
  ...families(['x2g'], UP_TO_16, 16),
  ...families(['x2idn'], ['16xlarge', '24xlarge', '32xlarge'], 16),
  ...families(['x2iedn'], ['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge', '24xlarge', '32xlarge'], 32),
};

/** Generations of RDS that do not support PostgreSQL 15 or newer. */
const RETIRED_FAMILIES = ['m1', 'm2', 'm3', 'm4', 'r3', 'r4', 't1', 't2'];

/** The t classes, which have no fixed ratio of memory to vCPUs. */
const BURSTABLE_SIZES: Record<string, InstanceClassSize> = {
  micro: { vcpus: 2, memoryGib: 1, creditsPerHour: 12, ebsBursts: true },
  small: { vcpus: 2, memoryGib: 2, creditsPerHour: 24, ebsBursts: true },
  medium: { vcpus: 2, memoryGib: 4, creditsPerHour: 24, ebsBursts: true },
  large: { vcpus: 2, memoryGib: 8, creditsPerHour: 36, ebsBursts: true },
  xlarge: { vcpus: 4, memoryGib: 16, creditsPerHour: 96, ebsBursts: true },
  '2xlarge': { vcpus: 8, memoryGib: 32, creditsPerHour: 192, ebsBursts: true },
};
const BURSTABLE_FAMILIES = ['t3', 't4g'];

/** In these families the sizes up to 2xlarge burst to their disks; in all others, the sizes up to 4xlarge. */
const EBS_BURSTS_UP_TO_2XLARGE = ['m5', 'm5d', 'm6g', 'm6gd', 'r5', 'r5b', 'r5d', 'r6g', 'r6gd', 'x2g'];

function families(names: string[], sizes: string[], memoryPerVcpu: number): Record<string, Family> {
  return Object.fromEntries(names.map((name) => [name, { sizes, memoryPerVcpu }]));
}

/** Returns the virtual CPUs of a size: 2 for `large`, 4 for `xlarge`, 64 for `16xlarge`. */
function vcpusOf(size: string): number {
  if (size === 'large') return 2;
  return 4 * Number(size.replace('xlarge', '') || '1');
}

/** Lists every family that RDS offers for PostgreSQL, the burstable ones first. */
export function instanceFamilies(): string[] {
  return [...BURSTABLE_FAMILIES, ...Object.keys(FAMILIES).sort()];
}

/** Lists the sizes of a family, smallest first; none for a family that RDS for PostgreSQL does not have. */
export function sizesOfFamily(family: string): string[] {
  return BURSTABLE_FAMILIES.includes(family) ? BURSTABLE : (FAMILIES[family]?.sizes ?? []);
}

/** Whether a name may be the name of a class that is newer than the catalogue. */
export function mayBeNewClass(instanceType: string): boolean {
  const [family] = instanceType.split('.');
  return /^[a-z]+[0-9]+[a-z0-9-]*\.[a-z0-9]+(-[a-z0-9]+)*$/.test(instanceType) && !RETIRED_FAMILIES.includes(family);
}

/**
 * Returns vCPU, memory, credits and disk bursts of an instance class.
 *
 * @param instanceType without the `db.` prefix, as in `m6g.large`
 * @returns undefined when RDS for PostgreSQL does not have the class
 */
export function instanceClassSize(instanceType: string): InstanceClassSize | undefined {
  const [family, size, ...rest] = instanceType.split('.');
  if (rest.length > 0 || !sizesOfFamily(family).includes(size)) return undefined;
  if (BURSTABLE_FAMILIES.includes(family)) return BURSTABLE_SIZES[size];
  const vcpus = vcpusOf(size);
  return {
    vcpus,
    memoryGib: vcpus * FAMILIES[family].memoryPerVcpu,
    creditsPerHour: 0,
    ebsBursts: vcpus <= vcpusOf(EBS_BURSTS_UP_TO_2XLARGE.includes(family) ? '2xlarge' : '4xlarge'),
  };
}
