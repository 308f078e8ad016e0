/*
 * The application of examples/python, examples/java and examples/go in JavaScript: their templates must equal those of
 * this one.
 */
const path = require('path');
const { App, Duration, SecretValue, Size, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const {
  AlarmSeverity,
  AuditClass,
  BackupVaultPlan,
  BootstrapSql,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  RestoreDrill,
  UserPrivileges,
  WeekDay,
} = require('oficina-postgres');

class DatabaseStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const lambda = this.importSecurityGroup('lambdaSecurityGroupId');
    const nodes = this.importSecurityGroup('eksNodeSecurityGroupId');

    const database = new OficinaPostgres(this, 'Database', {
      vpc: this.importVpc('Vpc', this.region, 'vpcId', 'privateSubnetIds', 'availabilityZones'),
      clients: [lambda, nodes],
      profile: EnvironmentProfile.prod(),
      instanceType: new ec2.InstanceType('r6g.large'),
      allocatedStorage: Size.gibibytes(100),
      maxAllocatedStorage: Size.gibibytes(500),
      slowQueryThreshold: Duration.millis(500),
      auditClasses: [AuditClass.DDL, AuditClass.ROLE, AuditClass.WRITE],
      crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { snapshotRetention: Duration.days(365) }),
      backupVaultPlan: BackupVaultPlan.daily({ copyRetention: Duration.days(365) }),
      restoreDrill: RestoreDrill.scheduled({ weekDays: [WeekDay.TUESDAY, WeekDay.FRIDAY] }),
      bootstrapSql: [BootstrapSql.fromFile(path.join(__dirname, 'sql', '010-service-order.sql'))],
      alarmEmails: this.contextList('alarmEmails'),
      pagerDutyIntegrationUrl: SecretValue.secretsManager(this.contextValue('pagerDutySecretArn')),
      alarmOverrides: {
        highCpu: { threshold: 70, evaluationPeriods: 3 },
        readLatency: { threshold: 0.05, severity: AlarmSeverity.CRITICAL },
        diskQueueDepth: { enabled: false },
      },
    });

    const auth = database.addApplicationUser('auth', {
      privileges: UserPrivileges.READ_ONLY,
      iamAuthentication: true,
    });
    database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
    database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });

    database.addProxy('Functions', { users: [auth], clients: [lambda] });
    database.addReadReplica('reports', { instanceType: new ec2.InstanceType('r6g.large') });
    database.addReadReplica('west', {
      region: 'us-west-2',
      vpc: this.importVpc('ReplicaVpc', 'us-west-2', 'replicaVpcId', 'replicaSubnetIds', 'replicaAvailabilityZones'),
    });
  }

  importVpc(id, region, vpcKey, subnetsKey, zonesKey) {
    return ec2.Vpc.fromVpcAttributes(this, id, {
      vpcId: this.contextValue(vpcKey),
      region,
      privateSubnetIds: this.contextList(subnetsKey),
      availabilityZones: this.contextList(zonesKey),
    });
  }

  importSecurityGroup(key) {
    return ec2.SecurityGroup.fromSecurityGroupId(this, key, this.contextValue(key));
  }

  contextList(key) {
    return this.contextValue(key).split(',');
  }

  contextValue(key) {
    return this.node.getContext(key);
  }
}

const app = new App();
new DatabaseStack(app, 'oficina-database-prod', {
  description: 'PostgreSQL of the workshop system, prod',
  terminationProtection: true,
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: 'us-east-1' },
});
