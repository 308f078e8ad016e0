import { Size } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CredentialsRotation, EnvironmentProfile, OficinaPostgresProps, RestoreSource } from '../../src';
import { losses, statefulContract } from '../contract/stateful-contract';
import { database, emptyStack, isolatedVpc } from '../support/database';
import { someString } from '../validation/rule-cases';

const ID = 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BACKUP = 'arn:aws:rds:us-east-1:111122223333:auto-backup:ab-jkib2gfq5rv7replzadausbrktni2bn4example';
const TIME = new Date('2026-11-20T14:05:00Z');
const SNAPSHOT = { restoreFrom: RestoreSource.snapshot('before-17') };

/** The properties that make CloudFormation and RDS restore an instance. */
const SOURCES = [
  'DBSnapshotIdentifier',
  'DBClusterSnapshotIdentifier',
  'RestoreTime',
  'SourceDBClusterIdentifier',
  'SourceDBInstanceAutomatedBackupsArn',
  'SourceDBInstanceIdentifier',
  'SourceDbiResourceId',
  'SourceRegion',
  'UseLatestRestorableTime',
];
/** The properties that CloudFormation's documentation says to omit beside one of them. */
const TAKEN_FROM_THE_SOURCE = [
  'CharacterSetName',
  'DBClusterIdentifier',
  'DBName',
  'KmsKeyId',
  'MasterUsername',
  'PromotionTier',
  'StorageEncrypted',
  'Timezone',
];

/** Policies of the roles that use the key of the source (test/backup/database-backups.test.ts). */
const ROLES_WITH_ITS_KEY = /^DatabaseBackups(Plan|Drill)Policy/;

function prod(props: Partial<OficinaPostgresProps> = {}) {
  const stack = emptyStack();
  const { template: synth } = database(
    { vpc: isolatedVpc(stack), profile: EnvironmentProfile.prod(), ...props },
    stack,
  );
  const template = synth();
  const [{ Properties: properties }] = Object.values(template.findResources('AWS::RDS::DBInstance'));
  return {
    json: template.toJSON(),
    properties: properties as Record<string, unknown>,
    contract: statefulContract(template.toJSON()),
  };
}

const only = (properties: Record<string, unknown>, names: string[]) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));

const EACH: [string, RestoreSource, Record<string, unknown>][] = [
  ['a snapshot', RestoreSource.snapshot('before-17'), { DBSnapshotIdentifier: 'before-17' }],
  [
    'a snapshot whose name is a token',
    RestoreSource.snapshot(someString('before-17')),
    { DBSnapshotIdentifier: 'before-17' },
  ],
  [
    'an instance at a time',
    RestoreSource.pointInTime(ID, TIME),
    { SourceDbiResourceId: ID, RestoreTime: '2026-11-20T14:05:00Z' },
  ],
  ['an instance at its latest', RestoreSource.latest(ID), { SourceDbiResourceId: ID, UseLatestRestorableTime: true }],
  [
    'replicated backups at their latest',
    RestoreSource.replicatedBackup(BACKUP),
    { SourceDBInstanceAutomatedBackupsArn: BACKUP, UseLatestRestorableTime: true },
  ],
  [
    'replicated backups at a time',
    RestoreSource.replicatedBackup(BACKUP, TIME),
    { SourceDBInstanceAutomatedBackupsArn: BACKUP, RestoreTime: '2026-11-20T14:05:00Z' },
  ],
];

describe.each(EACH)('restored from %s', (_, restoreFrom, source) => {
  // Without a ceiling, as in a restored database by default.
  const created = prod({ storageAutoscaling: false });
  const restored = prod({ restoreFrom });

  test('names the source, and omits what the source decides', () => {
    expect(only(restored.properties, SOURCES)).toEqual(source);
    expect(only(restored.properties, TAKEN_FROM_THE_SOURCE)).toEqual({});
  });

  test('otherwise equals a new database', () => {
    const { DBName, KmsKeyId, MasterUsername, StorageEncrypted, AllocatedStorage, ...others } = created.properties;
    expect([DBName, KmsKeyId, MasterUsername, StorageEncrypted, AllocatedStorage]).not.toContain(undefined);
    expect(restored.properties).toEqual({ ...others, ...source });
    const withoutInstance = ({ Resources, ...rest }: any) => ({
      ...rest,
      Resources: Object.fromEntries(
        Object.entries<any>(Resources).filter(
          ([id, { Type }]) => Type !== 'AWS::RDS::DBInstance' && !ROLES_WITH_ITS_KEY.test(id),
        ),
      ),
    });
    expect(withoutInstance(restored.json)).toEqual(withoutInstance(created.json));
  });

  // CloudFormation replaces the instance if one of these create-only properties changes, and fails as its name is in
  // use.
  const CREATE_ONLY = ['DBName', 'KmsKeyId', 'MasterUsername', 'StorageEncrypted'];

  test('would be replaced if the source were removed, and nothing else would be', () => {
    const found = losses(restored.contract, created.contract);
    expect(
      found
        .map(
          (loss) =>
            loss.match(
              /^AWS::RDS::DBInstance DatabaseInstance\w+ would be replaced or changed for good by (\w+): /,
            )?.[1],
        )
        .sort(),
    ).toEqual([...CREATE_ONLY, ...Object.keys(source)].sort());
    expect(created.properties.DBInstanceIdentifier).toBe(restored.properties.DBInstanceIdentifier);
  });

  test('would replace an existing database', () => {
    expect(losses(created.contract, restored.contract)).toHaveLength(CREATE_ONLY.length + Object.keys(source).length);
  });

  test('is not replaced while the source stays the same', () => {
    expect(losses(restored.contract, prod({ restoreFrom, port: 5433 }).contract)).toEqual([]);
  });
});

test('another source would replace it later', () => {
  const later = prod({ restoreFrom: RestoreSource.snapshot('after-17') });
  expect(losses(prod(SNAPSHOT).contract, later.contract)).toEqual([
    expect.stringContaining('would be replaced or changed for good by DBSnapshotIdentifier: "before-17" → "after-17"'),
  ]);
});

test('the password of a new secret is set, for the master user of the source', () => {
  const { template } = database({ ...SNAPSHOT, masterUsername: 'dono', databaseName: 'carros' });
  template().hasResourceProperties('AWS::RDS::DBInstance', {
    MasterUsername: Match.absent(),
    MasterUserPassword: {
      'Fn::Join': [
        '',
        [
          '{{resolve:secretsmanager:',
          { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecret') },
          ':SecretString:password::}}',
        ],
      ],
    },
  });
  template().hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: { SecretStringTemplate: '{"username":"dono","dbname":"carros"}' },
  });
  template().hasResourceProperties('AWS::SSM::Parameter', { Name: '/oficina/dev/database/name', Value: 'carros' });
  template().resourceCountIs('AWS::SecretsManager::SecretTargetAttachment', 1);
  template().resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
});

test('RDS may manage the password: CloudFormation turns it on once the instance is restored', () => {
  database({ ...SNAPSHOT, rotation: CredentialsRotation.managedByRds() })
    .template()
    .hasResourceProperties('AWS::RDS::DBInstance', {
      DBSnapshotIdentifier: 'before-17',
      ManageMasterUserPassword: true,
      MasterUserSecret: { KmsKeyId: Match.anyValue() },
      MasterUserPassword: Match.absent(),
      MasterUsername: Match.absent(),
    });
});

test('a given key is the key of insights, secret and logs; storage keeps the key of the source', () => {
  const stack = emptyStack();
  const { template } = database(
    {
      ...SNAPSHOT,
      encryptionKey: kms.Key.fromKeyArn(stack, 'Source', 'arn:aws:kms:us-east-1:111122223333:key/source'),
    },
    stack,
  );
  const KmsKeyId = 'arn:aws:kms:us-east-1:111122223333:key/source';
  template().hasResourceProperties('AWS::RDS::DBInstance', {
    KmsKeyId: Match.absent(),
    PerformanceInsightsKMSKeyId: KmsKeyId,
  });
  template().hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId });
  template().allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId });
});

describe('storage', () => {
  test('is that of the source, which may have grown beyond the profile', () => {
    const profile = EnvironmentProfile.dev({ allocatedStorage: Size.gibibytes(30) });
    database({ ...SNAPSHOT, profile })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', {
        AllocatedStorage: Match.absent(),
        MaxAllocatedStorage: Match.absent(),
      });
  });

  test('can grow up to the prop, because the ceiling of the profile may be lower than the storage', () => {
    const profile = EnvironmentProfile.prod({ maxAllocatedStorage: Size.gibibytes(300) });
    database({ ...SNAPSHOT, profile })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', { MaxAllocatedStorage: Match.absent() });
    database({ ...SNAPSHOT, profile, maxAllocatedStorage: Size.gibibytes(900) })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', { MaxAllocatedStorage: 900 });
  });

  test('is that of the prop, if it is set', () => {
    database({ ...SNAPSHOT, allocatedStorage: Size.gibibytes(40) })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', { AllocatedStorage: '40' });
  });
});

describe('the note at synthesis', () => {
  const TOLD = Match.stringLikeRegexp(
    '^keep restoreFrom as it is for as long as the database lives: .* \\[ack: oficina-postgres:restored\\]$',
  );

  test('is an info, because it stays true for years and requires no action', () => {
    const { stack } = database(SNAPSHOT);
    Annotations.fromStack(stack).hasInfo('/Stack/Database/Instance/Resource', TOLD);
    expect(Annotations.fromStack(stack).findWarning('*', TOLD)).toEqual([]);
  });

  test('says that storage autoscaling is off, unless it is on', () => {
    const off = Match.stringLikeRegexp(
      '^storage autoscaling is off until maxAllocatedStorage is given, .* \\[ack: ' +
        'oficina-postgres:restored-storage\\]$',
    );
    Annotations.fromStack(database(SNAPSHOT).stack).hasInfo('/Stack/Database/Instance/Resource', off);
    const { stack } = database({ ...SNAPSHOT, maxAllocatedStorage: Size.gibibytes(100) });
    expect(Annotations.fromStack(stack).findInfo('*', off)).toEqual([]);
  });

  test('is not added to a database that is created empty', () => {
    expect(Annotations.fromStack(database().stack).findInfo('*', Match.anyValue())).toEqual([]);
  });
});
