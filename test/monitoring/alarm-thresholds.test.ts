import { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { alarmEntry } from '../../src/monitoring/alarm-catalogue';
import { instanceTraits } from '../../src/monitoring/instance-traits';

const GIB = 1_073_741_824;

/** The values that depend on the instance class. */
interface ByClass {
  readonly vcpus: number;
  readonly connections: number;
  readonly memory: number;
  /** Half of the CPU credits of a day; undefined for classes without credits. */
  readonly credits?: number;
}

/*
 * Worked out by hand.
 *   load:        the vCPUs
 *   connections: max = rounded-down share × GiB × 1,073,741,824 / 9,531,392, 5,000 at the most; 1 GiB is
 *   112.653 connections; then 80 %, rounded down.
 *                Shares: 0.70 up to 1 GiB, 0.80 up to 2, 0.85 up to 4, 0.90 above.
 *   memory:      10 % of the GiB in bytes, rounded down; 8 GiB (8,589,934,592) at the most
 *   credits:     credits an hour × 12
 */
const BY_CLASS: Record<string, ByClass> = {
  // 0.70 × 1 × 112.653 = 78.86 → 78; × 0.8 = 62.4 → 62. 1 GiB / 10 = 107,374,182.4. 12 an hour × 12.
  't3.micro': { vcpus: 2, connections: 62, memory: 107_374_182, credits: 144 },
  // 0.80 × 2 × 112.653 = 180.24 → 180; × 0.8 = 144. 2 GiB / 10 = 214,748,364.8. 24 × 12.
  't3.small': { vcpus: 2, connections: 144, memory: 214_748_364, credits: 288 },
  // 0.85 × 4 × 112.653 = 383.02 → 383; × 0.8 = 306.4 → 306. 4 GiB / 10 = 429,496,729.6. 24 × 12.
  't3.medium': { vcpus: 2, connections: 306, memory: 429_496_729, credits: 288 },
  // 0.90 × 8 × 112.653 = 811.10 → 811; × 0.8 = 648.8 → 648. 8 GiB / 10 = 858,993,459.2. 36 × 12.
  't4g.large': { vcpus: 2, connections: 648, memory: 858_993_459, credits: 432 },
  // 0.90 × 16 × 112.653 = 1,622.21 → 1,622; × 0.8 = 1,297.6 → 1,297. 16 GiB / 10 = 1,717,986,918.4. 96 × 12.
  't4g.xlarge': { vcpus: 4, connections: 1_297, memory: 1_717_986_918, credits: 1_152 },
  // 0.90 × 32 × 112.653 = 3,244.42 → 3,244; × 0.8 = 2,595.2 → 2,595. 32 GiB / 10 = 3,435,973,836.8. 192 × 12.
  't3.2xlarge': { vcpus: 8, connections: 2_595, memory: 3_435_973_836, credits: 2_304 },
  // 2 vCPU × 4 GiB = 8 GiB, as t4g.large, without credits.
  'm6g.large': { vcpus: 2, connections: 648, memory: 858_993_459 },
  // 4 vCPU × 4 GiB = 16 GiB.
  'm7g.xlarge': { vcpus: 4, connections: 1_297, memory: 1_717_986_918 },
  // 8 vCPU × 4 GiB = 32 GiB.
  'm5.2xlarge': { vcpus: 8, connections: 2_595, memory: 3_435_973_836 },
  // 2 vCPU × 8 GiB = 16 GiB.
  'r6g.large': { vcpus: 2, connections: 1_297, memory: 1_717_986_918 },
  // 4 vCPU × 8 GiB = 32 GiB.
  'r6i.xlarge': { vcpus: 4, connections: 2_595, memory: 3_435_973_836 },
  // 8 vCPU × 8 GiB = 64 GiB: 0.90 × 64 × 112.653 = 6,488 → 5,000; × 0.8 = 4,000. 64 GiB / 10 = 6,871,947,673.6.
  'r7g.2xlarge': { vcpus: 8, connections: 4_000, memory: 6_871_947_673 },
  // 16 vCPU × 8 GiB = 128 GiB: 5,000 connections; a tenth would be 12.8 GiB, more than 8 GiB.
  'r8g.4xlarge': { vcpus: 16, connections: 4_000, memory: 8_589_934_592 },
  // 96 vCPU × 4 GiB = 384 GiB.
  'm7i.24xlarge': { vcpus: 96, connections: 4_000, memory: 8_589_934_592 },
  // 64 vCPU × 16 GiB = 1,024 GiB.
  'x2g.16xlarge': { vcpus: 64, connections: 4_000, memory: 8_589_934_592 },
  // 128 vCPU × 32 GiB = 4,096 GiB.
  'x2iedn.32xlarge': { vcpus: 128, connections: 4_000, memory: 8_589_934_592 },
};

interface Given {
  readonly gib?: number;
  readonly iops?: number;
  readonly maxConnections?: number;
}

function thresholdOf(id: string, instanceType: string, { gib = 100, ...given }: Given = {}): number | undefined {
  const traits = instanceTraits(
    { instanceType: new ec2.InstanceType(instanceType), allocatedStorage: Size.gibibytes(gib), ...given },
    true,
  );
  const entry = alarmEntry(id);
  return entry.scope.includes(traits) ? entry.threshold(traits) : undefined;
}

describe.each(Object.entries(BY_CLASS))('%s', (instanceType, { vcpus, connections, memory, credits }) => {
  test(`load over ${vcpus}`, () => expect(thresholdOf('DBLoad', instanceType)).toBe(vcpus));
  test(`connections over ${connections}`, () => expect(thresholdOf('HighConnections', instanceType)).toBe(connections));
  test(`memory below ${memory} bytes`, () => expect(thresholdOf('FreeableMemory', instanceType)).toBe(memory));
  test(`surplus credits over ${credits}`, () => expect(thresholdOf('SurplusCPUCredits', instanceType)).toBe(credits));
});

test('a given max_connections takes precedence over the default of the class', () => {
  expect(thresholdOf('HighConnections', 't3.small', { maxConnections: 250 })).toBe(200); // 80 % of 250
});

test.each([
  // GiB, 10 % of it, 5 % of it but 1 to 10 GiB
  [20, 2_147_483_648, 1 * GIB], // 2 GiB; 5 % is 1 GiB
  [15, 1_610_612_736, 1 * GIB], // 1.5 GiB; 5 % is 0.75 GiB
  [100, 10_737_418_240, 5 * GIB], // 10 GiB; 5 GiB
  [200, 21_474_836_480, 10 * GIB], // 20 GiB; 10 GiB
  [1000, 107_374_182_400, 10 * GIB], // 100 GiB; 5 % is 50 GiB
])('%i GiB of storage: low below %i bytes, critical below %i bytes', (gib, low, floor) => {
  expect(thresholdOf('LowStorage', 't3.small', { gib })).toBe(low);
  expect(thresholdOf('StorageFloor', 't3.small', { gib })).toBe(floor);
  expect(thresholdOf('ReplicationSlotLag', 't3.small', { gib })).toBe(low);
});

test.each<[string, Given, number]>([
  ['gp3 below 400 GiB', { gib: 399 }, 60], // 2 % of 3,000
  ['gp3 from 400 GiB', { gib: 400 }, 240], // 2 % of 12,000
  ['provisioned', { gib: 400, iops: 20_000 }, 400], // 2 % of 20,000
])('%s: the queue alarm fires above the number of requests served in 20 ms', (_, given, queue) => {
  expect(thresholdOf('DiskQueueDepth', 'm6g.large', given)).toBe(queue);
});

test.each([
  ['HighCPU', 80],
  ['EBSIOBalance', 10],
  ['EBSByteBalance', 10],
  ['ReadLatency', 0.02],
  ['WriteLatency', 0.02],
  ['TransactionIdAge', 1_000_000_000],
  ['DatabaseDown', 1],
])('%s: %d on any instance', (id, threshold) => expect(thresholdOf(id, 't3.small')).toBe(threshold));

test('a replica lags from 10 seconds on', () => {
  const traits = instanceTraits(
    { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: Size.gibibytes(20), readReplica: true },
    false,
  );
  expect(alarmEntry('ReplicaLag').threshold(traits)).toBe(10);
});
