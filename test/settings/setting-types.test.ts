import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { CredentialsRotation, EnvironmentProfile, OficinaPostgres } from '../../src';
import { database, emptyStack, privateVpc, refusal } from '../support/database';

/** Props as JavaScript would pass them, without a compiler. */
const untyped = (props: object) => props as any;

describe('without a compiler', () => {
  test.each([
    [
      'no props at all',
      undefined,
      ['vpc must be a VPC, got undefined', 'profile must be an EnvironmentProfile, got undefined'],
    ],
    [
      'a VPC by its id',
      { vpc: 'vpc-1' },
      ["vpc must be a VPC, got 'vpc-1'; create one with new ec2.Vpc() or look it up with ec2.Vpc.fromLookup()"],
    ],
    [
      'a profile by another name',
      { profile: 'dev' },
      ["profile must be an EnvironmentProfile, got 'dev'; write it like EnvironmentProfile.dev()"],
    ],
    [
      'a profile by its name',
      { profile: 'prod' },
      ["profile must be an EnvironmentProfile, got 'prod'; write it like EnvironmentProfile.prod()"],
    ],
    [
      'a profile that is not called',
      { profile: EnvironmentProfile.prod },
      ['profile must be an EnvironmentProfile, got the function prod; call it: EnvironmentProfile.prod()'],
    ],
  ])('%s is reported', (_, props, messages) => {
    const make = () => new OficinaPostgres(emptyStack(), 'Database', untyped(props!));
    for (const message of messages) expect(make).toThrow(message);
  });

  test.each([
    [{ allocatedStorage: 100 }, 'allocatedStorage must be a Size, got 100; write it like Size.gibibytes(100)'],
    [{ backupRetention: 30 }, 'backupRetention must be a Duration, got 30; write it like Duration.days(30)'],
    [
      { engineVersion: '17' },
      "engineVersion must be a PostgresEngineVersion, got '17'; write it like rds.PostgresEngineVersion.VER_17",
    ],
    [
      { instanceType: 't3.small' },
      "instanceType must be an InstanceType, got 't3.small'; write it like new ec2.InstanceType('t3.small')",
    ],
    [{ backupRetention: '30' }, "backupRetention must be a Duration, got '30'; write it like Duration.days(30)"],
    [{ backupRetention: NaN }, 'backupRetention must be a Duration, got NaN; write it like Duration.days(7)'],
    [
      { backupRetention: Duration.days },
      'backupRetention must be a Duration, got the function days; call it: Duration.days()',
    ],
    [
      { enhancedMonitoringInterval: 30 },
      'enhancedMonitoringInterval must be a Duration, got 30; write it like Duration.seconds(30)',
    ],
    [
      { slowQueryThreshold: {} },
      'slowQueryThreshold must be a Duration, got an object without members; write it like Duration.seconds(1)',
    ],
    [
      { rotation: 30 },
      'rotation must be a CredentialsRotation, got 30; write it like CredentialsRotation.builtin({ interval: ' +
        'Duration.days(30) })',
    ],
    [
      { rotation: Duration.days(7) },
      'got a Duration; write it like CredentialsRotation.builtin({ interval: Duration.days(7) })',
    ],
    [
      { rotation: Duration.hours(50) },
      'got a Duration; write it like CredentialsRotation.builtin({ interval: Duration.hours(50) })',
    ],
    [{ backupRetention: 2.1 }, 'backupRetention must be a Duration, got 2.1; write it like Duration.days(3)'],
    [
      { backupVaultPlan: Duration.hours(50) },
      'got a Duration; write it like BackupVaultPlan.daily({ retention: Duration.days(3) })',
    ],
    [
      { rotation: true },
      'rotation must be a CredentialsRotation, got true; write it like CredentialsRotation.builtin()',
    ],
    [
      { rotation: CredentialsRotation.builtin },
      'rotation must be a CredentialsRotation, got the function builtin; call it: CredentialsRotation.builtin()',
    ],
    [{ backupVaultPlan: 90 }, 'got 90; write it like BackupVaultPlan.daily({ retention: Duration.days(90) })'],
    [{ backupVaultPlan: false }, 'got false; write it like BackupVaultPlan.none()'],
    [{ restoreDrill: false }, 'got false; write it like RestoreDrill.none()'],
    [{ crossRegionBackup: 'eu-west-1' }, "got 'eu-west-1'; write it like CrossRegionBackup.toRegion('eu-west-1')"],
    [{ crossRegionBackup: false }, 'got false; write it like CrossRegionBackup.none()'],
    [
      { restoreFrom: 'db-ABCDEFGHIJKLMNOP' },
      "got 'db-ABCDEFGHIJKLMNOP'; write it like RestoreSource.latest('db-ABCDEFGHIJKLMNOP')",
    ],
    [{ restoreFrom: 'before-17' }, "got 'before-17'; write it like RestoreSource.snapshot('before-17')"],
    [{ engineVersion: 16 }, 'got 16; write it like rds.PostgresEngineVersion.VER_16'],
    [{ engineVersion: '17.6' }, "got '17.6'; write it like rds.PostgresEngineVersion.of('17.6', '17')"],
    [{ instanceType: 'db.m6g.large' }, "got 'db.m6g.large'; write it like new ec2.InstanceType('m6g.large')"],
    [
      { encryptionKey: 'arn:aws:kms:us-east-1:111122223333:key/1' },
      "look it up with kms.Key.fromKeyArn(this, 'Given', 'arn:aws:kms:us-east-1:111122223333:key/1')",
    ],
    [
      { vpcSubnets: { subnets: ['subnet-1'] } },
      "vpcSubnets must be a subnet selection, got one whose subnets have 'subnet-1'; " +
        'look it up with ec2.Subnet.fromSubnetAttributes()',
    ],
    [
      { vpcSubnets: { subnets: 'subnet-1' } },
      "vpcSubnets must be a subnet selection, got one whose subnets are 'subnet-1'; " +
        'look it up with ec2.Subnet.fromSubnetAttributes()',
    ],
    [
      { vpcSubnets: new Construct(emptyStack(), 'Subnet') },
      'vpcSubnets must be a subnet selection, got a Construct; give its subnetType',
    ],
    [{ port: '5432' }, "port must be a number, got '5432'; write it without quotes"],
    [{ multiAz: 'yes' }, "multiAz must be true or false, got 'yes'"],
    [
      { rotation: false },
      'rotation must be a CredentialsRotation, got false; write it like CredentialsRotation.disabled(',
    ],
    [
      { backupVaultPlan: true },
      'backupVaultPlan must be a BackupVaultPlan, got true; write it like BackupVaultPlan.daily()',
    ],
    [
      { restoreDrill: 'weekly' },
      "restoreDrill must be a RestoreDrill, got 'weekly'; write it like RestoreDrill.scheduled()",
    ],
    [
      { bootstrap: 'no' },
      "bootstrap must be true or false, got 'no'; write it without quotes, or leave the prop out for its default",
    ],
    [{ bootstrap: Lazy.any({ produce: () => true }) }, 'bootstrap must be true or false, got a '],
    [
      { bootstrapSql: 'sql/010.sql' },
      "bootstrapSql must be a list of BootstrapSql, got 'sql/010.sql'; write it like " +
        "[BootstrapSql.fromFile('sql/010-orders.sql')]",
    ],
    [{ bootstrapSql: ['SELECT 1'] }, "bootstrapSql must be a list of BootstrapSql, got ['SELECT 1']"],
    [{ databaseName: 7 }, 'databaseName must be a string, got 7; put it in quotes'],
    [{ preloadLibraries: 'pg_cron' }, "preloadLibraries must be a list of strings, got 'pg_cron'"],
    [{ parameters: ['work_mem'] }, "parameters must be a record of strings, got ['work_mem']"],
    [{ parameters: { work_mem: 16384 } }, 'parameters must be a record of strings, got a record'],
    [{ removalPolicy: 'delete' }, 'removalPolicy must be one of destroy, retain, snapshot'],
    [{ logStatement: 'everything' }, "logStatement must be one of none, ddl, mod, all, got 'everything'"],
    [
      { auditClasses: ['ddls'] },
      "auditClasses must be a list of read, write, function, role, ddl, misc, all, got ['ddls']",
    ],
    [
      { clients: ['sg-1'] },
      "clients must be a list of security groups, or of constructs with connections, got ['sg-1']",
    ],
    [
      { clients: [undefined] },
      'clients must be a list of security groups, or of constructs with connections, got [undefined]',
    ],
    [{ securityGroup: 'sg-1' }, "securityGroup must be a security group, got 'sg-1'"],
    [{ encryptionKey: 'arn:aws:kms:…' }, "encryptionKey must be a KMS key, got 'arn:aws:kms:…'"],
    [{ secretsManagerEndpoint: 'vpce-1' }, "secretsManagerEndpoint must be an interface endpoint, got 'vpce-1'"],
    [{ vpcSubnets: 'private' }, "vpcSubnets must be a subnet selection, got 'private'"],
    [{ maxConnections: '200' }, "maxConnections must be a number, got '200'; write it without quotes"],
    [
      { monitoring: 'off' },
      "monitoring must be true or false, got 'off'; write it without quotes, or leave the prop out for its default",
    ],
    [
      { alarmEmails: 'ana@oficina.example' },
      "alarmEmails must be a list of strings, got 'ana@oficina.example'; write it like ['one', 'two']",
    ],
    [{ alarmEmails: [null] }, "alarmEmails must be a list of strings, got [null]; write it like ['one', 'two']"],
    [
      { alarmOverrides: ['HighCPU'] },
      "alarmOverrides must be AlarmOverrides, got ['HighCPU']; give an override for each alarm to change, as in " +
        'highCpu with threshold 70',
    ],
    [
      { alarmTopic: 'arn:aws:sns:…' },
      'alarmTopic must be an SNS topic, got a string; look it up with sns.Topic.fromTopicArn()',
    ],
    [
      { pagingTopic: {} },
      'pagingTopic must be an SNS topic, got an object without members; look it up with sns.Topic.fromTopicArn()',
    ],
  ])('%j is reported with the correct way to write it', (props, message) => {
    expect(refusal(untyped(props))).toContain(message);
  });

  test.each([
    [{ multiAZ: true }, 'multiAZ is not a prop; did you mean multiAz?'],
    [{ multi_az: true }, 'multi_az is not a prop; did you mean multiAz?'],
    [{ MultiAz: true }, 'MultiAz is not a prop; did you mean multiAz?'],
    [
      { performance_insights_retention: 7 },
      'performance_insights_retention is not a prop; did you mean performanceInsightsRetention?',
    ],
    [{ backupRetentionDays: 7 }, 'backupRetentionDays is not a prop; '],
    [{ nonsense: 7 }, 'nonsense is not a prop; see OficinaPostgresProps in API.md'],
    [{ constructor: 7 }, 'constructor is not a prop; '],
    [{ alarmEmail: ['ana@oficina.example'] }, 'alarmEmail is not a prop; did you mean alarmEmails?'],
  ])('%j is reported, never silently ignored', (props, message) => {
    expect(refusal(untyped(props))).toContain(message);
  });

  test('a password in a wrong place is not shown', () => {
    expect(refusal(untyped({ masterUserPassword: 'hunter2' }))).not.toContain('hunter2');
  });

  describe('the secret URL of PagerDuty is not shown', () => {
    const URL = 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue';
    const refused = (got: string) =>
      '[Stack/Database] pagerDutyIntegrationUrl must be a SecretValue, ' +
      `got ${got}; keep it in Secrets Manager and write it like SecretValue.secretsManager('pagerduty-url')`;

    test.each([
      ['as a string', URL, 'a string'],
      ['in a list', [URL], 'a list'],
      ['in a record', { url: URL }, 'a record'],
      ['from a function', () => URL, 'a function'],
    ])('%s', (_, pagerDutyIntegrationUrl, got) => {
      expect(refusal(untyped({ pagerDutyIntegrationUrl }))).toBe(refused(got));
      expect(refusal({ profile: EnvironmentProfile.prod(untyped({ pagerDutyIntegrationUrl })) })).toBe(refused(got));
    });

    test('with a typo in the name', () => {
      expect(refusal(untyped({ pagerDutyIntegrationURL: URL }))).toBe(
        '[Stack/Database] pagerDutyIntegrationURL is not a prop; did you mean pagerDutyIntegrationUrl?',
      );
    });
  });

  test('a typo in a profile is also reported', () => {
    expect(refusal({ profile: EnvironmentProfile.prod(untyped({ multiAZ: false })) })).toContain(
      'multiAZ is not a prop; did you mean multiAz?',
    );
  });

  test('a wrong type in a profile is also reported', () => {
    expect(refusal({ profile: EnvironmentProfile.prod(untyped({ backupRetention: 30 })) })).toContain(
      'backupRetention must be a Duration, got 30',
    );
  });

  test.each([null, undefined])("%s is not a value: the profile's protection stays on", (nothing) => {
    const props = untyped({
      profile: EnvironmentProfile.prod(),
      deletionProtection: nothing,
      rotation: nothing,
      multiAz: nothing,
    });
    const { template } = database(props);
    template().hasResourceProperties('AWS::RDS::DBInstance', { DeletionProtection: true, MultiAZ: true });
    template().resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
  });

  test.each([null, undefined])('%s is not a value: monitoring stays on', (nothing) => {
    const { template } = database(
      untyped({ monitoring: nothing, maxConnections: nothing, alarmEmails: nothing, alarmOverrides: nothing }),
    );
    template().hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'oficina-db-dev-HighCPU', Threshold: 80 });
    template().resourceCountIs('AWS::SNS::Subscription', 0);
  });

  test('null in a profile is not a value either', () => {
    database({ profile: EnvironmentProfile.prod(untyped({ deletionProtection: null })) })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', { DeletionProtection: true });
  });
});

test('all wrong types are reported together, before any limit is checked', () => {
  expect(refusal(untyped({ port: '1', allocatedStorage: 1, backupWindow: 'never' }))).toBe(
    '[Stack/Database] 2 problems:\n' +
      '  - allocatedStorage must be a Size, got 1; write it like Size.gibibytes(1)\n' +
      "  - port must be a number, got '1'; write it without quotes",
  );
});

test('a token is accepted as boolean', () => {
  expect(() => database({ multiAz: Lazy.any({ produce: () => true }) as unknown as boolean }).template()).not.toThrow();
});

test('a class of another copy of aws-cdk-lib is recognised by its full name', () => {
  class Foreign extends Object {
    isUnresolved() {
      return false;
    }
  }
  Object.defineProperty(Foreign, Symbol.for('jsii.rtti'), { value: { fqn: 'aws-cdk-lib.Duration' } });
  const foreign = Object.assign(Object.create(Foreign.prototype), { ...Duration.days(3) });
  for (const method of ['toDays', 'toHumanString', 'toMilliseconds'] as const) {
    foreign[method] = () => Duration.days(3)[method]();
  }
  expect(() => database({ backupRetention: foreign, removalPolicy: RemovalPolicy.SNAPSHOT })).not.toThrow();
});

test.each([
  ['databaseName', 'oficina\ud83d'],
  ['runbookUrl', 'https://oficina.example/\ude00'],
  ['preloadLibraries', ['pg_cron', '\ud83d']],
  ['alarmEmails', ['\ude00@oficina.example']],
  ['parameters', { work_mem: '\ud83d' }],
  ['parameters', { 'work_mem\ud83d': '1' }],
])('half of a character in %s is refused: %j', (name, value) => {
  expect(refusal(untyped({ [name]: value }))).toMatch(
    new RegExp(
      `^\\[Stack/Database\\] ${name} must be a (string|list of strings.*|record of strings), got half of a character ` +
        '\\(a lone surrogate\\); write the whole character$',
    ),
  );
});

test('a class of another package is not taken for one of the same name', () => {
  class Other {
    readonly days = 30;
  }
  Object.defineProperty(Other, 'name', { value: 'Duration' });
  expect(refusal(untyped({ backupRetention: new Other() }))).toBe(
    '[Stack/Database] backupRetention must be a Duration, got one of another package; write it like Duration.days(7)',
  );
});

test('the props of the example in README have the right types', () => {
  const stack = emptyStack();
  expect(
    () =>
      new OficinaPostgres(stack, 'Database', {
        vpc: privateVpc(stack),
        profile: EnvironmentProfile.prod(),
        instanceType: new ec2.InstanceType('r6g.large'),
      }),
  ).not.toThrow();
});
