import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import {
  BackupVaultPlan,
  CredentialsRotation,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
  RestoreSource,
  UserPrivileges,
} from '../../src';
import { ACKNOWLEDGEMENTS, acknowledgeRole } from '../../src/operations/acknowledgements';
import { database, emptyStack } from '../support/database';
import { someNumber } from '../validation/rule-cases';

const PORT = ['AwsSolutions::AwsSolutions-RDS11'];
const BACKUP = ['HIPAA.Security::HIPAA.Security-RDSInBackupPlan', 'NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan'];
const ENCRYPTED = [
  'AwsSolutions::AwsSolutions-RDS2',
  ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => `${pack}::${pack}-RDSStorageEncrypted`),
];
const SINGLE_AZ = [
  'AwsSolutions::AwsSolutions-RDS3',
  'HIPAA.Security::HIPAA.Security-RDSMultiAZSupport',
  'NIST.800.53.R5::NIST.800.53.R5-RDSMultiAZSupport',
];
const UNPROTECTED = [
  'AwsSolutions::AwsSolutions-RDS10',
  'HIPAA.Security::HIPAA.Security-RDSInstanceDeletionProtectionEnabled',
  'NIST.800.53.R5::NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled',
];
const UNWATCHED = [
  'HIPAA.Security::HIPAA.Security-RDSEnhancedMonitoringEnabled',
  'NIST.800.53.R5::NIST.800.53.R5-RDSEnhancedMonitoringEnabled',
];
const wildcard = (region: string, account: string) =>
  'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:' +
  `${region}:${account}:log-group:RDSOSMetrics:log-stream:*]`;

/** The acknowledgements on a construct, in the format of cdk-nag. */
function acknowledged(construct: IConstruct): Record<string, string> {
  const entries = construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return Object.assign({}, ...entries.map(({ data }) => data));
}

function of(
  props: Partial<OficinaPostgresProps>,
  stack?: Stack,
): { instance: string[]; monitoring: string[]; made: OficinaPostgres } {
  const made = database(props, stack ?? emptyStack()).database;
  return {
    made,
    instance: Object.keys(acknowledged(made.instance)),
    monitoring: Object.keys(acknowledged(made.node.findChild('Instance'))),
  };
}

const PROD_WITHOUT_PLAN = {
  profile: EnvironmentProfile.prod(),
  backupVaultPlan: BackupVaultPlan.none(),
  restoreDrill: RestoreDrill.none(),
};

test.each<[string, Partial<OficinaPostgresProps>, string[]]>([
  ['dev', {}, [...PORT, ...BACKUP, ...SINGLE_AZ, ...UNPROTECTED, ...UNWATCHED]],
  ['staging', { profile: EnvironmentProfile.staging() }, [...PORT, ...BACKUP]],
  ['prod', { profile: EnvironmentProfile.prod() }, PORT],
  ['prod without a plan of AWS Backup', { ...PROD_WITHOUT_PLAN }, [...PORT, ...BACKUP]],
  [
    'dev with a plan of AWS Backup',
    { backupVaultPlan: BackupVaultPlan.daily() },
    [...PORT, ...SINGLE_AZ, ...UNPROTECTED, ...UNWATCHED],
  ],
  [
    'restored from a source that is declared encrypted',
    {
      profile: EnvironmentProfile.prod(),
      restoreFrom: RestoreSource.snapshot('before-17', { encrypted: true }),
    },
    [...PORT, ...ENCRYPTED],
  ],
  [
    'restored from a source with unknown encryption',
    { profile: EnvironmentProfile.prod(), restoreFrom: RestoreSource.snapshot('before-17') },
    PORT,
  ],
  // The caller must acknowledge what an override of a profile decides.
  ['staging without standby', { profile: EnvironmentProfile.staging({ multiAz: false }) }, [...PORT, ...BACKUP]],
  [
    'staging without deletion protection',
    { profile: EnvironmentProfile.custom('tests', EnvironmentProfile.staging({ deletionProtection: false })) },
    [...PORT, ...BACKUP],
  ],
  // Automated backups are deleted, or the load is not monitored: the reasons would say so.
  ['dev without its backups', { deleteAutomatedBackups: true }, [...PORT, ...BACKUP, ...SINGLE_AZ, ...UNWATCHED]],
  ['dev without insights', { performanceInsights: false }, [...PORT, ...BACKUP, ...SINGLE_AZ, ...UNPROTECTED]],
  ['another port', { profile: EnvironmentProfile.prod(), port: 6543 }, []],
  ['a port that is a token', { profile: EnvironmentProfile.prod(), port: someNumber(5432) }, []],
  // The caller must acknowledge what a prop decides.
  ['one zone by a prop', { multiAz: false }, [...PORT, ...BACKUP, ...UNPROTECTED, ...UNWATCHED]],
  ['no protection by a prop', { deletionProtection: false }, [...PORT, ...BACKUP, ...SINGLE_AZ, ...UNWATCHED]],
  [
    'no monitoring by a prop',
    { enhancedMonitoringInterval: Duration.seconds(0) },
    [...PORT, ...BACKUP, ...SINGLE_AZ, ...UNPROTECTED],
  ],
  ['a standby in dev', { multiAz: true }, [...PORT, ...BACKUP, ...UNPROTECTED, ...UNWATCHED]],
  // A production profile does not acknowledge it either.
  [
    'a custom production profile',
    {
      profile: EnvironmentProfile.prod({
        multiAz: false,
        deletionProtection: false,
        enhancedMonitoringInterval: Duration.seconds(0),
      }),
      allowSingleAz: true,
    },
    PORT,
  ],
])('the findings that the library acknowledges: %s', (_, props, ids) => {
  expect(of(props).instance).toEqual(ids);
});

describe('the wildcard of Enhanced Monitoring', () => {
  test('is acknowledged on the construct of the role, with region and account', () => {
    expect(of({ profile: EnvironmentProfile.prod() }).monitoring).toEqual([wildcard('us-east-1', '111122223333')]);
  });

  test('is acknowledged in an environment-agnostic stack', () => {
    expect(of({ profile: EnvironmentProfile.staging() }, new Stack(new App(), 'Stack')).monitoring).toEqual([
      wildcard('<AWS::Region>', '<AWS::AccountId>'),
    ]);
  });

  test('is acknowledged if the interval is a token, because then there is a role', () => {
    expect(of({ enhancedMonitoringInterval: Duration.seconds(someNumber(60)) }).monitoring).toEqual([
      wildcard('us-east-1', '111122223333'),
    ]);
  });

  test('does not exist without Enhanced Monitoring', () => {
    expect(of({}).monitoring).toEqual([]);
  });
});

describe('the functions', () => {
  const { made } = of({});
  made.addApplicationUser('orders', { privileges: UserPrivileges.READ_ONLY });
  const packs = (rule: string, ...names: string[]) => names.map((name) => `${name}::${name}-${rule}`);
  const WILDCARD = packs('IAM5[Resource::*]', 'AwsSolutions'); // network interfaces, see the policy
  const NO_QUEUE = packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5');
  const NO_CONCURRENCY = packs('LambdaConcurrency', 'HIPAA.Security', 'NIST.800.53.R5');
  const OUTSIDE = packs('LambdaInsideVPC', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321');

  test.each([
    ['Credentials/RotationFunction', [...WILDCARD, ...NO_QUEUE]],
    ['Users/orders/RotationFunction', [...WILDCARD, ...NO_QUEUE]],
    ['Bootstrap/Function', [...WILDCARD, ...NO_QUEUE, ...NO_CONCURRENCY]],
    ['Bootstrap/Provider', [...NO_QUEUE, ...NO_CONCURRENCY, ...OUTSIDE]],
  ])('%s has its own acknowledgements', (path, ids) => {
    const construct = path.split('/').reduce<IConstruct>((scope, id) => scope.node.findChild(id), made);
    expect(Object.keys(acknowledged(construct))).toEqual(ids);
  });

  test('leave the finding about concurrency to the caller if it is not reserved', () => {
    const { made: other } = of({ rotation: CredentialsRotation.builtin({ reserveConcurrency: false }) });
    expect(Object.keys(acknowledged(other.node.findChild('Credentials').node.findChild('RotationFunction')))).toEqual([
      ...WILDCARD,
      ...NO_QUEUE,
    ]);
  });

  test('have no acknowledgements on the instance', () => {
    expect(Object.keys(acknowledged(made.instance)).filter((id) => /Lambda|IAM5/.test(id))).toEqual([]);
  });
});

test('the wildcards of the roles of AWS Backup are acknowledged on the constructs that have them', () => {
  const { made } = of({ profile: EnvironmentProfile.prod() });
  const on = (id: string) => Object.keys(acknowledged(made.node.findChild('Backups').node.findChild(id)));
  const wild = (rest: string, region = 'us-east-1') =>
    `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:rds:${region}:111122223333:${rest}]`;
  expect(on('Plan')).toEqual([wild('snapshot:awsbackup:*'), wild('snapshot:awsbackup:*', 'us-west-2')]);
  expect(on('Drill')).toEqual([
    wild('snapshot:awsbackup:*'),
    wild('db:awsbackup-restore-test-*'),
    wild('og:default:postgres-*'),
    wild('pg:default.postgres*'),
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
  ]);
  const restored = of({ profile: EnvironmentProfile.prod(), restoreFrom: RestoreSource.snapshot('before-17') }).made;
  for (const id of ['Plan', 'Drill']) {
    expect(Object.keys(acknowledged(restored.node.findChild('Backups').node.findChild(id)))).toContain(
      'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:us-east-1:111122223333:key/*]',
    );
  }
  const scope = new Construct(emptyStack(), 'Copies');
  acknowledgeRole(scope, 'role of copies', 'us-west-2');
  expect(Object.keys(acknowledged(scope))).toEqual([wild('snapshot:awsbackup:*', 'us-west-2')]);
});

test('acknowledgements of the caller are kept', () => {
  const { made } = of({ profile: EnvironmentProfile.prod(), removalPolicy: RemovalPolicy.RETAIN });
  Validations.of(made.instance).acknowledge({ id: 'Team::Team-1', reason: 'agreed' });
  expect(acknowledged(made.instance)).toMatchObject({ 'Team::Team-1': 'agreed', [PORT[0]]: expect.any(String) });
});

test('every reason is a full sentence', () => {
  const { made } = of({});
  const reasons = Object.values(acknowledged(made.instance));
  expect(new Set(ACKNOWLEDGEMENTS.map(({ reason }) => reason)).size).toBe(ACKNOWLEDGEMENTS.length);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{60,}\.$/s);
});
