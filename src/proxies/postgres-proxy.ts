import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { IApplicationUser } from '../credentials/application-user';

/** Properties of an RDS Proxy. */
export interface PostgresProxyProps {
  /**
   * The users that log in through the proxy: at most 50, created by `addApplicationUser()` of the same database. The
   * master user cannot be one of them.
   *
   * Each user logs in to the proxy as it does to the database: with the password of its secret, or with a token of IAM.
   *
   * @default - all application users of the database, including those that are added later; there must be at least one
   * when the app is synthesised
   */
  readonly users?: IApplicationUser[];

  /**
   * Clients that may connect to port 5432 of the proxy. They need not be clients of the database.
   *
   * @default - nobody; `allowToDefaultPort(proxy)` of a client admits it from its side
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * The subnets of the proxy, in at least two availability zones of the database's VPC. Some zones, such as use1-az3,
   * do not offer RDS Proxy; name subnets of other zones if CloudFormation says so. A later change replaces the proxy,
   * and the replacement fails because the name is taken, until the proxy has another id.
   *
   * @default - the subnets of the database
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Time without a request after which the proxy closes the connection of a client: 1 second to 8 hours. The proxy
   * keeps its connection to the database for other clients.
   *
   * @default Duration.minutes(30)
   */
  readonly idleClientTimeout?: Duration;

  /**
   * Share of the database's `max_connections` that the proxy may open, in percent: 1 to 100. The shares of several
   * proxies add up.
   *
   * @default 80 - a fifth is left for rotations, for the SQL of deployments and for people; the default of RDS leaves
   * nothing
   */
  readonly maxConnectionsPercent?: number;

  /**
   * Share of `max_connections` that the proxy keeps open while it is idle, in percent: 0 to `maxConnectionsPercent`.
   *
   * @default - half of maxConnectionsPercent, as in RDS
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
 * An RDS Proxy in front of a database. It shares few connections among many clients, and keeps their connections open
 * through a failover. `addProxy()` creates it.
 *
 * Clients must connect with TLS. The certificate of the proxy is from Amazon Trust Services, not from the RDS
 * authority; the trust store of the client's system knows it.
 */
export interface IPostgresProxy extends IConstruct, ec2.IConnectable {
  /** Name of the proxy. */
  readonly proxyName: string;

  /** ARN of the proxy, with its resource id `prx-…`. */
  readonly proxyArn: string;

  /** Host name that clients connect to. */
  readonly endpointAddress: string;

  /** TCP port of the proxy: 5432, even if the database has another port. */
  readonly endpointPort: string;

  /** Security group of the proxy. It admits the clients, and allows traffic to the port of the database only. */
  readonly securityGroup: ec2.ISecurityGroup;

  /**
   * Lets a principal log in to the proxy as a user that logs in with IAM. The grant is for the proxy only, not for the
   * database behind it.
   *
   * @param grantee function, role or other principal
   * @param user one of the users of the proxy
   * @throws an error for a user that logs in with a password, for one that is not a user of the proxy, for a principal
   * of another account, and for one whose policies this app cannot change
   */
  grantConnect(grantee: iam.IGrantable, user: IApplicationUser): iam.Grant;

  /**
   * A metric of the proxy in the namespace `AWS/RDS`. Times are in microseconds. Numbers of connections are to be
   * summed, because each part of the proxy reports its own.
   *
   * @param metricName name in CloudWatch, such as `ClientConnections`
   * @param options statistic, period and so on; the default statistic is Sum
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
