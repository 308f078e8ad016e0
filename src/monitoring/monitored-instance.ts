import { Duration, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { InstanceCapacity } from '../instance/instance-capacity';

/** What has to be known of an RDS for PostgreSQL instance to watch it: thresholds follow from it. */
export interface MonitoredInstance {
  /** The instance: one made with `rds.DatabaseInstance` or `rds.DatabaseInstanceReadReplica`, or an imported one. */
  readonly instance: rds.IDatabaseInstance;

  /** Its instance class, without the `db.` prefix: memory, CPUs and connections follow from it. */
  readonly instanceType: ec2.InstanceType;

  /**
   * Size of an instance class that is newer than this library, or that is known at deployment only.
   *
   * @default - what the library knows of the class; one that it does not know is refused without this prop
   */
  readonly instanceCapacity?: InstanceCapacity;

  /** Its storage. Raise it when storage autoscaling has grown the real one: thresholds in percent follow this number. */
  readonly allocatedStorage: Size;

  /**
   * Ceiling of storage autoscaling.
   *
   * @default - storage does not grow by itself: there is no alarm on the events of its autoscaling
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * I/O operations per second that the storage is provisioned with.
   *
   * @default - what gp3 gives: 3,000 below 400 GiB and 12,000 from there
   */
  readonly iops?: number;

  /**
   * The parameter `max_connections` of the instance.
   *
   * @default - what RDS derives from the memory of the instance class
   */
  readonly maxConnections?: number;

  /**
   * Whether Performance Insights (Database Insights) is on, which publishes the load of the database.
   *
   * @default true - there is an alarm and a graph of the load; without Performance Insights they never get a value
   */
  readonly performanceInsights?: boolean;

  /**
   * Whether the instance is a read replica: it has a lag, but no transaction ids and replication slots of its own.
   *
   * @default - true for an `rds.DatabaseInstanceReadReplica`; false for any other, as of an imported instance nobody can tell
   */
  readonly readReplica?: boolean;

  /**
   * Whether Secrets Manager rotates credentials of the instance. A rotation that fails is told of by the log group of a `PostgresEvents` that was given the
   * secrets, or by the log group of the functions that rotate.
   *
   * @default - true where a `rotationLogGroup` is given; false otherwise: there is no alarm on rotations that fail
   */
  readonly rotatingSecrets?: boolean;

  /**
   * Whether a plan of AWS Backup backs the instance up. A backup or a copy that fails is told of by the log group of a `PostgresEvents` after its `watchBackups()`.
   *
   * @default false - there is no alarm on backups of AWS Backup that fail
   */
  readonly vaultBackups?: boolean;

  /**
   * How long there may be no restore drill (AWS Backup restore testing) that has completed: whole hours, 7 days at the most. Drills are told of by the log group of a
   * `PostgresEvents` after its `watchRestoreDrills()`.
   *
   * @default - there are no drills, and no alarms on them
   */
  readonly restoreDrillOverdueAfter?: Duration;
}
