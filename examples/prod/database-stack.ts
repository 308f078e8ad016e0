import * as path from 'path';
import { Duration, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import {
  AuditClass,
  BackupVaultPlan,
  BootstrapSql,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  UserPrivileges,
} from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';

/**
 * Production: a standby in a second zone, thirty days of point-in-time recovery in two regions, a vault whose backups
 * are tried out twice a week, protected, an audit trail of who changed what, a user for each service, a replica for
 * reports, and a proxy for the functions.
 */
export class DatabaseStack extends Stack {
  readonly database: OficinaPostgres;

  /** Written out: with an account that is known, CDK would look them up, and need credentials for it. */
  override get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}b`];
  }

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const { vpc, clients } = network(this);
    const [lambdaClient] = clients;

    this.database = new OficinaPostgres(this, 'Database', {
      vpc,
      clients,
      ...recipients(this),
      profile: EnvironmentProfile.prod(),
      instanceType: new ec2.InstanceType('r6g.large'),
      allocatedStorage: Size.gibibytes(100),
      maxAllocatedStorage: Size.gibibytes(500),
      slowQueryThreshold: Duration.millis(500),
      auditClasses: [AuditClass.DDL, AuditClass.ROLE, AuditClass.WRITE],
      // Beyond the profile: copies of manual snapshots are deleted after a year, and the vault of the other region
      // keeps its backups for as long.
      crossRegionBackup: CrossRegionBackup.toRegion('us-west-2', { snapshotRetention: Duration.days(365) }),
      backupVaultPlan: BackupVaultPlan.daily({ copyRetention: Duration.days(365) }),
      bootstrapSql: [BootstrapSql.fromFile(path.join(__dirname, 'sql', '010-service-order.sql'))],
    });

    // One user for each service. The stack of the service grants access to it:
    // database.grantReadCredentials(ordersFunction, 'service-orders').
    const auth = this.database.addApplicationUser('auth', {
      privileges: UserPrivileges.READ_ONLY,
      iamAuthentication: true,
    });
    this.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
    this.database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });

    // Many short-lived functions share the connections of the proxy and log in to it by IAM:
    // proxy.grantConnect(authFunction, auth).
    this.database.addProxy('Functions', { users: [auth], clients: [lambdaClient] });
    this.database.addReadReplica('reports', { instanceType: new ec2.InstanceType('r6g.large') });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}
