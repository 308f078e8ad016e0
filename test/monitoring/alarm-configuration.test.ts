import { Duration, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AlarmSeverity } from '../../src';
import { alarmEntry } from '../../src/monitoring/alarm-catalogue';
import { alarmConfiguration, alarmPeriods } from '../../src/monitoring/alarm-configuration';
import { InstanceTraits, instanceTraits } from '../../src/monitoring/instance-traits';

const SMALL = instanceTraits(
  { instanceType: new ec2.InstanceType('t3.small'), allocatedStorage: Size.gibibytes(20) },
  true,
);
const NOTHING_KNOWN: InstanceTraits = {
  storageAutoscaling: false,
  performanceInsights: true,
  readReplica: false,
  eventLog: true,
};

describe('the configuration of an alarm', () => {
  test('defaults to that of the catalogue', () => {
    expect(alarmConfiguration(alarmEntry('HighCPU'), SMALL)).toEqual({
      threshold: 80,
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      severity: 'warning',
    });
  });

  test('follows the override of the caller', () => {
    const override = {
      threshold: 70,
      period: Duration.minutes(2),
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      severity: AlarmSeverity.CRITICAL,
    };
    expect(alarmConfiguration(alarmEntry('HighCPU'), SMALL, override)).toEqual({
      threshold: 70,
      period: 120,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      severity: 'critical',
    });
  });

  test('is absent if the instance lacks the metric or the caller has turned the alarm off', () => {
    expect(alarmConfiguration(alarmEntry('ReplicaLag'), SMALL)).toBe('absent');
    expect(alarmConfiguration(alarmEntry('HighCPU'), SMALL, { enabled: false })).toBe('absent');
    expect(alarmConfiguration(alarmEntry('HighCPU'), SMALL, { enabled: true })).toMatchObject({ threshold: 80 });
  });

  test('is unknown because of a token, unless the threshold is given', () => {
    expect(alarmConfiguration(alarmEntry('DBLoad'), NOTHING_KNOWN)).toBe('unknown'); // the threshold
    // Whether the metric exists.
    expect(alarmConfiguration(alarmEntry('EBSIOBalance'), NOTHING_KNOWN)).toBe('unknown');
    expect(alarmConfiguration(alarmEntry('EBSIOBalance'), NOTHING_KNOWN, { threshold: 10 })).toMatchObject({
      threshold: 10,
    });
    expect(alarmConfiguration(alarmEntry('DBLoad'), NOTHING_KNOWN, { enabled: false })).toBe('absent');
  });

  test('accepts a threshold of zero', () => {
    expect(alarmConfiguration(alarmEntry('SurplusCPUCredits'), SMALL, { threshold: 0 })).toMatchObject({
      threshold: 0,
    });
  });

  test('requires all periods if only their number is given, up to the datapoints of the catalogue', () => {
    const storage = alarmEntry('StorageAutoscaling'); // 1 of 6
    expect(alarmPeriods(storage, {}, SMALL)).toEqual({ evaluationPeriods: 6, datapointsToAlarm: 1 });
    expect(alarmPeriods(storage, { evaluationPeriods: 24 }, SMALL)).toEqual({
      evaluationPeriods: 24,
      datapointsToAlarm: 1,
    }); // stays on for a day
    const cpu = alarmEntry('HighCPU'); // 5 of 5
    expect(alarmPeriods(cpu, { evaluationPeriods: 3 }, SMALL)).toEqual({ evaluationPeriods: 3, datapointsToAlarm: 3 });
    expect(alarmPeriods(cpu, { datapointsToAlarm: 2 }, SMALL)).toEqual({ evaluationPeriods: 5, datapointsToAlarm: 2 });
    expect(alarmPeriods(cpu, { evaluationPeriods: 10, datapointsToAlarm: 2 }, SMALL)).toEqual({
      evaluationPeriods: 10,
      datapointsToAlarm: 2,
    });
  });

  test('uses the periods of the instance, unless the caller overrides them', () => {
    const drill = alarmEntry('RestoreDrillOverdue');
    const traits = { ...SMALL, drillOverdueHours: 100 };
    expect(alarmConfiguration(drill, traits)).toMatchObject({
      threshold: 1,
      period: 3600,
      evaluationPeriods: 100,
      datapointsToAlarm: 100,
    });
    expect(alarmConfiguration(drill, traits, { evaluationPeriods: 168 })).toMatchObject({
      evaluationPeriods: 168,
      datapointsToAlarm: 168,
    });
    expect(alarmConfiguration(drill, SMALL)).toBe('absent');
  });
});
