import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EnvironmentProfile, OficinaPostgres, UserPrivileges } from 'oficina-postgres';
import { network } from './network';
import { recipients } from './recipients';

/**
 * Staging: shaped like production, at the size of development, and with every statement over a tenth of a second in the
 * log.
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
      profile: EnvironmentProfile.staging(),
      slowQueryThreshold: Duration.millis(100),
      parameters: { track_io_timing: '1' },
      // In seconds. Load tests are meant to reach higher latencies.
      alarmOverrides: { readLatency: { threshold: 0.05 }, writeLatency: { threshold: 0.05 } },
    });

    this.database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });

    if (this.node.tryGetContext('explain')) console.log(this.database.explain().toText());
  }
}
