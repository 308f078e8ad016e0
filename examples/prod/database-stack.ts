import { Duration, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AuditClass, EnvironmentProfile, LogStatement, OficinaPostgres } from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';

/**
 * Production: a standby in a second zone, thirty days of point-in-time recovery, protected, and an audit trail of who changed what.
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
      logStatement: LogStatement.NONE, // pgAudit records DDL, and redacts the password that the rotation sets
    });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}
