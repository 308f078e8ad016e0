import { RemovalPolicy, Size } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AdoptedDatabase,
  AdoptedDatabaseProps,
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgresProps,
  RestoreSource,
  UserPrivileges,
} from '../../src';
import { ADOPTED_PROPERTIES } from '../../src/adoption/adopted-properties';
import { statefulContract } from '../contract/stateful-contract';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, refusal } from '../support/database';

/** An instance as a Terraform repository made it. */
const LIVE = {
  AllocatedStorage: '50',
  AutoMinorVersionUpgrade: true,
  BackupRetentionPeriod: 7,
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
  CopyTagsToSnapshot: false,
  DBInstanceClass: 'db.t3.large',
  DBParameterGroupName: 'oficina-prod-pg15',
  DeletionProtection: true,
  EnableCloudwatchLogsExports: ['postgresql'],
  EnableIAMDatabaseAuthentication: false,
  EnablePerformanceInsights: false,
  EngineVersion: '15.4',
  MonitoringInterval: 0,
  MultiAZ: true,
  Port: '5432',
  PreferredBackupWindow: '03:00-04:00',
  PreferredMaintenanceWindow: 'sun:04:00-sun:05:00',
  PubliclyAccessible: false,
  StorageType: 'gp2',
  Tags: [{ Key: 'Environment', Value: 'prod' }],
  VPCSecurityGroups: ['sg-0fedcba9876543210'],
};

const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:terraform/oficina-prod-AbCdEf';

const FIELDS: AdoptedDatabaseProps = {
  subnetGroupName: 'oficina-prod',
  storageKeyArn: KEY_ARN,
  masterUsername: 'admin',
  secretArn: SECRET_ARN,
  initialDatabaseName: 'oficina_db',
};

function prod(props: Partial<OficinaPostgresProps> = {}) {
  const stack = emptyStack();
  const made = database({ vpc: isolatedVpc(stack), profile: EnvironmentProfile.prod(), ...props }, stack);
  const template = made.template();
  const [[logicalId, instance]] = Object.entries(template.findResources('AWS::RDS::DBInstance'));
  return { ...made, template, logicalId, instance, properties: instance.Properties as Record<string, unknown> };
}

function adopted(fields: Partial<AdoptedDatabaseProps> = {}, props: Partial<OficinaPostgresProps> = {}) {
  return prod({ adopt: AdoptedDatabase.of({ ...FIELDS, ...fields }), ...props });
}

const whileLive = (fields: Partial<AdoptedDatabaseProps> = {}, props: Partial<OficinaPostgresProps> = {}) =>
  adopted({ live: LIVE, ...fields }, props);

/** What the template says of an instance that is imported, and what it says for ever. */
const LASTING = {
  DBInstanceIdentifier: 'oficina-db-prod',
  DBName: 'oficina_db',
  DBSubnetGroupName: 'oficina-prod',
  Engine: 'postgres',
  KmsKeyId: KEY_ARN,
  MasterUsername: 'admin',
  StorageEncrypted: true,
};

/** Flags of CloudFormation that say how to change or delete an instance, and nothing of the instance itself. */
const FLAGS = { ApplyImmediately: false, DeleteAutomatedBackups: false };

describe('while live is there', () => {
  const { instance, properties, template, stack, database: made } = whileLive();

  test('the instance is what was found, in literals, and refers to nothing', () => {
    expect(properties).toEqual({ ...LIVE, ...LASTING, ...FLAGS });
    expect(instance.DependsOn).toBeUndefined();
    expect(JSON.stringify(instance)).not.toMatch(/"Ref"|Fn::|resolve:/);
    expect([instance.DeletionPolicy, instance.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test('a list without entries is absent, as RDS has none', () => {
    const empty = whileLive({ live: { ...LIVE, Tags: [], EnableCloudwatchLogsExports: [] } }).properties;
    expect(Object.keys(empty)).not.toContain('Tags');
    expect(Object.keys(empty)).not.toContain('EnableCloudwatchLogsExports');
  });

  test('it depends on no log group either, of which some may be new', () => {
    expect(whileLive({ existingLogGroups: ['postgresql'] }).instance.DependsOn).toBeUndefined();
  });

  test('it is retained, and nothing is applied immediately, whatever the props say', () => {
    const asked = whileLive({}, { removalPolicy: RemovalPolicy.DESTROY, applyImmediately: true });
    expect(asked.instance.DeletionPolicy).toBe('Retain');
    expect(asked.properties.ApplyImmediately).toBe(false);
  });

  test('nothing logs in to it, changes it, or takes its names', () => {
    const resources: { Type: string }[] = Object.values(template.toJSON().Resources);
    expect([...new Set(resources.map(({ Type: type }) => type))].sort()).toEqual([
      'AWS::EC2::SecurityGroup',
      'AWS::KMS::Alias',
      'AWS::KMS::Key',
      'AWS::RDS::DBInstance',
      'AWS::SSM::Parameter',
    ]);
  });

  test('a prop switches a feature on, and the instance stays as it was found', () => {
    const watched = whileLive({}, { monitoring: true });
    expect(watched.properties).toEqual(properties);
    watched.template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const group = { apply: ['VPCSecurityGroups'] };
    const rotated = whileLive(group, { rotation: CredentialsRotation.builtin() });
    expect(rotated.properties).toEqual(whileLive(group).properties);
    rotated.template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', { SecretId: SECRET_ARN });
  });

  test('no tag of the app reaches it', () => {
    expect(properties.Tags).toEqual(LIVE.Tags);
  });

  test('synthesis warns of what differs', () => {
    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('StorageType gp2 \\(wanted gp3\\).*apply of AdoptedDatabase'),
    );
  });

  test('synthesis warns of what leaving live would do', () => {
    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('Leaving live out applies all .* switches on .* bootstrap, rotation, backupVaultPlan'),
    );
    const decided = whileLive({ apply: ['VPCSecurityGroups'] }, { bootstrap: false, monitoring: true });
    Annotations.fromStack(decided.stack).hasWarning('*', Match.stringLikeRegexp('profile has of rotation, backup'));
  });

  test('roles of the instance, which RDS would take away, are a difference', () => {
    const live = {
      ...LIVE,
      AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'arn:aws:iam::111122223333:role/s3' }],
    };
    const rows = whileLive({ live }).database.explain().settings;
    expect(rows.find(({ name }) => name === 'adopt.live.AssociatedRoles')?.consequence).toMatch(
      /RDS removes the roles/,
    );
  });

  test('without Enhanced Monitoring there is no role', () => {
    expect(made.monitoringRole).toBeUndefined();
  });

  test('the key of Performance Insights stays, also when they are off', () => {
    const key = { PerformanceInsightsKMSKeyId: KEY_ARN };
    const off = { apply: ['EnablePerformanceInsights'], performanceInsightsKeyArn: KEY_ARN };
    expect(whileLive({ performanceInsightsKeyArn: KEY_ARN }).properties).toMatchObject(key);
    expect(whileLive(off, { performanceInsights: false }).properties).toMatchObject(key);
    expect(adopted({ performanceInsightsKeyArn: KEY_ARN }, { performanceInsights: false }).properties).toMatchObject(
      key,
    );
  });

  test('explain() has a row for each difference, with its consequence, and none for what is equal', () => {
    const rows = made.explain().settings.filter(({ name }) => name.startsWith('adopt.live.'));
    expect(rows).toContainEqual({
      name: 'adopt.live.StorageType',
      value: 'gp2, wanted: gp3',
      source: 'prop',
      consequence: ADOPTED_PROPERTIES.StorageType.consequence,
    });
    const names = rows.map(({ name }) => name.replace('adopt.live.', ''));
    expect(names).toEqual(expect.arrayContaining(['EngineVersion', 'DBParameterGroupName', 'VPCSecurityGroups']));
    expect(rows.find(({ name }) => name === 'adopt.live.DBInstanceClass')?.value).toBe(
      'db.t3.large, wanted: db.t3.medium',
    );
    expect(rows.find(({ name }) => name === 'adopt.live.VPCSecurityGroups')?.value).toBe(
      'sg-0fedcba9876543210, wanted: that of the library',
    );
    expect(names).not.toContain('MultiAZ');
    expect(names).not.toContain('Port');
  });

  test('the manifest tells the command line what differs', () => {
    const { metadata } = made.instance.node.defaultChild!.node;
    const [entry] = metadata.filter(({ type }) => type === 'oficina-postgres:adoption');
    expect(entry.data).toContainEqual(
      expect.objectContaining({ property: 'DBInstanceClass', live: 'db.t3.large', effect: 'restart' }),
    );
  });
});

describe('each property is applied alone', () => {
  const before = whileLive();
  const names = Object.keys(ADOPTED_PROPERTIES).filter((name) => name in LIVE);

  test.each(names.filter((name) => name !== 'MonitoringInterval'))('%s', (name) => {
    const after = whileLive(
      { apply: [name] },
      { allocatedStorage: Size.gibibytes(60), maxAllocatedStorage: Size.gibibytes(200) },
    );
    const { [name]: was, ...unchanged } = before.properties;
    const {
      [name]: is,
      AllowMajorVersionUpgrade: flag,
      PerformanceInsightsKMSKeyId: key,
      ...others
    } = after.properties;
    expect(was).toBeDefined();
    expect(others).toEqual(unchanged);
    expect(after.logicalId).toBe(before.logicalId);
  });

  test('MonitoringInterval brings its role', () => {
    const { properties, template } = whileLive({ apply: ['MonitoringInterval'] });
    expect(properties).toMatchObject({
      MonitoringInterval: 60,
      MonitoringRoleArn: { 'Fn::GetAtt': expect.anything() },
    });
    template.resourceCountIs('AWS::IAM::Role', 1);
  });

  test('the role of Enhanced Monitoring stays until it is applied', () => {
    const live = {
      ...LIVE,
      MonitoringInterval: 30,
      MonitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring',
    };
    const { properties, template, database: made } = whileLive({ live, apply: ['MonitoringInterval'] });
    expect(properties).toMatchObject({ MonitoringInterval: 60, MonitoringRoleArn: live.MonitoringRoleArn });
    expect(made.monitoringRole?.roleArn).toBe(live.MonitoringRoleArn);
    template.resourceCountIs('AWS::IAM::Role', 0);
  });

  test('a group of the library stands next to those that clients still come through', () => {
    const old = 'sg-0fedcba9876543210';
    const { properties } = whileLive({ apply: ['VPCSecurityGroups'], securityGroupIds: [old] });
    expect(properties.VPCSecurityGroups).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'GroupId'] }, old]);
    const left = whileLive({ apply: ['VPCSecurityGroups'] });
    expect(left.properties.VPCSecurityGroups).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'GroupId'] }]);
  });

  test('a property that the instance does not have appears with apply', () => {
    expect(whileLive().properties.MaxAllocatedStorage).toBeUndefined();
    expect(whileLive({ apply: ['MaxAllocatedStorage'] }).properties.MaxAllocatedStorage).toBe(200);
  });

  test('until it is applied, the parameter group is that of before, and the library makes none', () => {
    before.template.resourceCountIs('AWS::RDS::DBParameterGroup', 0);
    expect(before.stack.resolve(before.database.parameterGroup.bindToInstance({}).parameterGroupName)).toBe(
      'oficina-prod-pg15',
    );
    whileLive({ apply: ['DBParameterGroupName'] }).template.resourceCountIs('AWS::RDS::DBParameterGroup', 1);
  });
});

describe('without live', () => {
  const created = prod();
  const { properties, template, logicalId, instance, stack } = adopted({}, { clients: [] });

  test('the props decide everything but what has to stay', () => {
    const { MasterUserPassword, ...others } = created.properties;
    expect(MasterUserPassword).toBeDefined();
    expect(properties).toEqual({ ...others, ...LASTING });
    expect([instance.DeletionPolicy, logicalId]).toEqual([created.instance.DeletionPolicy, created.logicalId]);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('as it was found'));
  });

  test('every other resource that holds data is that of a new database', () => {
    const ids = Object.keys(statefulContract(template.toJSON()));
    const missing = Object.keys(statefulContract(created.template.toJSON())).filter((id) => !ids.includes(id));
    // The secret of the master user and the subnet group are those of before.
    expect(ids.length).toBeGreaterThan(3);
    expect(missing.filter((id) => !/Secret|SubnetGroup/.test(id))).toEqual([]);
  });

  test('the secret is used as it is: no value, no attachment, no policy', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/SecretTargetAttachment/);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 0);
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', { SecretId: SECRET_ARN });
  });

  test('users get their secrets below the name of that secret', () => {
    const stackOfUsers = emptyStack();
    const { database: made, template: synth } = database(
      {
        vpc: isolatedVpc(stackOfUsers),
        profile: EnvironmentProfile.prod(),
        adopt: AdoptedDatabase.of(FIELDS),
        clients: [clientSecurityGroup(stackOfUsers)],
      },
      stackOfUsers,
    );
    made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
    synth().hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'terraform/oficina-prod/orders' });
  });

  test('backups and drills use the key of the storage, and no other', () => {
    const policies = JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toContain(KEY_ARN);
    expect(policies).not.toContain(':key/*');
  });

  test('functions use the key of the secret: the named one, or that of Secrets Manager', () => {
    const keysOf = (made: ReturnType<typeof adopted>) =>
      Object.entries(made.template.findResources('AWS::IAM::ManagedPolicy'))
        .filter(([id]) => /RotationFunction/.test(id))
        .map(([, policy]) => JSON.stringify(policy));
    expect(keysOf(adopted()).join()).toContain('alias/aws/secretsmanager');
    expect(keysOf(adopted({ secretKeyArn: KEY_ARN })).join()).toContain(KEY_ARN);
  });

  test('log groups that exist are used, and the others are made', () => {
    const names = (made: ReturnType<typeof adopted>) =>
      Object.values(made.template.findResources('AWS::Logs::LogGroup')).map(({ Properties: p }) => p.LogGroupName);
    expect(names(adopted())).toContain('/aws/rds/instance/oficina-db-prod/postgresql');
    const existing = names(adopted({ existingLogGroups: ['postgresql'] }));
    expect(existing).not.toContain('/aws/rds/instance/oficina-db-prod/postgresql');
    expect(existing).toContain('/aws/rds/instance/oficina-db-prod/upgrade');
  });
});

describe('an adoption is refused', () => {
  const of = (fields: object) => () => AdoptedDatabase.of({ ...FIELDS, ...fields } as AdoptedDatabaseProps);
  const without = (name: keyof typeof LIVE) => ({ live: { ...LIVE, [name]: undefined } });

  test.each<[string, object, RegExp]>([
    ['a field that is missing', { subnetGroupName: undefined }, /subnetGroupName is missing; oficina-postgres adopt/],
    ['a field that is misspelt', { subnetGroupNam: 'x' }, /subnetGroupNam is not a prop.*subnetGroupName/],
    ['an alias for the key', { storageKeyArn: 'alias/aws/rds' }, /storageKeyArn must be the ARN of a key.*'alias\/aws/],
    ['a secret by its name', { secretArn: 'oficina-db-prod' }, /secretArn must be the whole ARN of a secret/],
    ['a picture without the storage type', without('StorageType'), /and lacks StorageType; run oficina-postgres adopt/],
    ['a misspelt property', { live: { ...LIVE, StorageTyp: 'gp2' } }, /got StorageTyp; write StorageType/],
    ['a property that stays', { live: { ...LIVE, DBName: 'x' } }, /live must not have DBName.*initialDatabaseName/],
    [
      'a password',
      { live: { ...LIVE, MasterUserPassword: 'hunter2' } },
      /must not have MasterUserPassword; no template/,
    ],
    ['no encryption', { live: { ...LIVE, StorageEncrypted: false } }, /without encryption.*restoreFrom that copy/],
    ['insights without their key', { live: { ...LIVE, EnablePerformanceInsights: true } }, /performanceInsightsKeyArn/],
    ['an unknown name in apply', { live: LIVE, apply: ['StorageTyp'] }, /got 'StorageTyp'; write 'StorageType'/],
    ['apply without live', { apply: ['StorageType'] }, /apply must come with live.*leave apply out/],
    [
      'a tag of AWS',
      { live: { ...LIVE, Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'old' }] } },
      /got aws:cloudformation:stack-name; leave them out/,
    ],
    ['no security group', { live: { ...LIVE, VPCSecurityGroups: [] } }, /got VPCSecurityGroups: \[\]/],
    ['a group that is none', { securityGroupIds: ['default'] }, /securityGroupIds must be a list of ids of security/],
  ])('for %s', (_, fields, message) => {
    expect(of(fields)).toThrow(message);
    expect(of(fields)).not.toThrow(/hunter2/);
  });

  test('for what is no record', () => {
    expect(() => AdoptedDatabase.of(undefined as never)).toThrow(/must be a record, got undefined/);
    expect(refusal({ adopt: { live: LIVE } as never })).toMatch(/adopt must be an AdoptedDatabase/);
  });

  const adopt = (fields: Partial<AdoptedDatabaseProps> = {}) =>
    AdoptedDatabase.of({ ...FIELDS, live: LIVE, ...fields });

  test.each<[string, Partial<OficinaPostgresProps>, RegExp]>([
    ['together with restoreFrom', { restoreFrom: RestoreSource.snapshot('x') }, /must not come with restoreFrom/],
    ['with another master user', { masterUsername: 'oficina' }, /got masterUsername too; leave the prop/],
    ['with a secret of RDS', { rotation: CredentialsRotation.managedByRds() }, /CredentialsRotation.builtin\(\)/],
    ['with another secret', { secretName: 'mine' }, /got secretName too; leave the prop secretName out/],
    ['with functions that do not reach it', { bootstrap: true }, /got bootstrap; add 'VPCSecurityGroups' to apply/],
    [
      'with a replication of its backups',
      { crossRegionBackup: CrossRegionBackup.toRegion('us-west-2') },
      /got crossRegionBackup to us-west-2; leave/,
    ],
    ['with an unknown log', { adopt: adopt({ existingLogGroups: ['slow'] }) }, /existingLogGroups with slow; choose/],
    ['with less storage', { adopt: adopt({ apply: ['AllocatedStorage'] }) }, /got 50 GiB.*Size.gibibytes\(50\)/],
    [
      'with another major version',
      { adopt: adopt({ live: { ...LIVE, EngineVersion: '14.9' }, apply: ['EngineVersion'] }) },
      /got PostgreSQL 14.9.*allowMajorVersionUpgrade/,
    ],
    [
      'with another kind of support',
      { adopt: adopt({ live: { ...LIVE, EngineLifecycleSupport: 'open-source-rds-extended-support' } }) },
      /set extendedSupport: true/,
    ],
  ])('%s', (_, props, message) => {
    expect(refusal({ adopt: adopt(), ...props })).toMatch(message);
  });
});
