import { Duration } from 'aws-cdk-lib';
import { RotationStrategy } from './rotation-strategy';

const NEW_PASSWORD_EACH_TIME = 'the password changes each time; clients must read the secret again';

/** The ways to set up the rotation of a master user's password. Each mechanism calls its own. */
export interface MasterRotationSetup {
  readonly byLibraryFunction: () => void;
  readonly byServerlessApplication: () => void;
  readonly byRds: () => void;
}

/** What one strategy needs, refuses and costs: everything that depends on who changes the password. */
export abstract class RotationMechanism {
  abstract readonly strategy: RotationStrategy;

  /** Whether the password changes at all. */
  readonly changesPassword: boolean = true;

  /** Whether a function in the VPC of the database changes the password. */
  readonly runsInVpc: boolean = false;

  /** Whether the library's own function changes the password. It verifies the certificate of the server. */
  readonly isBuiltin: boolean = false;

  /** Whether RDS creates the secret of the master user, under a name of its own. */
  readonly isSecretMadeByRds: boolean = false;

  /** Whether the new password is sent to PostgreSQL in clear text, which the server may log. */
  readonly sendsClearSql: boolean = false;

  /** Whether Secrets Manager generates the new password, on a call to GetRandomPassword. */
  readonly callsGetRandomPassword: boolean = false;

  /** Whether RDS refuses read replicas of the database. */
  readonly forbidsReadReplicas: boolean = false;

  /** Whether the rotation may be chosen for an application user too. */
  readonly suitsApplicationUsers: boolean = false;

  /** What follows for the clients and the database, for `explain()`. */
  abstract readonly consequence: string;

  /** Whether the mechanism can be used in a partition of AWS. */
  isOfferedIn(_partition: string): boolean {
    return true;
  }

  /** How often the password changes, and who changes it, for `explain()`. */
  abstract describe(interval: Duration | undefined): string;

  /** Sets up the rotation of a master user. */
  abstract setUp(master: MasterRotationSetup): void;
}

/** The library's own function changes the password. */
export class BuiltinRotation extends RotationMechanism {
  readonly strategy = RotationStrategy.BUILTIN;
  readonly runsInVpc = true;
  readonly isBuiltin = true;
  readonly suitsApplicationUsers = true;
  readonly consequence = NEW_PASSWORD_EACH_TIME;

  describe(interval: Duration): string {
    return every(interval);
  }

  setUp(master: MasterRotationSetup): void {
    master.byLibraryFunction();
  }
}

/** AWS's function from the Serverless Application Repository changes the password. */
export class ServerlessApplicationRotation extends RotationMechanism {
  readonly strategy = RotationStrategy.AWS_SERVERLESS_APPLICATION;
  readonly runsInVpc = true;
  readonly sendsClearSql = true;
  readonly callsGetRandomPassword = true;
  readonly consequence = NEW_PASSWORD_EACH_TIME;

  /** AWS publishes the application in these partitions: `SecretRotationApplication` of aws-cdk-lib. */
  isOfferedIn(partition: string): boolean {
    return ['aws', 'aws-cn', 'aws-us-gov'].includes(partition);
  }

  describe(interval: Duration): string {
    return `${every(interval)}, ${this.strategy}`;
  }

  setUp(master: MasterRotationSetup): void {
    master.byServerlessApplication();
  }
}

/** RDS creates the secret and changes the password. */
export class RdsRotation extends RotationMechanism {
  readonly strategy = RotationStrategy.MANAGED_BY_RDS;
  readonly isSecretMadeByRds = true;
  readonly forbidsReadReplicas = true;
  readonly consequence = 'RDS refuses read replicas and blue/green deployments of the database';

  /** Without an interval, RDS has its own. */
  describe(interval: Duration | undefined): string {
    return interval ? `${every(interval)}, ${this.strategy}` : this.strategy;
  }

  setUp(master: MasterRotationSetup): void {
    master.byRds();
  }
}

/** Nobody changes the password. */
export class NoRotation extends RotationMechanism {
  readonly strategy = RotationStrategy.DISABLED;
  readonly changesPassword = false;
  readonly suitsApplicationUsers = true;
  readonly consequence: string;

  constructor(reason: string) {
    super();
    this.consequence = `RISK: the password never changes (${reason})`;
  }

  describe(): string {
    return 'off';
  }

  setUp(): void {
    // Nothing rotates.
  }
}

function every(interval: Duration): string {
  return `every ${interval.toHumanString()}`;
}
