import { Duration, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { InstanceCapacity } from '../instance/instance-capacity';

/** An RDS for PostgreSQL instance to watch, with the properties that its thresholds depend on. */
export interface MonitoredInstance {
  /** The instance: an `rds.DatabaseInstance`, an `rds.DatabaseInstanceReadReplica` or an imported one. */
  readonly instance: rds.IDatabaseInstance;

  /** Its instance class without the `db.` prefix. Memory, CPUs and connections follow from it. */
  readonly instanceType: ec2.InstanceType;

  /**
   * Size of an instance class that is newer than this library, or that is a token.
   *
   * @default - the size that the library knows; a class that it does not know is refused without this prop
   */
  readonly instanceCapacity?: InstanceCapacity;

  /**
   * Its storage. Raise it when storage autoscaling has grown the real storage: thresholds in percent follow this
   * number.
   */
  readonly allocatedStorage: Size;

  /**
   * Ceiling of storage autoscaling.
   *
   * @default - storage does not grow by itself: there is no alarm on the events of its autoscaling
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Provisioned I/O operations per second of the storage.
   *
   * @default - what gp3 includes: 3,000 below 400 GiB, 12,000 from 400 GiB
   */
  readonly iops?: number;

  /**
   * The parameter `max_connections` of the instance.
   *
   * @default - what RDS derives from the memory of the instance class
   */
  readonly maxConnections?: number;

  /**
   * Whether Performance Insights (Database Insights) is on. It publishes the load of the database.
   *
   * @default true - there is an alarm and a graph of the load; without Performance Insights they never get a value
   */
  readonly performanceInsights?: boolean;

  /**
   * Whether the instance is a read replica. A replica has a lag, but no transaction ids or replication slots of its
   * own.
   *
   * @default - true for an `rds.DatabaseInstanceReadReplica`, false otherwise: an imported instance does not show it
   */
  readonly readReplica?: boolean;

  /**
   * Whether Secrets Manager rotates credentials of the instance. Failed rotations are reported by the log group of a
   * `PostgresEvents` that watches the secrets, or by the log group of the rotation functions.
   *
   * @default - true if a `rotationLogGroup` is given; otherwise false, with no alarm on failed rotations
   */
  readonly rotatingSecrets?: boolean;

  /**
   * Whether a plan of AWS Backup backs the instance up. Failed backups and copies are reported by the log group of a
   * `PostgresEvents` after its `watchBackups()`.
   *
   * @default false - there is no alarm on failed backups of AWS Backup
   */
  readonly vaultBackups?: boolean;

  /**
   * The longest time without a completed restore drill (AWS Backup restore testing), in whole hours up to 7 days.
   * Drills are reported by the log group of a `PostgresEvents` after its `watchRestoreDrills()`.
   *
   * @default - there are no drills, and no alarms on them
   */
  readonly restoreDrillOverdueAfter?: Duration;
}
