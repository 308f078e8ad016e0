import { Duration, Lazy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { instanceTraits } from '../../src/monitoring/instance-traits';
import { MonitoredInstance } from '../../src/monitoring/monitored-instance';

const someNumber = (value: number) => Lazy.number({ produce: () => value });
const traits = (given: Partial<MonitoredInstance> = {}, eventLog = false) =>
  instanceTraits(
    { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: Size.gibibytes(100), ...given },
    eventLog,
  );

test('are derived from class and storage', () => {
  expect(traits()).toEqual({
    vcpus: 2,
    memoryBytes: 8_589_934_592, // 8 GiB
    creditsPerHour: 0,
    ebsBursts: true,
    storageBytes: 107_374_182_400, // 100 GiB
    iops: 3_000,
    maxConnections: 811,
    storageAutoscaling: false,
    performanceInsights: true,
    eventLog: false,
    rotationLogged: false,
    readReplica: false,
  });
});

test('use given values', () => {
  const backups = { vaultBackups: true, restoreDrillOverdueAfter: Duration.days(5) };
  const given = {
    maxAllocatedStorage: Size.gibibytes(200),
    iops: 5_000,
    maxConnections: 100,
    performanceInsights: false,
    readReplica: true,
    rotatingSecrets: true,
  };
  expect(traits(given, true)).toMatchObject({
    iops: 5_000,
    maxConnections: 100,
    storageAutoscaling: true,
    performanceInsights: false,
    readReplica: true,
    eventLog: true,
    rotationLogged: true,
  });
  expect(traits(backups, true)).toMatchObject({ vaultBackups: true, drillOverdueHours: 120 });
  expect(traits(backups, false)).toMatchObject({ vaultBackups: undefined, drillOverdueHours: undefined });
});

test('accept storage in any unit', () => {
  expect(traits({ allocatedStorage: Size.tebibytes(1) })).toMatchObject({
    storageBytes: 1_099_511_627_776,
    iops: 12_000,
  });
});

test('leave out what depends on a token', () => {
  expect(traits({ instanceType: new ec2.InstanceType(Lazy.string({ produce: () => 'm6g.large' })) })).toMatchObject({
    vcpus: undefined,
    memoryBytes: undefined,
    creditsPerHour: undefined,
    ebsBursts: undefined,
    maxConnections: undefined,
    iops: 3_000,
  });
  expect(traits({ allocatedStorage: Size.gibibytes(someNumber(100)) })).toMatchObject({
    storageBytes: undefined,
    iops: undefined,
    vcpus: 2,
  });
  // Not the default: a value is given, but not known.
  expect(traits({ iops: someNumber(5_000), maxConnections: someNumber(100) })).toMatchObject({
    iops: undefined,
    maxConnections: undefined,
  });
});

test('use a given number whatever class and storage are', () => {
  const hidden = {
    instanceType: new ec2.InstanceType(Lazy.string({ produce: () => 'm6g.large' })),
    allocatedStorage: Size.gibibytes(someNumber(100)),
  };
  expect(traits({ ...hidden, maxConnections: 100, iops: 5_000 })).toMatchObject({ maxConnections: 100, iops: 5_000 });
});
