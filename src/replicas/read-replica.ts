import { Size } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IConstruct } from 'constructs';
import { InstanceCapacity } from '../instance/instance-capacity';
import { AlarmOverrides } from '../monitoring/alarm-overrides';
import { PostgresAlarms } from '../monitoring/postgres-alarms';

/** How a read replica differs from its database. Props that are left out are as on the database. */
export interface ReadReplicaProps {
  /**
   * Identifier of the replica: lower-case letters, digits and hyphens. Changing it later creates another replica and
   * deletes this one.
   *
   * @default - the identifier of the database, a hyphen and the id; in another region also
   * `-from-<region of the database>`, unless that is us-east-1
   */
  readonly instanceIdentifier?: string;

  /**
   * Region of the replica, where it differs from the region of the database; needs `vpc`, and a database whose stack
   * has an explicit account and region.
   *
   * The replica is in a stack of that region, which is deployed after the stack of the database:
   * `<stack>-replicas-<region>` to the CDK CLI, `<stack name>-replicas-from-<region of the database>` to
   * CloudFormation. Changing this later creates another replica in another stack.
   *
   * When the last replica of a region is left out or moves, its stack leaves the app and **nothing is deleted**: the
   * replica keeps running and is still charged. Delete the stack by hand: `aws cloudformation
   * update-termination-protection --no-enable-termination-protection --stack-name <stack> --region <region>`, then `aws
   * cloudformation delete-stack --stack-name <stack> --region <region>`. The key is kept.
   *
   * @default - the region of the database
   */
  readonly region?: string;

  /**
   * VPC of a replica in another region, known by its ids. Changing this later replaces the replica.
   *
   * @default - the VPC of the database
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of a replica in another region, in two availability zones or more. Public subnets are refused.
   *
   * @default - the subnets of the database; in another region the isolated subnets of the VPC, or the private ones
   * where it has no isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security group of the replica. In the region of the database the replica also has the security group of the
   * database, so the clients of the database reach the replica too.
   *
   * @default - a new one, without egress and only with the ingress of `clients`
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Clients that may connect to the replica. In the region of the database they are additional: nothing here excludes
   * the clients of the database.
   *
   * @default - nobody else; in another region nobody
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * Key of a replica in another region, from that region. Its policy must allow its use by RDS and by
   * `logs.<region>.amazonaws.com`. Changing this later replaces the replica.
   *
   * @default - the key of the database; in another region a new one with the alias `alias/<instanceIdentifier>`, which
   * is kept when the replica is deleted: a promoted replica, and its backups, still need it
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Instance class, without the `db.` prefix. A replica that is smaller than its database falls behind under writes. A
   * replica of a smaller class gets a parameter group of its own with the values that PostgreSQL needs as high as on
   * the database (`max_connections`, `max_worker_processes`).
   *
   * @default - the class of the database
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Size of an `instanceType` that is newer than this library, or that is a token. A size that differs from what the
   * library knows of the class is refused.
   *
   * @default - what the library knows of the class; for the class of the database, the size of the database
   */
  readonly instanceCapacity?: InstanceCapacity;

  /**
   * Whether the replica has a standby of its own in a second availability zone.
   *
   * @default false - if a zone fails, the readers of the replica are down until RDS has rebuilt it; the data is safe in
   * the database
   */
  readonly multiAz?: boolean;

  /**
   * Availability zone of the replica. Changing this later replaces the replica, which fails because its name is taken:
   * add another replica instead.
   *
   * @default - RDS chooses
   */
  readonly availabilityZone?: string;

  /**
   * Type of storage: gp3, io1 or io2.
   *
   * @default - the type of the database
   */
  readonly storageType?: rds.StorageType;

  /**
   * Storage at creation, not less than that of the database. It can grow, but never shrink.
   *
   * @default - as much as the database has at that moment, which may be more than its `allocatedStorage`: storage
   * autoscaling may have grown it
   */
  readonly allocatedStorage?: Size;

  /**
   * Ceiling of storage autoscaling, where the database has that. A replica does not grow with its database, but by
   * itself.
   *
   * @default - the ceiling of the database
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Provisioned I/O operations per second, as for the database.
   *
   * @default - as many as the database
   */
  readonly iops?: number;

  /**
   * Provisioned throughput of gp3 in MiB/s, as for the database.
   *
   * @default - as much as the database
   */
  readonly storageThroughput?: number;

  /**
   * The parameter `max_connections`, not lower than on the database: otherwise PostgreSQL would stop replaying.
   *
   * @default - the `maxConnections` of the database. Where that is not set: the value that RDS derives from the class
   * of the replica; for a smaller class than the database's, the highest value that the database can have
   */
  readonly maxConnections?: number;

  /**
   * Parameters of PostgreSQL in addition to those of the database. They win over the database's, and are checked like
   * those. The replica gets a parameter group of its own.
   *
   * @default - none: the parameter group of the database, unless `maxConnections` or a smaller `instanceType` needs one
   * of its own; in another region a parameter group with the same parameters
   */
  readonly parameters?: Record<string, string>;

  /**
   * Whether RDS refuses to delete the replica.
   *
   * @default false - a replica has no data of its own, and one that is left out can be deleted: a protected one would
   * stay behind, outside of the stack. Turn it on when you promote a replica, and for a replica that stands by to be
   * promoted
   */
  readonly deletionProtection?: boolean;

  /**
   * Topic for every alarm and event of a replica in another region, from that region.
   *
   * @default - the topic of the database. In another region a new one for all replicas of the database in that region,
   * or for this replica only where it has a `pagingTopic`; the `alarmEmails` are subscribed to it, and each address has
   * to confirm
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Additional topic for the critical alarms of a replica in another region, from that region.
   *
   * @default - the topic of the database. In another region a new one, without PagerDuty, whose URL is in a secret of
   * the database's region
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * Changes to the alarm catalogue (docs/alarms.md). An override given here takes the place of the database's override
   * of the same alarm, as a whole: with `enabled: true` alone, the alarm is that of the catalogue.
   *
   * @default - the overrides of the database
   */
  readonly alarmOverrides?: AlarmOverrides;
}

/**
 * A read replica, a separate instance that follows the database with a short delay and accepts no writes. Created by
 * `readReplicas` and `addReadReplica()`.
 *
 * Its users and passwords are those of the database, and so is the name of the database. It has no backups: the backups
 * of the database hold the same data.
 */
export interface IReadReplica extends IConstruct, ec2.IConnectable {
  /** Identifier of the replica. */
  readonly instanceIdentifier: string;

  /** Resource id of the replica (`db-…`), which IAM authentication uses. */
  readonly instanceResourceId: string;

  /**
   * Host name of the replica. For a replica in another region, other stacks read it from SSM Parameter Store in that
   * region: `<ssmParameterPrefix>/replicas/<id>/host` (`<id>-from-<region of the database>` unless that is us-east-1).
   */
  readonly endpointAddress: string;

  /** TCP port of the replica, as a string that can hold a token. */
  readonly endpointPort: string;

  /** The RDS instance. */
  readonly instance: rds.IDatabaseInstance;

  /** The key that encrypts the storage of the replica. */
  readonly encryptionKey: kms.IKey;

  /** The security group of this replica only. */
  readonly securityGroup: ec2.ISecurityGroup;

  /**
   * The log groups, by the name of the log. They are kept like those of the database: before a replica of the same name
   * is created again, delete or import them (`cdk import`).
   */
  readonly logGroups: Record<string, logs.ILogGroup>;

  /** The role of Enhanced Monitoring; undefined if that is off. */
  readonly monitoringRole?: iam.IRole;

  /** The alarms, by their id; undefined with `monitoring: false`. */
  readonly alarms?: PostgresAlarms;

  /** The topic of its alarms and events; undefined with `monitoring: false`. */
  readonly alarmTopic?: sns.ITopic;

  /** The topic of its critical alarms; undefined with `monitoring: false`. */
  readonly pagingTopic?: sns.ITopic;

  /** The SSM parameters with the connection data, by their name below `<ssmParameterPrefix>/replicas/<id>`. */
  readonly ssmParameters: Record<string, ssm.StringParameter>;

  /**
   * Lets a principal log in to this replica as a user of the database, with an IAM token. A grant for the database does
   * not include its replicas, nor the other way round.
   *
   * @param grantee function, role or other principal; for a replica in another region not a principal of the database's
   * own stack, which is deployed first
   * @param databaseUser name of the user in the database
   * @throws an error when IAM authentication is off, for a user that has a password, for a name with wildcards, for a
   * principal of another account, and for a principal whose policies cannot be changed from here
   */
  grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant;

  /**
   * A metric of the replica in the namespace `AWS/RDS`.
   *
   * @param metricName as CloudWatch spells it
   * @param options statistic, period and the like
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How far the replica is behind, in seconds. Up to five minutes are normal while nothing is written.
   *
   * @param options statistic, period and the like; the default statistic is Average
   */
  metricReplicaLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
