import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { IApplicationUser } from '../credentials/application-user';

/** What an RDS Proxy is like. */
export interface PostgresProxyProps {
  /**
   * Who logs in through the proxy: users that `addApplicationUser()` of the same database has made, 50 at the most. The
   * master user is none of them.
   *
   * Each logs in to the proxy as it does to the database: with the password of its secret, or with a token of IAM.
   *
   * @default - all application users of the database, those that are added later too; at least one has to be there when
   * the app is synthesised
   */
  readonly users?: IApplicationUser[];

  /**
   * Who may connect to the proxy, by its port 5432. They need not be clients of the database.
   *
   * @default - nobody; `allowToDefaultPort(proxy)` of a client lets it in from its side
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * Where the proxy stands, in two availability zones or more, in the VPC of the database. RDS Proxy is not offered in
   * some zones, as use1-az3: name the subnets of others where CloudFormation says so. A later change replaces the
   * proxy: it gets stuck, as the name is taken, until the proxy has another id.
   *
   * @default - the subnets of the database
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * After how long without a request the proxy closes the connection of a client: 1 second to 8 hours. The connection
   * to the database is kept for others.
   *
   * @default Duration.minutes(30)
   */
  readonly idleClientTimeout?: Duration;

  /**
   * Share of the database's `max_connections` that the proxy may open, in percent: 1 to 100. Several proxies of one
   * database add up.
   *
   * @default 80 - a fifth is left for rotations, for the SQL of deployments and for people; RDS itself would leave
   * nothing
   */
  readonly maxConnectionsPercent?: number;

  /**
   * Share of `max_connections` that the proxy keeps open while nobody uses it, in percent: 0 to
   * `maxConnectionsPercent`.
   *
   * @default - half of maxConnectionsPercent, as RDS has it
   */
  readonly maxIdleConnectionsPercent?: number;

  /**
   * How long a client waits for a connection while all are in use, before it gets an error: 0 to 300 seconds.
   *
   * @default Duration.minutes(2)
   */
  readonly borrowTimeout?: Duration;
}

/**
 * An RDS Proxy in front of a database: it shares few connections among many clients, and keeps theirs through a
 * failover. Made by `addProxy()`.
 *
 * Clients connect with TLS alone. The proxy shows a certificate of Amazon Trust Services, which the trust store of the
 * client's system knows, not one of the RDS authority.
 */
export interface IPostgresProxy extends IConstruct, ec2.IConnectable {
  /** Name of the proxy. */
  readonly proxyName: string;

  /** ARN of the proxy, with its resource id `prx-…`. */
  readonly proxyArn: string;

  /** Host name that clients connect to. */
  readonly endpointAddress: string;

  /** TCP port of the proxy: 5432, whatever the port of the database. */
  readonly endpointPort: string;

  /** Security group of the proxy: clients come in, and the port of the database is the only way out. */
  readonly securityGroup: ec2.ISecurityGroup;

  /**
   * Lets a principal log in to the proxy as a user that logs in by IAM. It is granted for the proxy alone, not for the
   * database behind.
   *
   * @param grantee function, role or other principal
   * @param user one of the users of the proxy
   * @throws an error for a user that logs in with a password, for one that is not among the users of the proxy, and for
   * a principal of another account or one whose policies cannot be changed from here
   */
  grantConnect(grantee: iam.IGrantable, user: IApplicationUser): iam.Grant;

  /**
   * A metric of the proxy in the namespace `AWS/RDS`. Times are in microseconds; numbers of connections are to be
   * summed up, as each part of the proxy reports its own.
   *
   * @param metricName as CloudWatch spells it, as in `ClientConnections`
   * @param options statistic, period and the like; the statistic is Sum unless given
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
