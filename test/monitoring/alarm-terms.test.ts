import { Duration, Lazy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AlarmSeverity } from '../../src';
import { ALARM_CATALOGUE, AlarmEntry } from '../../src/monitoring/alarm-catalogue';
import { alarmCondition, AlarmTerms, alarmTerms, evaluation, quantityText } from '../../src/monitoring/alarm-terms';
import { InstanceFacts, instanceFacts } from '../../src/monitoring/instance-facts';

const entry = (id: string): AlarmEntry => ALARM_CATALOGUE.find((each) => each.id === id)!;
const SMALL = instanceFacts(
  { instanceType: new ec2.InstanceType('t3.small'), allocatedStorage: Size.gibibytes(20) },
  true,
);
const NOTHING_KNOWN: InstanceFacts = {
  storageAutoscaling: false,
  performanceInsights: true,
  readReplica: false,
  eventLog: true,
};

describe('the terms of an alarm', () => {
  test('are those of the catalogue', () => {
    expect(alarmTerms(entry('HighCPU'), SMALL)).toEqual({
      threshold: 80,
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      severity: 'warning',
    });
  });

  test('are what a team wants otherwise', () => {
    const override = {
      threshold: 70,
      period: Duration.minutes(2),
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      severity: AlarmSeverity.CRITICAL,
    };
    expect(alarmTerms(entry('HighCPU'), SMALL, override)).toEqual({
      threshold: 70,
      period: 120,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      severity: 'critical',
    });
  });

  test('are none where the instance has no such metric, or the team wants no such alarm', () => {
    expect(alarmTerms(entry('ReplicaLag'), SMALL)).toBe('absent');
    expect(alarmTerms(entry('HighCPU'), SMALL, { enabled: false })).toBe('absent');
    expect(alarmTerms(entry('HighCPU'), SMALL, { enabled: true })).toMatchObject({ threshold: 80 });
  });

  test('are hidden by a token, unless the threshold is given', () => {
    expect(alarmTerms(entry('DBLoad'), NOTHING_KNOWN)).toBe('hidden'); // the threshold
    expect(alarmTerms(entry('EBSIOBalance'), NOTHING_KNOWN)).toBe('hidden'); // whether there is such a metric
    expect(alarmTerms(entry('EBSIOBalance'), NOTHING_KNOWN, { threshold: 10 })).toMatchObject({ threshold: 10 });
    expect(alarmTerms(entry('DBLoad'), NOTHING_KNOWN, { enabled: false })).toBe('absent');
  });

  test('may have a threshold of zero', () => {
    expect(alarmTerms(entry('SurplusCPUCredits'), SMALL, { threshold: 0 })).toMatchObject({ threshold: 0 });
  });

  test('count all periods where only their number is given, or as few as before where not all had to be', () => {
    const storage = entry('StorageAutoscaling'); // 1 of 6
    expect(evaluation(storage, {})).toEqual({ evaluationPeriods: 6, datapointsToAlarm: 1 });
    expect(evaluation(storage, { evaluationPeriods: 24 })).toEqual({ evaluationPeriods: 24, datapointsToAlarm: 1 }); // stays on for a day
    const cpu = entry('HighCPU'); // 5 of 5
    expect(evaluation(cpu, { evaluationPeriods: 3 })).toEqual({ evaluationPeriods: 3, datapointsToAlarm: 3 });
    expect(evaluation(cpu, { datapointsToAlarm: 2 })).toEqual({ evaluationPeriods: 5, datapointsToAlarm: 2 });
    expect(evaluation(cpu, { evaluationPeriods: 10, datapointsToAlarm: 2 })).toEqual({
      evaluationPeriods: 10,
      datapointsToAlarm: 2,
    });
  });

  test('look as far back as the instance says, unless a team says it', () => {
    const drill = entry('RestoreDrillOverdue');
    const facts = { ...SMALL, drillOverdueHours: 100 };
    expect(alarmTerms(drill, facts)).toMatchObject({
      threshold: 1,
      period: 3600,
      evaluationPeriods: 100,
      datapointsToAlarm: 100,
    });
    expect(alarmTerms(drill, facts, { evaluationPeriods: 168 })).toMatchObject({
      evaluationPeriods: 168,
      datapointsToAlarm: 168,
    });
    expect(alarmTerms(drill, SMALL)).toBe('absent');
  });
});

describe('the condition in words', () => {
  const words = (id: string, terms: Partial<AlarmTerms> = {}) =>
    alarmCondition(entry(id), { ...(alarmTerms(entry(id), SMALL) as AlarmTerms), ...terms });

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
  ])('%s %j: %s', (id, terms, expected) => expect(words(id, terms)).toBe(expected));

  test('of events names them', () => {
    const storage = entry('StorageAutoscaling');
    expect(alarmCondition(storage, alarmTerms(storage, { ...SMALL, storageAutoscaling: true }) as AlarmTerms)).toBe(
      'RDS-EVENT-0223, RDS-EVENT-0224, RDS-EVENT-0225 >= 1 in 1 of 6 periods of 1 hour',
    );
    const rotation = entry('RotationFailed');
    expect(alarmCondition(rotation, alarmTerms(rotation, { ...SMALL, rotationLogged: true }) as AlarmTerms)).toBe(
      'RotationFailed, TestRotationFailed >= 1 in 1 of 24 periods of 1 hour',
    );
    const drill = entry('RestoreDrillOverdue');
    expect(alarmCondition(drill, alarmTerms(drill, { ...SMALL, drillOverdueHours: 120 }) as AlarmTerms)).toBe(
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
] as const)('%d %s reads %s', (value, unit, expected) => expect(quantityText(value, unit)).toBe(expected));
