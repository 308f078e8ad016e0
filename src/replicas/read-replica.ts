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
import { AlarmOverride } from '../monitoring/alarm-override';
import { PostgresAlarms } from '../monitoring/postgres-alarms';

/** What a read replica differs in from its database. What is left out is as the database has it. */
export interface ReadReplicaProps {
  /**
   * Identifier of the replica: lower-case letters, digits and hyphens. A later change makes another replica, and takes this one away.
   *
   * @default - the identifier of the database, a hyphen and the id; in another region than the database's also
   * `-from-<region of the database>`, unless that one is us-east-1
   */
  readonly instanceIdentifier?: string;

  /**
   * Region of the replica, where that is another one than the database's; needs `vpc`, and a database whose stack has an explicit account and region.
   *
   * The replica stands in a stack of that region, which is deployed after the database's: `<stack>-replicas-<region>` to the CDK CLI,
   * `<stack name>-replicas-from-<region of the database>` to CloudFormation. Changing this later makes another replica in another stack.
   *
   * When the last replica there is left out, or moves, its stack leaves the app and **nothing is deleted**: replica and charges go on. Delete the stack by hand:
   * `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name <stack> --region <region>`, then
   * `aws cloudformation delete-stack --stack-name <stack> --region <region>`; the key stays.
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
   * Subnets of a replica in another region, in two availability zones or more. Public ones are refused.
   *
   * @default - the subnets of the database; in another region the isolated subnets of the VPC, or the private ones where it has no isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security group of the replica; in the region of the database it stands beside that of the database, whose clients reach the replica too.
   *
   * @default - a new one, without egress and without ingress but that of `clients`
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Who may connect to the replica: in the region of the database besides the clients of that, whom nothing here shuts out.
   *
   * @default - nobody else; in another region nobody
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * Key of a replica in another region, of that region. Its policy must let RDS and `logs.<region>.amazonaws.com` use it. Changing this later replaces the replica.
   *
   * @default - the key of the database; in another region a new one, with the alias `alias/<instanceIdentifier>`, which stays when the replica goes: a promoted
   * replica, and its backups, go on needing it
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Instance class, without the `db.` prefix. A replica that is smaller than its database falls behind under writes; one in another class gets what PostgreSQL wants
   * as large as on the database (`max_connections`, `max_worker_processes`) by a parameter group of its own.
   *
   * @default - the database's
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Size of an `instanceType` that is newer than this library, or that is known at deployment only. One that differs
   * from what the library knows of the class is refused.
   *
   * @default - what the library knows of the class; for the class of the database, the database's
   */
  readonly instanceCapacity?: InstanceCapacity;

  /**
   * Whether the replica has a standby of its own in a second availability zone.
   *
   * @default false - a lost zone takes the replica's readers down until RDS has made it anew; the data is the database's
   */
  readonly multiAz?: boolean;

  /**
   * Availability zone of the replica. Changing this later replaces the replica, which fails as it has a name: add another one.
   *
   * @default - RDS chooses
   */
  readonly availabilityZone?: string;

  /**
   * Type of storage: gp3, io1 or io2.
   *
   * @default - the database's
   */
  readonly storageType?: rds.StorageType;

  /**
   * Storage at creation, not less than the database's. It can grow, but never shrink.
   *
   * @default - as much as the database has at that moment, which may be more than its `allocatedStorage`: storage autoscaling may have grown it
   */
  readonly allocatedStorage?: Size;

  /**
   * Ceiling of storage autoscaling, where the database has that. A replica does not grow with its database, but by itself.
   *
   * @default - the database's
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Provisioned I/O operations per second, as for the database.
   *
   * @default - the database's
   */
  readonly iops?: number;

  /**
   * Provisioned throughput of gp3 in MiB/s, as for the database.
   *
   * @default - the database's
   */
  readonly storageThroughput?: number;

  /**
   * The parameter `max_connections`, not lower than the database's: PostgreSQL would stop replaying.
   *
   * @default - the database's `maxConnections`; where that has none, what RDS gives the replica's class, and for a smaller class the most that the database's can have
   */
  readonly maxConnections?: number;

  /**
   * Parameters of PostgreSQL beside those of the database; they win over the database's, and are checked as those are. They bring a parameter group of its own.
   *
   * @default - none: the parameter group of the database, unless `maxConnections` or a smaller `instanceType` needs one of its own; in another region one with the
   * same parameters
   */
  readonly parameters?: Record<string, string>;

  /**
   * Whether RDS refuses to delete the replica.
   *
   * @default false - a replica has no data of its own, and one that is left out can go: a protected one would stay behind, outside of the stack. Turn it on when you
   * promote a replica, and for one that stands by to be promoted
   */
  readonly deletionProtection?: boolean;

  /**
   * Topic for every alarm and event of a replica in another region, of that region.
   *
   * @default - the database's; in another region a new one for all replicas of the database there, or for this one where it has a `pagingTopic`; `alarmEmails` are
   * subscribed to it, each to be confirmed
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Topic for the critical alarms of a replica in another region besides, of that region.
   *
   * @default - the database's; in another region a new one, without PagerDuty, whose URL stands in a secret of the database's region
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * What differs from the catalogue of alarms, by the id of the alarm; an override here wins over the database's of the same alarm.
   *
   * @default - the database's
   */
  readonly alarmOverrides?: Record<string, AlarmOverride>;
}

/**
 * A read replica: an instance of its own that follows the database some moments behind and takes no writes. Made by `readReplicas` and `addReadReplica()`.
 *
 * Its users and passwords are the database's, and so is the name of the database. It has no backups: those of the database hold the same data.
 */
export interface IReadReplica extends IConstruct, ec2.IConnectable {
  /** Identifier of the replica. */
  readonly instanceIdentifier: string;

  /** Resource id of the replica (`db-…`), which IAM authentication goes by. */
  readonly instanceResourceId: string;

  /** Host name of the replica. For one in another region: other stacks read it from SSM Parameter Store there, `<ssmParameterPrefix>/replicas/<id>/host` (`<id>-from-<region of the database>` unless that one is us-east-1). */
  readonly endpointAddress: string;

  /** TCP port of the replica, as a string that can hold a token. */
  readonly endpointPort: string;

  /** The RDS instance. */
  readonly instance: rds.IDatabaseInstance;

  /** The key of its storage. */
  readonly encryptionKey: kms.IKey;

  /** The security group that is the replica's alone. */
  readonly securityGroup: ec2.ISecurityGroup;

  /** The log groups, by the name of the log. They stay as those of the database do: before a replica of the same name is made again, they have to be deleted or imported
   * (`cdk import`). */
  readonly logGroups: Record<string, logs.LogGroup>;

  /** The role of Enhanced Monitoring; undefined where that is off. */
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
   * Lets a principal log in to this replica as a user of the database with a token of IAM. The grant for the database does not reach its replicas, nor the other way.
   *
   * @param grantee function, role or other principal; for a replica in another region not one of the database's own stack, which is deployed first
   * @param databaseUser name of the user in the database
   * @throws an error when IAM authentication is off, for a user that has a password, for a name with wildcards, for a
   * principal of another account, and for one whose policies cannot be changed from here
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
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricReplicaLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
