import * as path from 'path';
import { Duration, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AuditClass, BootstrapSql, EnvironmentProfile, OficinaPostgres, UserPrivileges } from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';

/**
 * Production: a standby in a second zone, thirty days of point-in-time recovery, protected, an audit trail of who changed what, and a user for each service.
 */
export class DatabaseStack extends Stack {
  readonly database: OficinaPostgres;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    const { vpc, clients } = network(this);

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
      bootstrapSql: [BootstrapSql.fromFile(path.join(__dirname, 'sql', '010-service-order.sql'))],
    });

    // One user for each service; whoever deploys the service grants it: database.grantReadCredentials(authFunction, 'auth').
    this.database.addApplicationUser('auth', { privileges: UserPrivileges.READ_ONLY });
    this.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
    this.database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}
