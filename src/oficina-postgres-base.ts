import { ResourceEnvironment, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IConstruct } from 'constructs';
import { grantIamLogin } from './credentials/iam-login';
import { grantReadSecret } from './credentials/secret-grant';

/** A PostgreSQL database on Amazon RDS, created here or imported. */
export interface IOficinaPostgres extends IConstruct, ec2.IConnectable {
  /** Identifier of the instance. */
  readonly instanceIdentifier: string;

  /** Resource id of the instance (`db-…`), which IAM authentication refers to. */
  readonly instanceResourceId: string;

  /** Host name of the database. */
  readonly endpointAddress: string;

  /** TCP port of the database, as a string because it can be a token. */
  readonly endpointPort: string;

  /** Name of the database in the instance. */
  readonly databaseName: string;

  /**
   * The secret of the master user, with `username`, `password`, `host`, `port`, `dbname` and `engine`. Its
   * `grantRead()` does the same as `grantReadCredentials()`.
   *
   * A service should have a user of its own, `addApplicationUser()`: the master user may do anything, and its password
   * changes in place.
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * Lets a principal of the database's account read the credentials, and use the key for that purpose only. The grant
   * is made in the policy of the principal.
   *
   * @param grantee function, role or other principal
   * @param user name of an application user, as in `service-orders`; the master user by default
   * @throws an error for a principal of another account, and for one whose policies cannot be changed from here: a
   * service, an ARN, a role imported with `mutable: false`
   */
  grantReadCredentials(grantee: iam.IGrantable, user?: string): iam.Grant;

  /**
   * The secret of an application user, for the environment of a function that reads it, or for an ECS task. Its
   * `grantRead()`, which CDK calls for tasks and jobs, does the same as `grantReadCredentials()`.
   *
   * @param user name that the user was added with, as in `service-orders`
   */
  userSecret(user: string): secretsmanager.ISecret;

  /**
   * Lets a principal log in as a database user with an IAM token instead of a password. The user needs the role
   * `rds_iam` in the database.
   *
   * @param grantee function, role or other principal, of the account of the database
   * @param databaseUser login of the user, as in `service_orders`
   * @throws an error for a principal of another account, and for one whose policies cannot be changed from here
   */
  grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant;

  /**
   * A metric of the instance in the namespace `AWS/RDS`.
   *
   * @param metricName name of the metric in CloudWatch
   * @param options statistic, period and so on
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * CPU utilization, in percent.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of client connections.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricDatabaseConnections(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Free storage, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  metricFreeStorageSpace(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Memory that could be freed, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  metricFreeableMemory(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Swap space in use, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  metricSwapUsage(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Read operations from disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricReadIops(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Write operations to disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricWriteIops(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Time of one read from disk, in seconds.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricReadLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Time of one write to disk, in seconds.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricWriteLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes read from disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricReadThroughput(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes written to disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricWriteThroughput(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of requests that wait for the disk.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricDiskQueueDepth(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * CPU credits that are left. Only t classes have it.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  metricCpuCreditBalance(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * CPU credits spent beyond the earned ones. Only t classes have it.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  metricCpuSurplusCreditBalance(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Number of sessions that work or wait. Needs Performance Insights.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  metricDbLoad(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Age of the oldest transaction id that vacuum has not frozen, as a number of transactions.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  metricMaximumUsedTransactionIds(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes of transaction log that the slowest replication slot holds back.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  metricOldestReplicationSlotLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes of storage that the transaction logs take up.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  metricTransactionLogsDiskUsage(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** Base class of databases that are created here and of imported ones. */
export abstract class OficinaPostgresBase extends Construct implements IOficinaPostgres {
  public abstract readonly instanceIdentifier: string;
  public abstract readonly instanceResourceId: string;
  public abstract readonly endpointAddress: string;
  public abstract readonly endpointPort: string;
  public abstract readonly databaseName: string;
  public abstract readonly secret: secretsmanager.ISecret;
  public abstract readonly connections: ec2.Connections;

  /**
   * The secret of an application user, for the environment of a function that reads it, or for an ECS task. Its
   * `grantRead()`, which CDK calls for tasks and jobs, does the same as `grantReadCredentials()`.
   *
   * @param user name that the user was added with, as in `service-orders`
   */
  public abstract userSecret(user: string): secretsmanager.ISecret;

  /**
   * Lets a principal of the database's account read the credentials, and use the key for that purpose only. The grant
   * is made in the policy of the principal.
   *
   * @param grantee function, role or other principal
   * @param user name of an application user, as in `service-orders`; the master user by default
   * @throws an error for a principal of another account, and for one whose policies cannot be changed from here: a
   * service, an ARN, a role imported with `mutable: false`
   */
  public grantReadCredentials(grantee: iam.IGrantable, user?: string): iam.Grant {
    const secret = user === undefined ? this.secret : this.userSecret(user);
    return grantReadSecret(
      { scope: this, method: 'grantReadCredentials', environment: this._environment() },
      grantee,
      secret,
    );
  }

  /**
   * Lets a principal log in as a database user with an IAM token instead of a password. The user needs the role
   * `rds_iam` in the database.
   *
   * @param grantee function, role or other principal
   * @param databaseUser login of the user, as in `service_orders`
   * @throws an error for an empty user name, for the wildcards `*` and `?`, which would let the grantee log in as
   * others, for a principal of another account, and for one whose policies cannot be changed from here
   */
  public grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant {
    const { account, region } = this._environment();
    return grantIamLogin(this, grantee, databaseUser, { resourceId: this.instanceResourceId, account, region });
  }

  /**
   * The account and region of the database.
   *
   * @internal
   */
  public _environment(): Pick<ResourceEnvironment, 'account' | 'region'> {
    return Stack.of(this);
  }

  /**
   * A metric of the instance in the namespace `AWS/RDS`.
   *
   * @param metricName name of the metric in CloudWatch
   * @param options statistic, period and so on
   */
  public metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/RDS',
      metricName,
      dimensionsMap: { DBInstanceIdentifier: this.instanceIdentifier },
      ...options,
    }).attachTo(this);
  }

  /**
   * CPU utilization, in percent.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricCpuUtilization(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUUtilization', { statistic: 'Average', ...options });
  }

  /**
   * Number of client connections.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricDatabaseConnections(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DatabaseConnections', { statistic: 'Average', ...options });
  }

  /**
   * Free storage, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  public metricFreeStorageSpace(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('FreeStorageSpace', { statistic: 'Minimum', ...options });
  }

  /**
   * Memory that could be freed, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  public metricFreeableMemory(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('FreeableMemory', { statistic: 'Minimum', ...options });
  }

  /**
   * Swap space in use, in bytes.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  public metricSwapUsage(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('SwapUsage', { statistic: 'Maximum', ...options });
  }

  /**
   * Read operations from disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricReadIops(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadIOPS', { statistic: 'Average', ...options });
  }

  /**
   * Write operations to disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricWriteIops(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteIOPS', { statistic: 'Average', ...options });
  }

  /**
   * Time of one read from disk, in seconds.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricReadLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadLatency', { statistic: 'Average', ...options });
  }

  /**
   * Time of one write to disk, in seconds.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricWriteLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteLatency', { statistic: 'Average', ...options });
  }

  /**
   * Bytes read from disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricReadThroughput(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadThroughput', { statistic: 'Average', ...options });
  }

  /**
   * Bytes written to disk per second.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricWriteThroughput(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteThroughput', { statistic: 'Average', ...options });
  }

  /**
   * Number of requests that wait for the disk.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricDiskQueueDepth(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DiskQueueDepth', { statistic: 'Average', ...options });
  }

  /**
   * CPU credits that are left. Only t classes have it.
   *
   * @param options statistic, period and so on; the statistic is Minimum by default
   */
  public metricCpuCreditBalance(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUCreditBalance', { statistic: 'Minimum', ...options });
  }

  /**
   * CPU credits spent beyond the earned ones. Only t classes have it.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  public metricCpuSurplusCreditBalance(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUSurplusCreditBalance', { statistic: 'Maximum', ...options });
  }

  /**
   * Number of sessions that work or wait. Needs Performance Insights.
   *
   * @param options statistic, period and so on; the statistic is Average by default
   */
  public metricDbLoad(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DBLoad', { statistic: 'Average', ...options });
  }

  /**
   * Age of the oldest transaction id that vacuum has not frozen, as a number of transactions.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  public metricMaximumUsedTransactionIds(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('MaximumUsedTransactionIDs', { statistic: 'Maximum', ...options });
  }

  /**
   * Bytes of transaction log that the slowest replication slot holds back.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  public metricOldestReplicationSlotLag(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('OldestReplicationSlotLag', { statistic: 'Maximum', ...options });
  }

  /**
   * Bytes of storage that the transaction logs take up.
   *
   * @param options statistic, period and so on; the statistic is Maximum by default
   */
  public metricTransactionLogsDiskUsage(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('TransactionLogsDiskUsage', { statistic: 'Maximum', ...options });
  }
}
