import { Duration, RemovalPolicy, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import {
  AuditClass,
  BackupVaultPlan,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
  UserPrivileges,
} from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';
import { restoreSource } from './restore';

/**
 * Production in another region, with the data of the backups that are replicated there. It needs nothing of the region
 * that is lost: users and SSM parameters are the same, by which clients find it; instance, secrets, key and alarms are
 * new.
 */
export class DatabaseStack extends Stack {
  readonly database: OficinaPostgres;

  /** Written out: with an account that is known, CDK would look them up, and need credentials for it. */
  override get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}b`];
  }

  constructor(scope: Construct, id: string, props: StackProps) {
    const drill: string | undefined = scope.node.tryGetContext('drill') || undefined;
    super(scope, id, { ...props, terminationProtection: !drill });
    const { vpc, clients } = network(this);
    const [lambdaClient] = clients;

    this.database = new OficinaPostgres(this, 'Database', {
      vpc,
      clients,
      ...recipients(this),
      profile: EnvironmentProfile.prod(),
      restoreFrom: restoreSource(this),
      // Not the old name: CloudWatch has one dashboard of a name for all regions, and the lost one may come back.
      instanceIdentifier: 'oficina-db-prod-restored',
      // Nothing to wait for while the service is down. Afterwards: CrossRegionBackup.toRegion('us-east-2').
      crossRegionBackup: CrossRegionBackup.none(),
      instanceType: new ec2.InstanceType('r6g.large'),
      maxAllocatedStorage: Size.gibibytes(500),
      slowQueryThreshold: Duration.millis(500),
      auditClasses: [AuditClass.DDL, AuditClass.ROLE, AuditClass.WRITE],
      ...(drill && forADrill(drill)),
    });

    // The users of production are in the backup; each gets a secret here, with a new password.
    const auth = this.database.addApplicationUser('auth', {
      privileges: UserPrivileges.READ_ONLY,
      iamAuthentication: true,
    });
    this.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
    this.database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });

    // As in production; a replica for reports can wait.
    this.database.addProxy('Functions', { users: [auth], clients: [lambdaClient] });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}

/** Names that no client looks for and no other drill has had, and nothing that stays. */
function forADrill(drill: string): Partial<OficinaPostgresProps> {
  return {
    instanceIdentifier: `oficina-db-drill-${drill}`,
    ssmParameterPrefix: `/oficina/drill-${drill}/database`,
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
    applyImmediately: true, // where changes wait, the parameter group stays
    backupVaultPlan: BackupVaultPlan.none(),
    restoreDrill: RestoreDrill.none(),
  };
}
