import { Annotations, ArnFormat, Aspects, Duration, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IDependable } from 'constructs';
import { IPostgresProxy, PostgresProxyProps } from './postgres-proxy';
import { MOST_PROXY_USERS } from './proxy-rules';
import { IApplicationUser } from '../credentials/application-user';
import { grantIamLogin } from '../credentials/iam-login';
import { letLogsUseKey } from '../encryption/database-key';
import { readSecrets } from '../functions/database-function';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { Settings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** The parts of the database that a proxy needs. */
export interface DatabaseProxyResources {
  readonly settings: Settings;
  readonly vpc: ec2.IVpc;
  /** The subnets of the database. */
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly key: kms.IKey;
  readonly instance: rds.DatabaseInstance;
  /** The database as its clients reach it. */
  readonly database: ec2.IConnectable;
  /** Calls back for each user of the database, including those that are added later. */
  readonly eachUser: (admit: (user: IApplicationUser) => void) => void;
  /** Creates the users in the database. */
  readonly bootstrap: IDependable;
}

/**
 * The port of every proxy for PostgreSQL.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limits
 */
const PORT = 5432;

/**
 * A proxy in this app. It consists of L1 resources, because the L2 construct grants itself DescribeSecret and the use
 * of the key in the policy of the key, so that key and role would depend on each other.
 */
export class DatabaseProxy extends Construct implements IPostgresProxy {
  readonly proxyName: string;
  readonly proxyArn: string;
  readonly endpointAddress: string;
  readonly endpointPort = `${PORT}`;
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  private readonly users: IApplicationUser[] = [];
  private readonly policy: iam.ManagedPolicy;

  constructor(
    scope: Construct,
    id: string,
    proxyName: string,
    props: PostgresProxyProps,
    private readonly resources: DatabaseProxyResources,
  ) {
    super(scope, id);
    const { settings, vpc, database } = resources;
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'PostgreSQL through a proxy for its clients only',
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(PORT) });
    // Allowed from the side of the proxy, so that the rules are in its stack.
    this.securityGroup.connections.allowToDefaultPort(database, 'Proxy of the database');
    for (const client of props.clients ?? []) this.connections.allowDefaultPortFrom(client, 'PostgreSQL');

    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `Logs in to the database ${settings.instanceIdentifier} for its clients`,
    });
    // Without a condition on the source, because AWS documents none for the role of a proxy.
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html
    const role = new iam.Role(this, 'Role', {
      description: `Proxy of the database ${settings.instanceIdentifier}`,
      assumedBy: new iam.ServicePrincipal('rds.amazonaws.com'),
      managedPolicies: [this.policy],
    });
    const logGroup = this.makeLogGroup(proxyName);
    const proxy = this.makeProxy(proxyName, props, role);
    proxy.node.addDependency(logGroup);
    const targets = this.makeTargets(proxy, props);
    // The deployment of the targets ends when the proxy has logged in to the database, so rules and users must exist.
    targets.node.addDependency(resources.bootstrap, this.securityGroup, ...database.connections.securityGroups);
    this.node.defaultChild = proxy;
    this.proxyName = proxy.ref;
    this.proxyArn = proxy.attrDbProxyArn;
    this.endpointAddress = proxy.attrEndpoint;

    this.admitUsers(props.users);
    this.node.addValidation({ validate: () => this.wrongNumberOfUsers() });
    this.warnOfOldLogins();
  }

  grantConnect(grantee: iam.IGrantable, user: IApplicationUser): iam.Grant {
    if (!this.users.includes(user)) {
      const got = user?.username ? `'${user.username}'` : `a ${typeof user}`;
      throw new Error(
        `[${this.node.path}] user of grantConnect() must be a user of the proxy, got ${got}; ` +
          'pass what addApplicationUser() has returned, and add it to the users of addProxy()',
      );
    }
    if (user.secret) {
      throw new Error(
        `[${this.node.path}] user of grantConnect() must log in with IAM, got '${user.username}', which has a ` +
          'password; give addApplicationUser() iamAuthentication, or use grantReadCredentials() of the user',
      );
    }
    const { account, region } = Stack.of(this);
    // The seventh part of arn:aws:rds:<region>:<account>:db-proxy:prx-…
    const resourceId = Fn.select(6, Fn.split(':', this.proxyArn));
    return grantIamLogin(this, grantee, user.username, { resourceId, account, region });
  }

  metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/RDS',
      metricName,
      dimensionsMap: { ProxyName: this.proxyName },
      statistic: 'Sum',
      ...definedProps(options),
    }).attachTo(this);
  }

  /** Creates the log group before RDS does, which would neither encrypt it nor let it expire. */
  private makeLogGroup(proxyName: string): logs.LogGroup {
    const { settings, key } = this.resources;
    const logGroupName = `/aws/rds/proxy/${proxyName}`;
    letLogsUseKey(this, key, logGroupName);
    return new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: key,
      retention: settings.logRetention,
      removalPolicy: secretAndLogRemovalPolicy(settings.removalPolicy),
    });
  }

  private makeProxy(proxyName: string, props: PostgresProxyProps, role: iam.IRole): rds.CfnDBProxy {
    const { vpc, vpcSubnets } = this.resources;
    return new rds.CfnDBProxy(this, 'Resource', {
      dbProxyName: proxyName,
      engineFamily: 'POSTGRESQL',
      requireTls: true,
      debugLogging: false,
      roleArn: role.roleArn,
      idleClientTimeout: (props.idleClientTimeout ?? Duration.minutes(30)).toSeconds(),
      vpcSubnetIds: vpc.selectSubnets(props.vpcSubnets ?? vpcSubnets).subnetIds,
      vpcSecurityGroupIds: [this.securityGroup.securityGroupId],
      auth: Lazy.any({ produce: () => this.passwordLogins() }, { omitEmptyArray: true }),
      // Users without an entry in `auth` log in with IAM, to the proxy and from there to the database.
      defaultAuthScheme: Lazy.string({ produce: () => (this.users.some(logsInWithIam) ? 'IAM_AUTH' : 'NONE') }),
    });
  }

  private makeTargets(proxy: rds.CfnDBProxy, props: PostgresProxyProps): rds.CfnDBProxyTargetGroup {
    const maxConnectionsPercent = props.maxConnectionsPercent ?? 80;
    const targets = new rds.CfnDBProxyTargetGroup(this, 'Targets', {
      dbProxyName: proxy.ref,
      targetGroupName: 'default', // RDS accepts no other name.
      dbInstanceIdentifiers: [this.resources.instance.instanceIdentifier],
      connectionPoolConfigurationInfo: {
        connectionBorrowTimeout: (props.borrowTimeout ?? Duration.minutes(2)).toSeconds(),
        maxConnectionsPercent,
        maxIdleConnectionsPercent: props.maxIdleConnectionsPercent ?? halfOf(maxConnectionsPercent),
      },
    });
    // aws-cdk-lib 2.273 to 2.275 tag the target group, which their own template validator refuses (F3002). The proxy
    // itself has the tags.
    targets.addPropertyDeletionOverride('Tags');
    return targets;
  }

  /** Admits the given users, or all users of the database if none are given. */
  private admitUsers(users: IApplicationUser[] | undefined): void {
    if (!users) {
      this.resources.eachUser((user) => this.admit(user));
      return;
    }
    for (const user of users) this.admit(user);
  }

  /**
   * Adds a user. The first user with a secret adds its statements to the policy, and so does the first user without
   * one. Later users of the same kind appear in the lists of resources of these statements.
   */
  private admit(user: IApplicationUser): void {
    this.users.push(user);
    const usersAlike = () => this.users.filter((other) => logsInWithIam(other) === logsInWithIam(user));
    if (usersAlike().length > 1) return;
    if (logsInWithIam(user)) {
      const logins = Lazy.list({ produce: () => usersAlike().map((each) => this.loginArn(each)) });
      this.policy.addStatements(new iam.PolicyStatement({ actions: ['rds-db:connect'], resources: logins }));
      return;
    }
    const secrets = Lazy.list({ produce: () => usersAlike().map(({ secret }) => secret!.secretArn) });
    this.policy.addStatements(...readSecrets(this, secrets, [this.resources.key.keyArn]));
  }

  /**
   * Returns the users with a password. The proxy checks a client's password against the secret, and logs in with it.
   */
  private passwordLogins(): rds.CfnDBProxy.AuthFormatProperty[] {
    const users = this.users.filter(({ secret }) => secret);
    return users.map(({ username, secret }) => ({
      authScheme: 'SECRETS',
      clientPasswordAuthType: 'POSTGRES_SCRAM_SHA_256',
      description: `${username}, or ${username}_clone`,
      iamAuth: 'DISABLED',
      secretArn: secret!.secretArn,
    }));
  }

  /** Returns the ARN of the login to the database behind the proxy. */
  private loginArn({ username }: IApplicationUser): string {
    return Stack.of(this).formatArn({
      service: 'rds-db',
      resource: 'dbuser',
      resourceName: `${this.resources.instance.instanceResourceId!}/${username}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Returns a problem about the number of users. It is checked at synthesis, because users may be added until then. */
  private wrongNumberOfUsers(): string[] {
    if (this.users.length === 0) {
      return [
        'users of addProxy() must be at least one, got none; add one with addApplicationUser(), or leave the proxy out',
      ];
    }
    if (this.users.length > MOST_PROXY_USERS) {
      return [
        `users of addProxy() must be at most ${MOST_PROXY_USERS}, got ${this.users.length}: the policy of the proxy ` +
          'would be too long for IAM; name those that need the proxy, or add another proxy',
      ];
    }
    return [];
  }

  /** Warns at synthesis, because users may be added until then. */
  private warnOfOldLogins(): void {
    Aspects.of(this).add({
      visit: (node) => {
        const rotating = this.users.filter(({ rotationFunction }) => rotationFunction).map(({ username }) => username);
        if (node !== this || rotating.length === 0) return;
        Annotations.of(this).addWarningV2(
          'oficina-postgres:proxy-refuses-old-logins',
          `the passwords of ${rotating.join(', ')} rotate by two logins that take turns, ` +
            'and an RDS Proxy accepts only the one that is in the secret; give the user iamAuthentication, ' +
            'or let clients read the secret again when a login fails, and acknowledge this',
        );
      },
    });
  }
}

function logsInWithIam({ secret }: IApplicationUser): boolean {
  return !secret;
}

/** Returns half of a percentage; undefined for a token, so that RDS uses its own default, which is half too. */
function halfOf(percent: number): number | undefined {
  return Token.isUnresolved(percent) ? undefined : Math.floor(percent / 2);
}
