/*
 * The app of the scenarios: a database whose props come from the environment as JSON, so that a scenario can deploy one
 * state after the other. It is plain JavaScript without compliance packs, so that it synthesises in two seconds.
 */
const path = require('path');
const { App, CfnOutput, CfnResource, Duration, RemovalPolicy, Size, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const kms = require('aws-cdk-lib/aws-kms');
const rds = require('aws-cdk-lib/aws-rds');
const {
  AdoptedDatabase,
  BackupVaultPlan,
  BootstrapSql,
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  RestoreDrill,
  RestoreSource,
  UserPrivileges,
} = require('oficina-postgres');

const wanted = JSON.parse(process.env.DATABASE ?? '{}');

const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: wanted.region ?? 'us-east-1' };
const stack = new Stack(app, wanted.stack ?? 'database', { env });
const availabilityZones = [`${stack.region}a`, `${stack.region}b`];
if (wanted.networkAlone) makeNetwork();
else if (wanted.plain) makePlainInstance();
else makeDatabase();

function makeVpc() {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  return { vpc, client: new ec2.SecurityGroup(stack, 'Client', { vpc, allowAllOutbound: false }) };
}

/** The network of a database that is adopted, by its ids. */
function importVpc({ VpcId: vpcId, SubnetIds: subnetIds, ClientId: clientId }) {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId,
    availabilityZones,
    isolatedSubnetIds: subnetIds.split(','),
  });
  return { vpc, client: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', clientId) };
}

function makeDatabase() {
  const { vpc, client } = wanted.network ? importVpc(wanted.network) : makeVpc();
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
    adopt: wanted.adopt ? AdoptedDatabase.of(wanted.adopt) : undefined,
    monitoring: wanted.monitoring,
    bootstrap: wanted.bootstrap,
    rotation: wanted.rotates ? CredentialsRotation.builtin() : undefined,
    deletionProtection: wanted.deletionProtection,
    removalPolicy: wanted.removalPolicy ? RemovalPolicy[wanted.removalPolicy] : undefined,
  });

  const users = (wanted.users ?? []).map(({ name, iam }) =>
    database.addApplicationUser(name, { privileges: UserPrivileges.READ_WRITE, iamAuthentication: iam }),
  );
  for (const id of wanted.replicas ?? []) database.addReadReplica(id);
  if (wanted.proxy) database.addProxy('Functions', { users, clients: [client] });
}

/** An instance as aws-cdk-lib makes it, without a first database, with a replica, which outlive their stack. */
function makePlainInstance() {
  const { vpc } = importVpc(wanted.network);
  const removalPolicy = RemovalPolicy.RETAIN;
  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_15 });
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  const instanceType = new ec2.InstanceType('t3.medium');
  const instance = new rds.DatabaseInstance(stack, 'Plain', {
    vpc,
    vpcSubnets,
    engine,
    instanceType,
    instanceIdentifier: wanted.identifier,
    credentials: rds.Credentials.fromGeneratedSecret('plain', { secretName: `${wanted.identifier}-login` }),
    storageEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', wanted.network.KeyArn),
    removalPolicy,
  });
  new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
    sourceDatabaseInstance: instance,
    instanceIdentifier: `${wanted.identifier}-replica`,
    vpc,
    vpcSubnets,
    instanceType,
    removalPolicy,
  });
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  for (const resource of resources) resource.applyRemovalPolicy(removalPolicy);
}

/** The network of an instance that was there before the library, with its security group and its key. */
function makeNetwork() {
  const { vpc, client } = makeVpc();
  const group = new ec2.SecurityGroup(stack, 'Before', { vpc, allowAllOutbound: false });
  group.addIngressRule(client, ec2.Port.tcp(5432));
  const values = {
    VpcId: vpc.vpcId,
    SubnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId).join(),
    ClientId: client.securityGroupId,
    GroupId: group.securityGroupId,
    KeyArn: new kms.Key(stack, 'Key').keyArn,
  };
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
}

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
