import { Lazy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AlarmEntry, alarmEntry } from '../../src/monitoring/alarm-catalogue';
import { alarmCondition, quantityText } from '../../src/monitoring/alarm-condition';
import { AlarmConfiguration, alarmConfiguration } from '../../src/monitoring/alarm-configuration';
import { InstanceTraits, instanceTraits } from '../../src/monitoring/instance-traits';

const SMALL = instanceTraits(
  { instanceType: new ec2.InstanceType('t3.small'), allocatedStorage: Size.gibibytes(20) },
  true,
);

function conditionText(
  entry: AlarmEntry,
  traits: Partial<InstanceTraits> = {},
  changes: Partial<AlarmConfiguration> = {},
): string {
  const configuration = alarmConfiguration(entry, { ...SMALL, ...traits }) as AlarmConfiguration;
  return alarmCondition(entry, { ...configuration, ...changes });
}

describe('the condition as text', () => {
  test.each([
    ['HighCPU', {}, 'CPUUtilization (Average) > 80 % in 5 of 5 periods of 1 minute'],
    ['LowStorage', {}, 'FreeStorageSpace (Minimum) < 2 GiB in 5 of 5 periods of 1 minute'],
    ['FreeableMemory', {}, 'FreeableMemory (Average) < 204.8 MiB in 15 of 15 periods of 1 minute'],
    ['ReadLatency', {}, 'ReadLatency (p90) > 20 ms in 5 of 5 periods of 1 minute'],
    ['TransactionIdAge', {}, 'MaximumUsedTransactionIDs (Maximum) > 1,000,000,000 in a period of 1 minute'],
    ['SurplusCPUCredits', {}, 'CPUSurplusCreditBalance (Maximum) > 288 in 3 of 3 periods of 5 minutes'],
    ['HighCPU', { period: 7200, datapointsToAlarm: 2 }, 'CPUUtilization (Average) > 80 % in 2 of 5 periods of 2 hours'],
    [
      'HighCPU',
      { threshold: Lazy.number({ produce: () => 70 }) },
      'CPUUtilization (Average) in 5 of 5 periods of 1 minute',
    ],
  ])('%s %j: %s', (id, changes, expected) => expect(conditionText(alarmEntry(id), {}, changes)).toBe(expected));

  test('names the events of an alarm on events', () => {
    expect(conditionText(alarmEntry('StorageAutoscaling'), { storageAutoscaling: true })).toBe(
      'RDS-EVENT-0223, RDS-EVENT-0224, RDS-EVENT-0225 >= 1 in 1 of 6 periods of 1 hour',
    );
    expect(conditionText(alarmEntry('RotationFailed'), { rotationLogged: true })).toBe(
      'RotationFailed, TestRotationFailed >= 1 in 1 of 24 periods of 1 hour',
    );
    expect(conditionText(alarmEntry('RestoreDrillOverdue'), { drillOverdueHours: 120 })).toBe(
      'COMPLETED < 1 in 120 of 120 periods of 1 hour',
    );
  });
});

test.each([
  [1_073_741_824, 'Bytes', '1 GiB'],
  [1_610_612_736, 'Bytes', '1.5 GiB'],
  [1_048_576, 'Bytes', '1 MiB'],
  [2048, 'Bytes', '2 KiB'],
  [12, 'Bytes', '12 bytes'],
  [0, 'Bytes', '0 bytes'],
  [0.02, 'Seconds', '20 ms'],
  [0.0005, 'Seconds', '0.5 ms'],
  [10, 'Seconds', '10 s'],
  [4000, 'Count', '4,000'],
  [999, 'Count', '999'],
  [1_234_567, 'Count', '1,234,567'],
  [1234.56789, 'Count', '1,234.56789'],
  [2, 'None', '2'],
  [80, 'Percent', '80 %'],
] as const)('%d %s is written %s', (value, unit, expected) => expect(quantityText(value, unit)).toBe(expected));
