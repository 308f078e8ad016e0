/*
 * The app of the scenarios: a database whose props come from the environment as JSON, so that a scenario can deploy one
 * state after the other. It is plain JavaScript without compliance packs, so that it synthesises in two seconds.
 */
const path = require('path');
const { App, Duration, RemovalPolicy, Size, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');
const {
  BackupVaultPlan,
  BootstrapSql,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  RestoreDrill,
  RestoreSource,
  UserPrivileges,
} = require('oficina-postgres');

const wanted = JSON.parse(process.env.DATABASE ?? '{}');

const app = new App();
const stack = new Stack(app, wanted.stack ?? 'database', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: wanted.region ?? 'us-east-1' },
});
const vpc = new ec2.Vpc(stack, 'Vpc', {
  availabilityZones: [`${stack.region}a`, `${stack.region}b`],
  natGateways: 0,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});
const client = new ec2.SecurityGroup(stack, 'Client', { vpc, allowAllOutbound: false });

const database = new OficinaPostgres(stack, 'Database', {
  vpc,
  clients: [client],
  profile: EnvironmentProfile[wanted.profile ?? 'dev'](),
  instanceIdentifier: wanted.identifier,
  ssmParameterPrefix: wanted.ssmParameterPrefix,
  engineVersion: wanted.version ? rds.PostgresEngineVersion[wanted.version] : undefined,
  allowMajorVersionUpgrade: wanted.allowMajorVersionUpgrade,
  instanceType: wanted.instanceType ? new ec2.InstanceType(wanted.instanceType) : undefined,
  allocatedStorage: wanted.gibibytes ? Size.gibibytes(wanted.gibibytes) : undefined,
  backupRetention: wanted.retentionDays ? Duration.days(wanted.retentionDays) : undefined,
  alarmOverrides: wanted.alarmOverrides,
  parameters: wanted.parameters,
  bootstrapSql: (wanted.sql ?? []).map((file) => BootstrapSql.fromFile(path.join(__dirname, 'sql', file))),
  crossRegionBackup: crossRegionBackup(wanted),
  backupVaultPlan: BackupVaultPlan.none(),
  restoreDrill: RestoreDrill.none(),
  applyImmediately: true,
  restoreFrom: restoreFrom(wanted.restoreFrom),
  deletionProtection: wanted.deletionProtection,
  removalPolicy: wanted.removalPolicy ? RemovalPolicy[wanted.removalPolicy] : undefined,
});

const users = (wanted.users ?? []).map(({ name, iam }) =>
  database.addApplicationUser(name, { privileges: UserPrivileges.READ_WRITE, iamAuthentication: iam }),
);
for (const id of wanted.replicas ?? []) database.addReadReplica(id);
if (wanted.proxy) database.addProxy('Functions', { users, clients: [client] });

function crossRegionBackup({ copiesTo, copyRetentionDays }) {
  if (copiesTo === undefined) return CrossRegionBackup.none();
  const snapshotRetention = copyRetentionDays === undefined ? undefined : Duration.days(copyRetentionDays);
  return CrossRegionBackup.toRegion(copiesTo, { snapshotRetention });
}

function restoreFrom(source) {
  if (source === undefined) return undefined;
  if (source.snapshot) return RestoreSource.snapshot(source.snapshot, { encrypted: true });
  if (source.replicatedBackup) {
    return RestoreSource.replicatedBackup(source.replicatedBackup, undefined, { encrypted: true });
  }
  return RestoreSource.latest(source.resourceId, { encrypted: true });
}
