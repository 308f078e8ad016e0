import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EnvironmentProfile, OficinaPostgres } from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';

/**
 * Development: the profile as it is. One small instance without a standby, a week of backups, taken down at will.
 */
export class DatabaseStack extends Stack {
  readonly database: OficinaPostgres;

  /** Written out: with an account that is known, CDK would look them up, and need credentials for it. */
  override get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}b`];
  }

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const { vpc, clients } = network(this);

    this.database = new OficinaPostgres(this, 'Database', {
      vpc,
      clients,
      ...recipients(this),
      profile: EnvironmentProfile.dev(),
    });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}
