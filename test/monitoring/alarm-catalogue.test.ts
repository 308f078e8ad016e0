import { Duration, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BACKUP_STATES } from './backup-states';
import { RDS_METRICS } from './rds-metrics';
import { SECRETS_MANAGER_EVENTS } from './secrets-manager-events';
import { AlarmSeverity } from '../../src';
import { instanceFamilies, sizesOfFamily } from '../../src/instance/instance-class-catalogue';
import { ALARM_CATALOGUE, AlarmEntry, alarmEntry, alarmIds } from '../../src/monitoring/alarm-catalogue';
import { InstanceTraits, instanceTraits } from '../../src/monitoring/instance-traits';

const EVERY_CLASS = instanceFamilies().flatMap((family) => sizesOfFamily(family).map((size) => `${family}.${size}`));
const gib = (amount: number) => Size.gibibytes(amount);

function traitsOf(instanceType: string, storage: number, readReplica = false): InstanceTraits {
  const size = {
    instanceType: new ec2.InstanceType(instanceType),
    allocatedStorage: gib(storage),
    maxAllocatedStorage: gib(storage * 2),
  };
  return instanceTraits({ ...size, readReplica }, true);
}

/** Ids of the alarms that an instance has. */
function existing(traits: InstanceTraits): string[] {
  return ALARM_CATALOGUE.filter((entry) => entry.scope.includes(traits)).map(({ id }) => id);
}

const ON_EVERY_PRIMARY = [
  'DatabaseDown',
  'HighCPU',
  'DBLoad',
  'HighConnections',
  'FreeableMemory',
  'LowStorage',
  'StorageFloor',
  'StorageAutoscaling',
  'ReadLatency',
  'WriteLatency',
  'DiskQueueDepth',
  'TransactionIdAge',
  'ReplicationSlotLag',
];

test('the ids never change: they are used in overrides and in the names of alarms', () => {
  expect(alarmIds()).toEqual([
    'DatabaseDown',
    'HighCPU',
    'DBLoad',
    'HighConnections',
    'FreeableMemory',
    'LowStorage',
    'StorageFloor',
    'StorageAutoscaling',
    'ReadLatency',
    'WriteLatency',
    'DiskQueueDepth',
    'EBSIOBalance',
    'EBSByteBalance',
    'SurplusCPUCredits',
    'TransactionIdAge',
    'ReplicationSlotLag',
    'ReplicaLag',
    'RotationFailed',
    'SnapshotCopyFailed',
    'BackupFailed',
    'RestoreDrillFailed',
    'RestoreDrillOverdue',
  ]);
});

test('an unknown id has no entry', () => {
  expect(() => alarmEntry('HighCpu')).toThrow("no alarm 'HighCpu'");
});

/** Alarms that count alarm events forwarded from the other region. */
const IN_OTHER_REGION = ['SnapshotCopyFailed'];

describe.each(ALARM_CATALOGUE.map((entry): [string, AlarmEntry] => [entry.id, entry]))('%s', (_, entry) => {
  test('uses a metric that RDS publishes, in the unit of RDS', () => {
    if (IN_OTHER_REGION.includes(entry.id)) {
      expect(entry).toMatchObject({ metric: entry.id, unit: 'Count', events: [`${entry.id} in the other region`] });
    } else if (entry.events) {
      const all = (known: (event: string) => boolean) => entry.events!.every(known);
      expect(
        all((event) => /^RDS-EVENT-\d{4}$/.test(event)) ||
          [SECRETS_MANAGER_EVENTS, BACKUP_STATES].some((known) => all((event) => known.includes(event))),
      ).toBe(true);
      expect(entry.unit).toBe('Count');
      expect(RDS_METRICS).not.toHaveProperty([entry.metric]);
    } else if (entry.statistic === 'SampleCount') {
      expect(RDS_METRICS).toHaveProperty([entry.metric]);
      expect(entry.unit).toBe('Count'); // whatever the unit of the metric is: samples are counted
    } else {
      expect({ metric: entry.metric, unit: entry.unit }).toEqual({
        metric: entry.metric,
        unit: RDS_METRICS[entry.metric],
      });
    }
  });

  test('is counted in the log of events by each of its events, or by none', () => {
    if (IN_OTHER_REGION.includes(entry.id)) {
      expect(entry.filterPatterns!.eventLogGroup).toBe(
        `{ ($.detail.alarmName = "*-${entry.id}") && ($.detail.state.value = "ALARM") }`,
      );
    } else if (!entry.events) {
      expect(entry.filterPatterns).toBeUndefined();
    } else {
      expect([...entry.filterPatterns!.eventLogGroup!.matchAll(/= "([^"]+)"/g)].map(([, event]) => event)).toEqual(
        entry.events,
      );
    }
  });

  test('uses the statistic that shows the problem', () => {
    // The lowest value of what must not run out, the highest of what must not grow: the other extreme would hide the
    // problem.
    if (entry.comparison === '<') expect(entry.statistic).not.toBe('Maximum');
    else expect(entry.statistic).not.toBe('Minimum');
  });

  test('has a threshold from zero to the maximum of its unit, whole for units without fractions', () => {
    for (const traits of EVERY_CLASS.map((name) => traitsOf(name, 20)).filter((each) => entry.scope.includes(each))) {
      const threshold = entry.threshold(traits)!;
      const { min, max } = entry.thresholdRange(traits);
      expect(threshold).toBeGreaterThanOrEqual(min);
      expect(threshold).toBeLessThanOrEqual(max);
      expect(threshold).toBeGreaterThan(0);
      if (entry.unit !== 'Seconds') expect(Number.isInteger(threshold)).toBe(true);
      if (entry.unit === 'Percent') expect(threshold).toBeLessThan(100);
    }
  });

  test('has valid CloudWatch periods, and no more datapoints than periods', () => {
    const { period, evaluationPeriods, datapointsToAlarm } = entry.periods;
    expect(period % 60).toBe(0);
    expect(datapointsToAlarm).toBeGreaterThanOrEqual(1);
    expect(datapointsToAlarm).toBeLessThanOrEqual(evaluationPeriods);
    expect(evaluationPeriods * period).toBeLessThanOrEqual(period >= 3600 ? 604_800 : 86_400);
  });

  test('has a description without a full stop, and names its rule and scope', () => {
    expect(entry.meaning).toMatch(/^[A-Z].{20,}[^.]$/);
    expect(entry.thresholdRule).not.toBe('');
    expect(entry.scope.text).not.toBe('');
  });
});

test('metrics that are published every five minutes have periods of five minutes', () => {
  // CPU credits: "five-minute frequency only"; the balances of EBS come with basic monitoring.
  for (const entry of ALARM_CATALOGUE.filter(({ metric }) => /Credit|EBS/.test(metric))) {
    expect({ id: entry.id, period: entry.periods.period }).toEqual({ id: entry.id, period: 300 });
  }
});

test('alarms do not fire for missing data, except for a silent instance and missing drills', () => {
  const sometimes = [
    'DBLoad',
    'EBSIOBalance',
    'EBSByteBalance',
    'SurplusCPUCredits',
    'ReplicationSlotLag',
    'StorageAutoscaling',
    'RotationFailed',
    'SnapshotCopyFailed',
    'BackupFailed',
    'RestoreDrillFailed',
  ];
  for (const { id, missingData } of ALARM_CATALOGUE) {
    expect({ id, missingData }).toEqual({
      id,
      missingData: ['DatabaseDown', 'RestoreDrillOverdue'].includes(id)
        ? 'breaching'
        : sometimes.includes(id)
          ? 'notBreaching'
          : 'ignore',
    });
  }
});

test('only a database that is down, or about to be, is critical', () => {
  expect(ALARM_CATALOGUE.filter(({ severity }) => severity === AlarmSeverity.CRITICAL).map(({ id }) => id)).toEqual([
    'DatabaseDown',
    'StorageFloor',
  ]);
});

/** No alarm if its metric does not exist for the class, the topology or the setting. */
describe('alarms by instance', () => {
  test.each([
    // Baseline and maximum bandwidth of EC2: t classes always burst, the others up to some size.
    ['t3.small', ['EBSIOBalance', 'EBSByteBalance', 'SurplusCPUCredits']],
    ['t4g.2xlarge', ['EBSIOBalance', 'EBSByteBalance', 'SurplusCPUCredits']],
    ['m6g.2xlarge', ['EBSIOBalance', 'EBSByteBalance']], // 2375 of 4750 Mbit/s
    ['m6g.4xlarge', []], // 4750 of 4750 Mbit/s
    ['m7g.4xlarge', ['EBSIOBalance', 'EBSByteBalance']], // 5000 of 10000 Mbit/s
    ['r6i.8xlarge', []], // 10000 of 10000 Mbit/s
    ['x2idn.16xlarge', []],
  ])('%s', (instanceType, more) => {
    expect(existing(traitsOf(instanceType, 100)).sort()).toEqual([...ON_EVERY_PRIMARY, ...more].sort());
  });

  test('a read replica has a lag alarm, but no alarms on transaction ids and slots', () => {
    const onPrimary = existing(traitsOf('m6g.4xlarge', 100));
    const onReplica = existing(traitsOf('m6g.4xlarge', 100, true));
    expect(onPrimary).not.toContain('ReplicaLag'); // a Multi-AZ standby does not have this metric either
    expect(onReplica.filter((id) => !onPrimary.includes(id))).toEqual(['ReplicaLag']);
    expect(onPrimary.filter((id) => !onReplica.includes(id))).toEqual(['TransactionIdAge', 'ReplicationSlotLag']);
  });

  test('the load alarm needs Performance Insights, and the autoscaling alarms need autoscaling and events', () => {
    const base = traitsOf('m6g.4xlarge', 100);
    expect(existing({ ...base, performanceInsights: false })).not.toContain('DBLoad');
    expect(existing({ ...base, storageAutoscaling: false })).not.toContain('StorageAutoscaling');
    expect(existing({ ...base, eventLog: false })).not.toContain('StorageAutoscaling');
  });

  test('the alarms on backups and drills need a plan, drills and the log of events', () => {
    const m6g = { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: gib(100) };
    const watched = (given: { vaultBackups?: boolean; restoreDrillOverdueAfter?: Duration }, eventLog: boolean) =>
      existing(instanceTraits({ ...m6g, ...given }, eventLog)).filter((id) => /Backup|Drill/.test(id));
    const restoreDrillOverdueAfter = Duration.days(5);
    expect(watched({ vaultBackups: true }, true)).toEqual(['BackupFailed']);
    expect(watched({ restoreDrillOverdueAfter }, true)).toEqual(['RestoreDrillFailed', 'RestoreDrillOverdue']);
    expect(watched({ vaultBackups: true, restoreDrillOverdueAfter }, false)).toEqual([]);
    expect(watched({ vaultBackups: false }, true)).toEqual([]);
    expect(watched({}, true)).toEqual([]);
  });

  test('the rotation alarm needs a rotating secret and a log that reports on it', () => {
    const m6g = { instanceType: new ec2.InstanceType('m6g.large'), allocatedStorage: gib(100) };
    const watched = (rotatingSecrets: boolean | undefined, eventLog: boolean, rotationLog: boolean) =>
      existing(instanceTraits({ ...m6g, rotatingSecrets }, eventLog, rotationLog)).includes('RotationFailed');
    expect(watched(true, true, false)).toBe(true);
    expect(watched(true, false, true)).toBe(true);
    expect(watched(undefined, false, true)).toBe(true); // a rotation function implies a rotation
    expect(watched(undefined, true, false)).toBe(false);
    expect(watched(false, true, true)).toBe(false);
    expect(watched(true, false, false)).toBe(false);
  });
});
