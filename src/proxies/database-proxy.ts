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
import { namedRemoval } from '../operations/removal';
import { Settings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** What a proxy is made of, beside its props. */
export interface DatabaseProxyResources {
  readonly settings: Settings;
  readonly vpc: ec2.IVpc;
  /** The subnets of the database. */
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly key: kms.IKey;
  readonly instance: rds.DatabaseInstance;
  /** The database as its clients reach it. */
  readonly database: ec2.IConnectable;
  /** Calls back with each user there is, and with each one that is added later. */
  readonly eachUser: (admit: (user: IApplicationUser) => void) => void;
  /** What makes the users in the database. */
  readonly bootstrap: IDependable;
}

/**
 * All proxies for PostgreSQL listen there.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limits
 */
const PORT = 5432;

/**
 * A proxy that is made here. Of L1 resources: the L2 grants itself DescribeSecret and the use of the key in the policy
 * of the key, which would make key and role wait for each other.
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
    const { settings, vpc, key, instance, database } = resources;
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'PostgreSQL through a proxy for its clients only',
      allowAllOutbound: false,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup], defaultPort: ec2.Port.tcp(PORT) });
    // From this side, so that the rules stand in this stack.
    this.securityGroup.connections.allowToDefaultPort(database, 'Proxy of the database');
    for (const client of props.clients ?? []) this.connections.allowDefaultPortFrom(client, 'PostgreSQL');

    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `Logs in to the database ${settings.instanceIdentifier} for its clients`,
    });
    // Without a condition on the source: AWS documents none for the role of a proxy.
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html
    const role = new iam.Role(this, 'Role', {
      description: `Proxy of the database ${settings.instanceIdentifier}`,
      assumedBy: new iam.ServicePrincipal('rds.amazonaws.com'),
      managedPolicies: [this.policy],
    });
    // RDS would make one without encryption that is kept for ever.
    const logGroupName = `/aws/rds/proxy/${proxyName}`;
    letLogsUseKey(this, key, logGroupName);
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      encryptionKey: key,
      retention: settings.logRetention,
      removalPolicy: namedRemoval(settings.removalPolicy),
    });

    const proxy = new rds.CfnDBProxy(this, 'Resource', {
      dbProxyName: proxyName,
      engineFamily: 'POSTGRESQL',
      requireTls: true,
      debugLogging: false,
      roleArn: role.roleArn,
      idleClientTimeout: (props.idleClientTimeout ?? Duration.minutes(30)).toSeconds(),
      vpcSubnetIds: vpc.selectSubnets(props.vpcSubnets ?? resources.vpcSubnets).subnetIds,
      vpcSecurityGroupIds: [this.securityGroup.securityGroupId],
      auth: Lazy.any({ produce: () => this.passwordLogins() }, { omitEmptyArray: true }),
      // For users without an entry above: by IAM to the proxy, and from there to the database.
      defaultAuthScheme: Lazy.string({
        produce: () => (this.users.some(({ secret }) => !secret) ? 'IAM_AUTH' : 'NONE'),
      }),
    });
    proxy.node.addDependency(logGroup);
    const maxConnectionsPercent = props.maxConnectionsPercent ?? 80;
    const targets = new rds.CfnDBProxyTargetGroup(this, 'Targets', {
      dbProxyName: proxy.ref,
      targetGroupName: 'default', // the only one that there can be
      dbInstanceIdentifiers: [instance.instanceIdentifier],
      connectionPoolConfigurationInfo: {
        connectionBorrowTimeout: (props.borrowTimeout ?? Duration.minutes(2)).toSeconds(),
        maxConnectionsPercent,
        maxIdleConnectionsPercent:
          props.maxIdleConnectionsPercent ??
          (Token.isUnresolved(maxConnectionsPercent) ? undefined : Math.floor(maxConnectionsPercent / 2)),
      },
    });
    // aws-cdk-lib 2.273 to 2.275 tag it, and their own template validator refuses that (F3002). The proxy itself has
    // the tags.
    targets.addPropertyDeletionOverride('Tags');
    // CloudFormation waits until the proxy has logged in to the database: there must be the way, and the users.
    targets.node.addDependency(resources.bootstrap, this.securityGroup, ...database.connections.securityGroups);
    this.node.defaultChild = proxy;
    this.proxyName = proxy.ref;
    this.proxyArn = proxy.attrDbProxyArn;
    this.endpointAddress = proxy.attrEndpoint;

    if (props.users) props.users.forEach((user) => this.admit(user));
    else resources.eachUser((user) => this.admit(user));
    this.node.addValidation({ validate: () => this.wrongUsers() });
    this.warnOfOldLogins();
  }

  grantConnect(grantee: iam.IGrantable, user: IApplicationUser): iam.Grant {
    if (!this.users.includes(user)) {
      throw new Error(
        `[${this.node.path}] user of grantConnect() must be one of the proxy's, got ${user?.username ? `'${user.username}'` : `a ${typeof user}`}; give what addApplicationUser() has returned, and add it to the users of addProxy()`,
      );
    }
    if (user.secret) {
      throw new Error(
        `[${this.node.path}] user of grantConnect() must log in by IAM, got '${user.username}', which has a password; ` +
          'give addApplicationUser() iamAuthentication, or use grantReadCredentials() of the user',
      );
    }
    const { account, region } = Stack.of(this);
    // The seventh part of arn:aws:rds:<region>:<account>:db-proxy:prx-…
    return grantIamLogin(this, grantee, user.username, {
      resourceId: Fn.select(6, Fn.split(':', this.proxyArn)),
      account,
      region,
    });
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

  /** One more user; the statements of its kind come with the first one, and name all. */
  private admit(user: IApplicationUser): void {
    this.users.push(user);
    const alike = () => this.users.filter(({ secret }) => !secret === !user.secret);
    if (alike().length > 1) return;
    const each = (arn: (user: IApplicationUser) => string) => Lazy.list({ produce: () => alike().map(arn) });
    this.policy.addStatements(
      ...(user.secret
        ? readSecrets(
            this,
            each(({ secret }) => secret!.secretArn),
            [this.resources.key.keyArn],
          )
        : [
            new iam.PolicyStatement({
              actions: ['rds-db:connect'],
              resources: each((one) => this.login(this.resources.instance.instanceResourceId!, one)),
            }),
          ]),
    );
  }

  /** The proxy asks its clients for the password in the secret, and logs in to the database with it. */
  private passwordLogins(): rds.CfnDBProxy.AuthFormatProperty[] {
    return this.users
      .filter(({ secret }) => secret)
      .map(({ username, secret }) => ({
        authScheme: 'SECRETS',
        clientPasswordAuthType: 'POSTGRES_SCRAM_SHA_256',
        description: `${username}, or ${username}_clone`,
        iamAuth: 'DISABLED',
        secretArn: secret!.secretArn,
      }));
  }

  private login(resourceId: string, { username }: IApplicationUser): string {
    return Stack.of(this).formatArn({
      service: 'rds-db',
      resource: 'dbuser',
      resourceName: `${resourceId}/${username}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** At synthesis, as users may be added until then. */
  private wrongUsers(): string[] {
    if (this.users.length === 0) {
      return [
        'users of addProxy() must be one at least, got none; add one with addApplicationUser(), or leave the proxy out',
      ];
    }
    return this.users.length > MOST_PROXY_USERS
      ? [
          `users of addProxy() must be ${MOST_PROXY_USERS} at the most, got ${this.users.length}: the policy of the proxy ` +
            'would be too long for IAM; name those that need the proxy, or add another one',
        ]
      : [];
  }

  private warnOfOldLogins(): void {
    Aspects.of(this).add({
      visit: (node) => {
        const rotating = this.users.filter(({ rotationFunction }) => rotationFunction).map(({ username }) => username);
        if (node !== this || rotating.length === 0) return;
        Annotations.of(this).addWarningV2(
          'oficina-postgres:proxy-refuses-old-logins',
          `the passwords of ${rotating.join(', ')} rotate by two logins that take turns, and an RDS Proxy lets in the one that stands in the secret alone; give the user ` +
            'iamAuthentication, or let clients read the secret again when a login fails, and acknowledge this',
        );
      },
    });
  }
}
