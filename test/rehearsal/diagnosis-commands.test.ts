import { PutMetricAlarmCommand, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateDBInstanceCommand } from '@aws-sdk/client-rds';
import { expectRecordedCalls } from './command-calls';
import { Operator } from './operator';
import { startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * The commands that look for causes in AWS alone, as processes, against a database that has been deployed.
 */

const IDENTIFIER = 'oficina-db-dev';

let rehearsal: Rehearsal;
let operator: Operator;

beforeAll(async () => {
  const scenario = await startScenario('us-east-1');
  rehearsal = scenario.rehearsal;
  operator = new Operator(rehearsal);
  await scenario.app.deploy({ users: [{ name: 'orders' }], alarmOverrides: { highCpu: { threshold: 70 } } });
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

/** Writes a value a minute, the last one for now. */
async function publish(metric: string, values: readonly number[]): Promise<void> {
  const now = Date.now();
  await rehearsal.cloud().cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/RDS',
      MetricData: values.map((value, at) => ({
        MetricName: metric,
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: IDENTIFIER }],
        Timestamp: new Date(now - (values.length - at) * 60_000),
        Value: value,
      })),
    }),
  );
}

async function setAlarm(id: string, state: 'ALARM' | 'OK', reason: string): Promise<void> {
  await rehearsal
    .cloud()
    .cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: `${IDENTIFIER}-${id}`, StateValue: state, StateReason: reason }),
    );
}

describe('metrics', () => {
  beforeAll(async () => {
    await publish('CPUUtilization', [10, 20, 75, 90, 30, 20]);
    await publish(
      'FreeStorageSpace',
      [18, 17, 16].map((gib) => gib * 1024 ** 3),
    );
  });

  test('compares the values with the line of the alarm', async () => {
    const { metrics } = await operator.result(0, ['metrics', '--hours', '1']);
    const cpu = metrics.find(({ id }: { id: string }) => id === 'HighCPU');
    expect(cpu).toMatchObject({
      alarm: `${IDENTIFIER}-HighCPU`,
      metric: 'CPUUtilization',
      threshold: 70,
      min: 10,
      max: 90,
      last: 20,
      periodsBeyond: 2,
      level: 'ok',
    });
    const storage = metrics.find(({ id }: { id: string }) => id === 'LowStorage');
    expect(storage).toMatchObject({ unit: 'Bytes', last: 16 * 1024 ** 3, comparison: 'LessThanThreshold' });
  });

  test('draws them', async () => {
    const { stdout } = await operator.run(['metrics', '-e', 'dev', '--hours', '1']);
    expect(stdout).toMatch(/✓ +HighCPU +[·▁-█]+ +10 % +40.8 % +90 % +20 % +> 70 %/);
    expect(stdout).toMatch(/LowStorage +[·▁-█]+ +16 GiB +17 GiB +18 GiB +16 GiB +< 2 GiB/);
  });

  test('finds the alarms of another prefix', async () => {
    const { cloudWatch } = rehearsal.cloud();
    const named = { AlarmName: 'theirs-HighCPU', ComparisonOperator: 'GreaterThanThreshold', Threshold: 50 } as const;
    const metric = { Namespace: 'AWS/RDS', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 60 } as const;
    await rehearsal.cloud().rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'other',
        DBInstanceClass: 'db.t3.small',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'admin1',
        MasterUserPassword: 'rehearsal1',
      }),
    );
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        ...named,
        ...metric,
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'other' }],
        EvaluationPeriods: 1,
      }),
    );
    const { stdout } = await operator.run(['metrics', '-i', 'other', '--json']);
    expect(JSON.parse(stdout).metrics.map(({ alarm, id }: { alarm: string; id: string }) => [alarm, id])).toEqual([
      ['theirs-HighCPU', 'HighCPU'],
    ]);
  });

  test('an alarm that is on needs somebody', async () => {
    await setAlarm('HighCPU', 'ALARM', 'Threshold Crossed: 5 datapoints were greater than the threshold (70.0).');
    const { stdout, status } = await operator.run(['metrics', '-e', 'dev'], { LANG: 'pt_BR.UTF-8' });
    expect({ status, stdout }).toMatchObject({ status: 1, stdout: expect.stringMatching(/! +HighCPU/) });
    expect(stdout).toContain('últimas 3 horas');
    await setAlarm('HighCPU', 'OK', 'test');
  });
});

describe('explain', () => {
  const REASON = 'Threshold Crossed: 5 datapoints were greater than the threshold (70.0).';

  test('tells how the alarm stands, and what to do', async () => {
    await setAlarm('HighCPU', 'ALARM', REASON);
    const explained = await operator.result(1, ['explain', 'highcpu']);
    expect(explained).toMatchObject({
      alarm: `${IDENTIFIER}-HighCPU`,
      severity: 'warning',
      level: 'warning',
      state: 'ALARM',
      reason: REASON,
      threshold: 70,
      lastValues: [20, 75, 90, 30, 20],
      instanceStatus: 'available',
    });
    expect(explained.runbook).toContain(`aws rds modify-db-instance --db-instance-identifier "${IDENTIFIER}"`);
    await setAlarm('HighCPU', 'OK', 'test');
  });

  test('the name of an alarm is enough', async () => {
    const { status, stdout, stderr } = await operator.run(['explain', `${IDENTIFIER}-LowStorage`]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Looking at') });
    expect(stdout).toContain('Last values: 18 GiB · 17 GiB · 16 GiB');
    expect(stdout).toContain('Functions that these commands call\n\nsince() {');
    expect(stdout).toContain(`Name=DBInstanceIdentifier,Value=${IDENTIFIER}"`);
    expect(stdout).toMatch(/^Meaning$/m);
  });

  test('an alarm that is not deployed is explained all the same', async () => {
    const { status, stdout, stderr } = await operator.run(['explain', 'ReplicaLag', '-e', 'dev'], { LANG: 'pt_BR' });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('O runbook só existe em inglês.'),
    });
    expect(stdout).toContain('Não há alarme oficina-db-dev-ReplicaLag no CloudWatch');
  });

  test.each([
    ['HigCPU', [], 'Error: The library has no alarm HigCPU. Did you mean HighCPU?'],
    ['Coffee', [], 'Error: The library has no alarm Coffee. It has DatabaseDown, HighCPU,'],
    ['oficina-db-prod-HighCPU', ['-e', 'dev'], 'is an alarm of another database than oficina-db-dev'],
  ])('%s is refused', async (alarm, options, text) => {
    const { status, stdout, stderr } = await operator.run(['explain', alarm, ...options]);
    expect({ status, stdout, stderr }).toEqual({ status: 64, stdout: '', stderr: expect.stringContaining(text) });
  });
});

describe('scale', () => {
  test('another class: the prop, the downtime and the cost', async () => {
    const { status, stdout } = await operator.run(['scale', '-e', 'dev', '--class', 'r6g.large']);
    expect(status).toBe(0);
    expect(stdout).toContain('db.t3.small (2 vCPU, 2 GiB) → db.r6g.large (2 vCPU, 16 GiB)');
    expect(stdout).toContain("\n  instanceType: new ec2.InstanceType('r6g.large'),\n");
    expect(stdout).toMatch(/Downtime\n- Some minutes: there is no standby/);
    expect(stdout).toContain('db.r6g.large is charged per hour in place of db.t3.small');
  });

  test('more storage', async () => {
    const { props, downtime } = await operator.result(0, ['scale', '--storage', '400']);
    expect(props).toEqual(['allocatedStorage: Size.gibibytes(400),', 'maxAllocatedStorage: Size.gibibytes(504),']);
    expect(downtime[0]).toMatch(/^None\./);
    const { stdout } = await operator.run(['scale', '-e', 'dev', '--storage', '400'], { LANG: 'pt_BR' });
    expect(stdout).toContain('A partir de 400 GiB de gp3 estão incluídos 12.000 IOPS');
  });

  test.each([
    [['--class', 'db.z9.large'], 4, 'RDS does not offer db.z9.large for this version'],
    [['--class', 'db.t3.small'], 4, 'The instance is db.t3.small already'],
    [['--storage', '21'], 4, 'RDS grows a storage of 20 GiB by a tenth at least: name 22 or more'],
    [['--storage', '10'], 4, 'The storage has 20 GiB, and never shrinks'],
    [[], 64, 'Error: Name one of --class, like db.r6g.large, and --storage'],
    [['--storage', '30', '--class', 'x'], 64, 'Error: Name one of --class'],
    [['--storage', 'much'], 64, 'It must be a whole number from 1 to 65536.'],
  ])('%j is refused', async (options, code, text) => {
    const { status, stdout, stderr } = await operator.run(['scale', '-e', 'dev', ...options]);
    expect({ status, output: stdout + stderr }).toEqual({ status: code, output: expect.stringContaining(text) });
  });

  test('the instance is as it was', async () => {
    expect(await rehearsal.cloud().instance(IDENTIFIER)).toMatchObject({
      DBInstanceClass: 'db.t3.small',
      AllocatedStorage: 20,
    });
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));
