import { Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { GP3_STRIPED_GIB } from './storage-performance';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/*
 * Limits of storage for PostgreSQL, in GiB, IOPS and MiB/s.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
 */
const MINIMUM_GIB: Record<string, number> = { gp3: 20, io1: 100, io2: 100 };
const MAXIMUM_GIB = 65_536;
const GP3_IOPS = { min: 12_000, max: 64_000, maxPerGib: 500, minPerGib: 0 };
const GP3_THROUGHPUT = { min: 500, max: 4_000, maxPerIops: 0.25 };
const IO_IOPS: Record<string, { min: number; max: number; maxPerGib: number; minPerGib: number }> = {
  io1: { min: 1_000, max: 256_000, maxPerGib: 50, minPerGib: 0.5 },
  io2: { min: 1_000, max: 256_000, maxPerGib: 1_000, minPerGib: 0.5 },
};
/** The ceiling must leave room for one growth step of storage autoscaling. In percent: 100 * 1.1 is more than 110. */
const AUTOSCALING_HEADROOM = 110;

const isGp3 = (s: Settings) => s.storageType === rds.StorageType.GP3;
const gib = (size: Size) => size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
const iopsLimits = (s: Settings) => (isGp3(s) ? GP3_IOPS : IO_IOPS[s.storageType]);
const takesIops = (s: Settings) =>
  s.iops !== undefined && iopsLimits(s) !== undefined && !(isGp3(s) && gib(s.allocatedStorage) < GP3_STRIPED_GIB);
const gibText = (size: Size) => `${gib(size)} GiB`;

/** Suggests the nearest size that RDS accepts. */
function nearestSizeFix(size: Size, minimum: number): string {
  if (gib(size) > MAXIMUM_GIB) {
    return `choose Size.gibibytes(${MAXIMUM_GIB}) or less, which is ${MAXIMUM_GIB / 1024} TiB`;
  }
  if (gib(size) < minimum) return `choose Size.gibibytes(${minimum}) or more`;
  return `choose Size.gibibytes(${Math.ceil(gib(size))})`;
}

/**
 * Suggests a ceiling that leaves room to grow. Beyond the largest storage there is none, so autoscaling must be off.
 */
function headroomFix(allocatedGib: number): string {
  const least = Math.ceil((allocatedGib * AUTOSCALING_HEADROOM) / 100);
  if (least > MAXIMUM_GIB) return `choose storageAutoscaling: false, as RDS has at most ${MAXIMUM_GIB} GiB`;
  const better = Math.min(Math.ceil(allocatedGib * 1.26), MAXIMUM_GIB);
  return `choose Size.gibibytes(${better})${better === MAXIMUM_GIB ? '' : ' or more'}, or storageAutoscaling: false`;
}

export const storageRules: readonly Rule<Settings>[] = [
  {
    id: 'storage-type-offered',
    reads: ['storageType'],
    broken: (s) => MINIMUM_GIB[s.storageType] === undefined,
    got: (s) => s.storageType,
    wants: 'must be gp3, io1 or io2',
    fix: 'take rds.StorageType.GP3, which is faster than gp2 and standard at a lower price',
  },
  {
    id: 'allocated-storage-range',
    reads: ['allocatedStorage', 'storageType'],
    broken: (s) =>
      gib(s.allocatedStorage) < (MINIMUM_GIB[s.storageType] ?? 20) ||
      gib(s.allocatedStorage) > MAXIMUM_GIB ||
      !Number.isInteger(gib(s.allocatedStorage)),
    got: (s) => gibText(s.allocatedStorage),
    wants: (s) =>
      `must be a whole number of GiB from ${MINIMUM_GIB[s.storageType] ?? 20} to ${MAXIMUM_GIB} with ${s.storageType}`,
    fix: (s) => nearestSizeFix(s.allocatedStorage, MINIMUM_GIB[s.storageType] ?? 20),
  },
  {
    id: 'max-allocated-storage-headroom',
    reads: ['maxAllocatedStorage', 'allocatedStorage', 'storageAutoscaling'],
    broken: (s) =>
      s.storageAutoscaling &&
      gib(s.allocatedStorage) <= MAXIMUM_GIB &&
      gib(s.maxAllocatedStorage) * 100 < gib(s.allocatedStorage) * AUTOSCALING_HEADROOM,
    got: (s) => `${gibText(s.maxAllocatedStorage)} over ${gibText(s.allocatedStorage)}`,
    wants: 'must be 110 % of allocatedStorage or more',
    fix: (s) => headroomFix(gib(s.allocatedStorage)),
  },
  {
    id: 'max-allocated-storage-range',
    reads: ['maxAllocatedStorage', 'storageAutoscaling'],
    broken: (s) =>
      s.storageAutoscaling &&
      (gib(s.maxAllocatedStorage) > MAXIMUM_GIB || !Number.isInteger(gib(s.maxAllocatedStorage))),
    got: (s) => gibText(s.maxAllocatedStorage),
    wants: `must be a whole number of GiB up to ${MAXIMUM_GIB}`,
    fix: (s) => nearestSizeFix(s.maxAllocatedStorage, 20),
  },
  {
    id: 'iops-needs-400-gib',
    reads: ['iops', 'allocatedStorage', 'storageType'],
    broken: (s) => isGp3(s) && s.iops !== undefined && gib(s.allocatedStorage) < GP3_STRIPED_GIB,
    got: (s) => `${s.iops} with ${gibText(s.allocatedStorage)}`,
    wants: `can be set from ${GP3_STRIPED_GIB} GiB of gp3 on; below that RDS gives 3000`,
    fix: `leave it out, or raise allocatedStorage to Size.gibibytes(${GP3_STRIPED_GIB})`,
  },
  {
    id: 'iops-required',
    reads: ['iops', 'storageType'],
    broken: (s) => !isGp3(s) && IO_IOPS[s.storageType] !== undefined && s.iops === undefined,
    got: (s) => `none with ${s.storageType}`,
    wants: 'must be given with io1 and io2',
    fix: 'choose one like 3000, or leave storageType out for gp3',
  },
  {
    id: 'iops-range',
    reads: ['iops', 'allocatedStorage', 'storageType'],
    broken: (s) =>
      takesIops(s) && (!Number.isInteger(s.iops) || s.iops! < iopsLimits(s).min || s.iops! > iopsLimits(s).max),
    got: (s) => `${s.iops}`,
    wants: (s) => `must be a whole number from ${iopsLimits(s).min} to ${iopsLimits(s).max} with ${s.storageType}`,
    fix: (s) => `choose one like ${iopsLimits(s).min}`,
  },
  {
    id: 'iops-per-gib',
    reads: ['iops', 'allocatedStorage', 'storageType'],
    broken: (s) =>
      takesIops(s) &&
      (s.iops! > gib(s.allocatedStorage) * iopsLimits(s).maxPerGib ||
        s.iops! < gib(s.allocatedStorage) * iopsLimits(s).minPerGib),
    got: (s) => `${s.iops} with ${gibText(s.allocatedStorage)}`,
    wants: (s) => `must be ${iopsLimits(s).minPerGib} to ${iopsLimits(s).maxPerGib} for each GiB of ${s.storageType}`,
    fix: (s) =>
      `choose ${Math.max(iopsLimits(s).min, Math.ceil(gib(s.allocatedStorage) * iopsLimits(s).minPerGib))}` +
      ` to ${Math.min(iopsLimits(s).max, gib(s.allocatedStorage) * iopsLimits(s).maxPerGib)}`,
  },
  {
    id: 'storage-throughput-needs-gp3',
    reads: ['storageThroughput', 'storageType'],
    broken: (s) => s.storageThroughput !== undefined && !isGp3(s),
    got: (s) => `${s.storageThroughput} with ${s.storageType}`,
    wants: 'can be set only with gp3',
    fix: 'leave it out',
  },
  {
    id: 'storage-throughput-needs-400-gib',
    reads: ['storageThroughput', 'allocatedStorage', 'storageType'],
    broken: (s) => s.storageThroughput !== undefined && isGp3(s) && gib(s.allocatedStorage) < GP3_STRIPED_GIB,
    got: (s) => `${s.storageThroughput} with ${gibText(s.allocatedStorage)}`,
    wants: `can be set from ${GP3_STRIPED_GIB} GiB of gp3 on; below that RDS gives 125 MiB/s`,
    fix: `leave it out, or raise allocatedStorage to Size.gibibytes(${GP3_STRIPED_GIB})`,
  },
  {
    id: 'storage-throughput-range',
    reads: ['storageThroughput', 'allocatedStorage', 'storageType'],
    broken: (s) =>
      s.storageThroughput !== undefined &&
      isGp3(s) &&
      gib(s.allocatedStorage) >= GP3_STRIPED_GIB &&
      (!Number.isInteger(s.storageThroughput) ||
        s.storageThroughput < GP3_THROUGHPUT.min ||
        s.storageThroughput > GP3_THROUGHPUT.max),
    got: (s) => `${s.storageThroughput}`,
    wants: `must be a whole number from ${GP3_THROUGHPUT.min} to ${GP3_THROUGHPUT.max} MiB/s`,
    fix: `choose one like ${GP3_THROUGHPUT.min}`,
  },
  {
    id: 'storage-throughput-per-iops',
    reads: ['storageThroughput', 'iops', 'allocatedStorage', 'storageType'],
    broken: (s) =>
      s.storageThroughput !== undefined &&
      isGp3(s) &&
      gib(s.allocatedStorage) >= GP3_STRIPED_GIB &&
      s.storageThroughput > (s.iops ?? GP3_IOPS.min) * GP3_THROUGHPUT.maxPerIops,
    got: (s) => `${s.storageThroughput} with ${s.iops ?? GP3_IOPS.min} IOPS`,
    wants: 'must be at most a quarter of iops',
    fix: (s) => `raise iops to ${s.storageThroughput! / GP3_THROUGHPUT.maxPerIops} or more`,
  },
];
