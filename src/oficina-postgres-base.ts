import { ResourceEnvironment, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IConstruct } from 'constructs';
import { grantIamLogin } from './credentials/iam-login';
import { grantReadSecret } from './credentials/secret-grant';

/** A PostgreSQL database on Amazon RDS, made here or elsewhere. */
export interface IOficinaPostgres extends IConstruct, ec2.IConnectable {
  /** Identifier of the instance. */
  readonly instanceIdentifier: string;

  /** Resource id of the instance (`db-…`), which IAM authentication goes by. */
  readonly instanceResourceId: string;

  /** Host name of the database. */
  readonly endpointAddress: string;

  /** TCP port of the database, as a string that can hold a token. */
  readonly endpointPort: string;

  /** Name of the database in the instance. */
  readonly databaseName: string;

  /**
   * The secret of the master user, with `username`, `password`, `host`, `port`, `dbname` and `engine`. `grantRead()` of
   * it does what `grantReadCredentials()` does. A service is better off with a user of its own, `addApplicationUser()`:
   * the master user may do anything, and its password changes in place.
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * Lets a principal of the account of the database read the credentials, and use the key for just that. It is granted
   * in the principal's own policy.
   *
   * @param grantee function, role or other principal
   * @param user name of an application user, as in `service-orders`; the master user unless given
   * @throws an error for a principal of another account, and for one whose policies cannot be changed from here: a
   * service, an ARN, a role imported with `mutable: false`
   */
  grantReadCredentials(grantee: iam.IGrantable, user?: string): iam.Grant;

  /**
   * The secret of an application user, as for the environment of a function that reads it, or for a task of ECS:
   * `grantRead()`, which CDK calls for tasks and jobs, does what `grantReadCredentials()` does.
   *
   * @param user name that it was added with, as in `service-orders`
   */
  userSecret(user: string): secretsmanager.ISecret;

  /**
   * Lets a principal log in as a user of the database with a token of IAM instead of a password.
   * The user needs the role `rds_iam` in the database.
   *
   * @param grantee function, role or other principal, of the account of the database
   * @param databaseUser login of the user, as in `service_orders`
   * @throws an error for a principal of another account, and for one whose policies cannot be changed from here
   */
  grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant;

  /**
   * A metric of the instance in the namespace `AWS/RDS`.
   *
   * @param metricName as CloudWatch spells it
   * @param options statistic, period and the like
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Share of the CPU in use, in percent.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Client connections, as a count.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricDatabaseConnections(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Free storage, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  metricFreeStorageSpace(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Memory that could be freed, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  metricFreeableMemory(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Swap space in use, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  metricSwapUsage(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Reads from disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricReadIops(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Writes to disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricWriteIops(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Time of one read from disk, in seconds.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricReadLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Time of one write to disk, in seconds.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricWriteLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes read from disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricReadThroughput(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes written to disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricWriteThroughput(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Requests that wait for the disk, as a count.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricDiskQueueDepth(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * CPU credits that are left; t classes only.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  metricCpuCreditBalance(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * CPU credits spent beyond the earned ones; t classes only.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  metricCpuSurplusCreditBalance(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Sessions that work or wait, as a count; needs Performance Insights.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  metricDbLoad(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Age of the oldest transaction id that vacuum has not frozen, as a count.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  metricMaximumUsedTransactionIds(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes of log that the slowest replication slot holds back.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  metricOldestReplicationSlotLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Bytes of storage that transaction logs take.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  metricTransactionLogsDiskUsage(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What databases that are made here and imported ones have in common. */
export abstract class OficinaPostgresBase extends Construct implements IOficinaPostgres {
  public abstract readonly instanceIdentifier: string;
  public abstract readonly instanceResourceId: string;
  public abstract readonly endpointAddress: string;
  public abstract readonly endpointPort: string;
  public abstract readonly databaseName: string;
  public abstract readonly secret: secretsmanager.ISecret;
  public abstract readonly connections: ec2.Connections;

  /**
   * The secret of an application user, as for the environment of a function that reads it, or for a task of ECS:
   * `grantRead()`, which CDK calls for tasks and jobs, does what `grantReadCredentials()` does.
   *
   * @param user name that it was added with, as in `service-orders`
   */
  public abstract userSecret(user: string): secretsmanager.ISecret;

  /**
   * Lets a principal of the account of the database read the credentials, and use the key for just that. It is granted
   * in the principal's own policy.
   *
   * @param grantee function, role or other principal
   * @param user name of an application user, as in `service-orders`; the master user unless given
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
   * Lets a principal log in as a user of the database with a token of IAM instead of a password.
   * The user needs the role `rds_iam` in the database.
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
   * Where the database is.
   *
   * @internal
   */
  public _environment(): Pick<ResourceEnvironment, 'account' | 'region'> {
    return Stack.of(this);
  }

  /**
   * A metric of the instance in the namespace `AWS/RDS`.
   *
   * @param metricName as CloudWatch spells it
   * @param options statistic, period and the like
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
   * Share of the CPU in use, in percent.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricCpuUtilization(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUUtilization', { statistic: 'Average', ...options });
  }

  /**
   * Client connections, as a count.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricDatabaseConnections(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DatabaseConnections', { statistic: 'Average', ...options });
  }

  /**
   * Free storage, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  public metricFreeStorageSpace(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('FreeStorageSpace', { statistic: 'Minimum', ...options });
  }

  /**
   * Memory that could be freed, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  public metricFreeableMemory(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('FreeableMemory', { statistic: 'Minimum', ...options });
  }

  /**
   * Swap space in use, in bytes.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  public metricSwapUsage(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('SwapUsage', { statistic: 'Maximum', ...options });
  }

  /**
   * Reads from disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricReadIops(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadIOPS', { statistic: 'Average', ...options });
  }

  /**
   * Writes to disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricWriteIops(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteIOPS', { statistic: 'Average', ...options });
  }

  /**
   * Time of one read from disk, in seconds.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricReadLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadLatency', { statistic: 'Average', ...options });
  }

  /**
   * Time of one write to disk, in seconds.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricWriteLatency(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteLatency', { statistic: 'Average', ...options });
  }

  /**
   * Bytes read from disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricReadThroughput(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReadThroughput', { statistic: 'Average', ...options });
  }

  /**
   * Bytes written to disk for each second.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricWriteThroughput(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('WriteThroughput', { statistic: 'Average', ...options });
  }

  /**
   * Requests that wait for the disk, as a count.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricDiskQueueDepth(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DiskQueueDepth', { statistic: 'Average', ...options });
  }

  /**
   * CPU credits that are left; t classes only.
   *
   * @param options statistic, period and the like; the statistic is Minimum unless given
   */
  public metricCpuCreditBalance(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUCreditBalance', { statistic: 'Minimum', ...options });
  }

  /**
   * CPU credits spent beyond the earned ones; t classes only.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  public metricCpuSurplusCreditBalance(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('CPUSurplusCreditBalance', { statistic: 'Maximum', ...options });
  }

  /**
   * Sessions that work or wait, as a count; needs Performance Insights.
   *
   * @param options statistic, period and the like; the statistic is Average unless given
   */
  public metricDbLoad(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('DBLoad', { statistic: 'Average', ...options });
  }

  /**
   * Age of the oldest transaction id that vacuum has not frozen, as a count.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  public metricMaximumUsedTransactionIds(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('MaximumUsedTransactionIDs', { statistic: 'Maximum', ...options });
  }

  /**
   * Bytes of log that the slowest replication slot holds back.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  public metricOldestReplicationSlotLag(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('OldestReplicationSlotLag', { statistic: 'Maximum', ...options });
  }

  /**
   * Bytes of storage that transaction logs take.
   *
   * @param options statistic, period and the like; the statistic is Maximum unless given
   */
  public metricTransactionLogsDiskUsage(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('TransactionLogsDiskUsage', { statistic: 'Maximum', ...options });
  }
}
