import * as backup from 'aws-cdk-lib/aws-backup';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { adoptInstance } from './adoption/adopted-instance';
import { DatabaseBackups } from './backup/database-backups';
import { ApplicationUserProps, IApplicationUser } from './credentials/application-user';
import { databaseAccess, DatabaseAccess } from './credentials/database-access';
import { DatabaseCredentials } from './credentials/database-credentials';
import { iamLogin } from './credentials/iam-login';
import { DatabaseKey } from './encryption/database-key';
import { withoutAlias } from './encryption/key-alias';
import { createFunctionNetwork } from './functions/function-network';
import { DatabaseInstance } from './instance/database-instance';
import { DatabaseLogs } from './instance/database-logs';
import { warnOfNewerVersion } from './instance/newer-version';
import { noteDeferredChanges } from './instance/pending-changes';
import { restoreInto } from './instance/restore';
import { DatabaseMonitoring } from './monitoring/database-monitoring';
import { CustomAlarmProps, PostgresAlarms } from './monitoring/postgres-alarms';
import { PostgresDashboard } from './monitoring/postgres-dashboard';
import { DatabaseNetwork } from './network/database-network';
import { OficinaPostgresAttributes } from './oficina-postgres-attributes';
import { IOficinaPostgres, OficinaPostgresBase } from './oficina-postgres-base';
import { OficinaPostgresProps } from './oficina-postgres-props';
import { acknowledgeFindings } from './operations/acknowledgements';
import { DatabaseOutputs } from './operations/database-outputs';
import { tagDatabase } from './operations/database-tags';
import {
  attributeProblems,
  attributesFromParameters,
  ImportedDatabase,
  userSecretFromParameters,
} from './operations/imported-database';
import { isRetained, keyRemovalPolicy, retain, secretAndLogRemovalPolicy } from './operations/removal';
import { limitResources } from './operations/resource-limit';
import { DatabaseParameters } from './parameters/database-parameters';
import { IPostgresProxy, PostgresProxyProps } from './proxies/postgres-proxy';
import { IReadReplica, ReadReplicaProps } from './replicas/read-replica';
import { ReadReplicas } from './replicas/read-replicas';
import { checkedSettings } from './settings/checked-settings';
import { explainConstructProps } from './settings/construct-props';
import { EnvironmentProfile } from './settings/environment-profile';
import { explain } from './settings/explain';
import { ExplainedSetting, Explanation } from './settings/explanation';
import { warnOfProductionAtRisk } from './settings/production-risks';
import { ResolvedSettings } from './settings/settings';
import { allOrNothing, constructsBefore, removeAdded } from './validation/construction';
import { definedProps } from './validation/defined-props';
import { ValidationError } from './validation/validation-error';

/**
 * A production PostgreSQL database on Amazon RDS. It is encrypted with a key of its own, runs in a private network,
 * requires TLS, and is audited, rotated and backed up.
 *
 * @example
 * const database = new OficinaPostgres(this, 'Database', {
 *   vpc,
 *   profile: EnvironmentProfile.prod(),
 * });
 * authFunction.connections.allowToDefaultPort(database);
 * database.grantReadCredentials(authFunction);
 */
export class OficinaPostgres extends OficinaPostgresBase {
  /**
   * Imports a database of another stack or app by its attributes.
   *
   * @param scope parent of the construct
   * @param id id of the construct
   * @param attributes what is known of the database
   * @throws an error that lists every attribute that is missing, unknown or of the wrong type
   */
  public static fromAttributes(scope: Construct, id: string, attributes: OficinaPostgresAttributes): IOficinaPostgres {
    const problems = attributeProblems(attributes);
    if (problems.length > 0) throw new ValidationError(scope, problems, OficinaPostgres.fromAttributes);
    return new ImportedDatabase(scope, id, definedProps(attributes));
  }

  /**
   * Imports a database of another stack or app of the same account and region by the SSM parameters that it has
   * written. CloudFormation reads them at each deployment.
   *
   * @param scope parent of the construct
   * @param id id of the construct
   * @param ssmParameterPrefix path of the parameters, as in `/oficina/prod/database`
   */
  public static fromSsmParameters(scope: Construct, id: string, ssmParameterPrefix: string): IOficinaPostgres {
    return new ImportedDatabase(
      scope,
      id,
      attributesFromParameters(scope, ssmParameterPrefix),
      userSecretFromParameters(scope, ssmParameterPrefix),
    );
  }

  /** The profile of the database. */
  public readonly profile: EnvironmentProfile;
  /** The RDS instance. Its `node.defaultChild` is that of this construct too. */
  public readonly instance: rds.DatabaseInstance;
  /**
   * The key of storage, backups, insights, secret and logs. The storage and backups of a restored database have the key
   * of its source instead.
   */
  public readonly encryptionKey: kms.IKey;
  /** The security group of the database. */
  public readonly securityGroup: ec2.ISecurityGroup;
  /** The subnet group of the database. */
  public readonly subnetGroup: rds.ISubnetGroup;
  /** The parameter group, of the family of the major version. */
  public readonly parameterGroup: rds.IParameterGroup;
  /** The log groups by the name of the log, `postgresql` or `upgrade`. */
  public readonly logGroups: Record<string, logs.ILogGroup>;
  /** The role of Enhanced Monitoring. Undefined if Enhanced Monitoring is off. */
  public readonly monitoringRole?: iam.IRole;
  /**
   * The function that rotates the password of the master user. Undefined unless the rotation is
   * `CredentialsRotation.builtin()`.
   */
  public readonly rotationFunction?: lambda.Function;
  /**
   * The rotation application of AWS. Undefined unless the rotation is `CredentialsRotation.awsServerlessApplication()`.
   */
  public readonly rotation?: secretsmanager.SecretRotation;
  /** The endpoint through which the functions of the database reach Secrets Manager. Undefined if none is needed. */
  public readonly secretsManagerEndpoint?: ec2.IInterfaceVpcEndpoint;
  /** The vault of AWS Backup. Undefined with `BackupVaultPlan.none()`. */
  public readonly backupVault?: backup.IBackupVault;
  /** The alarms by their id. Undefined with `monitoring: false`. */
  public readonly alarms?: PostgresAlarms;
  /** The dashboard. Undefined with `monitoring: false`. */
  public readonly dashboard?: PostgresDashboard;
  /** The topic of every alarm and of RDS events. Undefined with `monitoring: false`. */
  public readonly alarmTopic?: sns.ITopic;
  /** The topic of the critical alarms. Undefined with `monitoring: false`. */
  public readonly pagingTopic?: sns.ITopic;
  /** The SSM parameters with the connection data, by their name below the prefix. */
  public readonly ssmParameters: Record<string, ssm.StringParameter>;

  public readonly connections: ec2.Connections;
  public readonly secret: secretsmanager.ISecret;
  public readonly instanceIdentifier: string;
  public readonly instanceResourceId: string;
  public readonly endpointAddress: string;
  public readonly endpointPort: string;
  public readonly databaseName: string;

  private readonly resolved: ResolvedSettings;
  private readonly explainedConstructs: ExplainedSetting[];
  private readonly adoption: ExplainedSetting[];
  private readonly access?: DatabaseAccess;
  private readonly backups: DatabaseBackups;
  private readonly monitoring?: DatabaseMonitoring;
  private readonly replicas: ReadReplicas;

  /**
   * @param scope parent of the construct
   * @param id id of the construct; logical ids are derived from it, so changing it replaces the database
   * @param props properties of the database
   * @throws an error that lists every prop that cannot work, with its value and what to do
   */
  public constructor(scope: Construct, id: string, props: OficinaPostgresProps) {
    super(scope, id);
    const existingConstructs = constructsBefore(this, this);
    try {
      const { resolved, vpcSubnets, subnets } = checkedSettings(this, props, OficinaPostgres);
      const providedProps = definedProps(props);
      const { vpc, alarmTopic, pagingTopic, pagerDutyIntegrationUrl } = providedProps;
      const settings = resolved.values;
      const { instanceIdentifier, removalPolicy } = settings;
      this.resolved = resolved;
      this.profile = settings.profile;
      this.instanceIdentifier = instanceIdentifier;
      this.databaseName = settings.databaseName;

      // Before the instance: key, network, parameters, logs and the secret of the master user.
      const hasVault = settings.backupVaultPlan.enabled;
      const passedKey = withoutAlias(providedProps.encryptionKey);
      const secretAndLogRemoval = secretAndLogRemovalPolicy(removalPolicy);
      const encryption = new DatabaseKey(this, 'Encryption', {
        instanceIdentifier,
        encryptionKey: passedKey,
        removalPolicy: keyRemovalPolicy(removalPolicy, settings.deleteAutomatedBackups, hasVault),
        backupVault: hasVault,
      });
      const key = encryption.key;
      this.encryptionKey = key;

      const network = new DatabaseNetwork(this, 'Network', {
        vpc,
        vpcSubnets,
        securityGroup: providedProps.securityGroup,
        subnetGroupName: settings.adopt?._fields.subnetGroupName,
        port: settings.port,
        removalPolicy,
      });
      this.securityGroup = network.securityGroup;
      this.subnetGroup = network.subnetGroup;
      this.connections = network.connections;

      const parameters = new DatabaseParameters(this, 'Parameters', settings, settings.adopt);
      this.parameterGroup = parameters.parameterGroup;

      const databaseLogs = new DatabaseLogs(this, 'Logs', settings, key, secretAndLogRemoval, settings.adopt);
      this.logGroups = databaseLogs.logGroups;

      const credentials = new DatabaseCredentials(this, 'Credentials', settings, key, secretAndLogRemoval);

      // The instance.
      const database = new DatabaseInstance(this, 'Instance', settings, {
        vpc,
        vpcSubnets,
        subnetGroup: this.subnetGroup,
        securityGroup: this.securityGroup,
        key,
        secret: credentials.secret,
        engine: parameters.engine,
        parameterGroup: this.parameterGroup,
        logGroups: this.logGroups,
      });
      const instance = database.instance;
      this.instance = instance;
      this.monitoringRole = database.monitoringRole;
      this.node.defaultChild = instance.node.defaultChild;
      this.instanceResourceId = instance.instanceResourceId!;
      this.endpointAddress = instance.dbInstanceEndpointAddress;
      this.endpointPort = instance.dbInstanceEndpointPort;
      this.secret = credentials.attachedSecret(instance);
      restoreInto(instance, resolved);
      this.adoption = settings.adopt ? adoptInstance(instance, settings.adopt, resolved) : [];
      noteDeferredChanges(this, settings);
      warnOfNewerVersion(this, settings.engineVersion);
      warnOfProductionAtRisk(this, settings);

      // Backups, rotation, and the users and proxies that are added later.
      this.backups = new DatabaseBackups(this, 'Backups', settings, {
        instance,
        key,
        ownKey: passedKey === undefined,
        subnetGroup: this.subnetGroup,
        vpc,
      });
      this.backupVault = this.backups.vault;

      const functionNetwork = createFunctionNetwork(credentials, {
        settings,
        network,
        vpc,
        vpcSubnets,
        endpoint: providedProps.secretsManagerEndpoint,
        instance,
        authorities: providedProps.certificateAuthorities,
      });
      this.secretsManagerEndpoint = functionNetwork?.endpoint;
      credentials.rotate(this.secret, instance, functionNetwork, network);
      this.rotation = credentials.application;
      this.rotationFunction = credentials.function;

      if (settings.bootstrap) {
        this.access = databaseAccess({
          settings,
          vpc,
          vpcSubnets,
          database: this,
          instance,
          key,
          masterSecret: this.secret,
          functionNetwork: functionNetwork!,
          removalPolicy: secretAndLogRemoval,
          rotationLog: () => credentials.rotationLog(),
          watch: (rotation) => this.monitoring?.watchRotation(rotation),
          connect: (grantee, username) => this.grantConnect(grantee, username),
        });
      }
      for (const client of providedProps.clients ?? []) {
        this.connections.allowDefaultPortFrom(client, 'PostgreSQL');
      }

      // For users of the database: outputs, alarms, dashboard, read replicas and tags.
      const outputs = new DatabaseOutputs(this, 'Operations', settings, this);
      this.ssmParameters = outputs.parameters;

      if (settings.monitoring) {
        const monitoring = new DatabaseMonitoring(this, 'Monitoring', settings, {
          instance,
          encryptionKey: key,
          logGroups: this.logGroups,
          rotation: credentials.watched(this.secret),
          backups: this.backups,
          alarmTopic,
          pagingTopic,
          pagerDutyIntegrationUrl,
        });
        this.monitoring = monitoring;
        this.alarms = monitoring.alarms;
        this.dashboard = monitoring.dashboard;
        this.alarmTopic = monitoring.alarmTopic;
        this.pagingTopic = monitoring.pagingTopic;
      }
      this.replicas = new ReadReplicas(this, 'ReadReplicas', {
        resolved,
        database: this,
        vpc,
        vpcSubnets,
        monitoring: this.monitoring,
        users: this.access?.users,
      });
      tagDatabase(this, settings);
      this.explainedConstructs = explainConstructProps(providedProps, {
        subnets,
        secretsManagerEndpoint: this.secretsManagerEndpoint,
        monitoring: settings.monitoring,
      });

      // For everything above: the resource limit of a stack, retained resources and accepted findings.
      limitResources(this);
      if (isRetained(removalPolicy)) {
        const ownSecurityGroups = providedProps.securityGroup ? [] : [this.securityGroup];
        retain(this.parameterGroup, database, ...ownSecurityGroups);
      }
      acknowledgeFindings(resolved, { instance, monitoring: database });
    } catch (error) {
      removeAdded(this, existingConstructs);
      throw error;
    }
  }

  /**
   * Explains every setting of the database and everything that was added so far. Each row shows the value, its source
   * (prop, profile, default, derived), and what it costs or risks.
   */
  public explain(): Explanation {
    const parts = [this.access?.users, this.replicas, this.access?.proxies, this.backups];
    const additions = parts.flatMap((part) => part?.explain() ?? []);
    return explain(this.resolved, this.explainedConstructs, [...this.adoption, ...additions]);
  }

  /**
   * Lets a principal log in as a database user with an IAM token instead of a password. The user needs the role
   * `rds_iam`.
   *
   * @param grantee function, role or other principal
   * @param databaseUser login of the user, as in `service_orders`, or the name that it was added with
   * @throws an error when IAM authentication is off, for an application user with a password (at synthesis if that user
   * is added later), for a principal of another account, and for one whose policies cannot be changed from here
   */
  public grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant {
    return super.grantConnect(
      grantee,
      iamLogin(this, databaseUser, this.resolved.values.iamAuthentication, this.access?.users),
    );
  }

  /**
   * Adds a custom alarm. It is named and notified like the others, and appears with them on the dashboard.
   *
   * @param id id of the alarm, and its name after the identifier of the instance
   * @param props the alarm, as aws-cdk-lib takes it, with its severity
   * @throws an error with `monitoring: false`, for an id that contains anything but letters, digits and hyphens, and
   * for the id of another alarm
   */
  public addAlarm(id: string, props: CustomAlarmProps): cloudwatch.Alarm {
    if (!this.alarms) {
      throw new Error(
        `[${this.node.path}] addAlarm() needs monitoring, got false; leave the prop out, or create a cloudwatch.Alarm`,
      );
    }
    return this.alarms.addAlarm(id, props);
  }

  /**
   * Adds a database user for one service, with privileges in one schema, a secret, and a rotation that alternates
   * between two logins. The user is created in the database during the deployment.
   *
   * Removing it later drops nothing: the login stays in the database, and the secret stays too. Resources that use the
   * login must wait for it: call `node.addDependency()` with the user.
   *
   * @example
   * const orders = database.addApplicationUser('service-orders', { privileges: UserPrivileges.READ_WRITE });
   * orders.grantReadCredentials(authFunction);
   * authFunction.node.addDependency(orders);
   *
   * @param name name of the user; its secret is `<secretName>/<name>`, its login is the name with underscores
   * @param props privileges, schema and rotation
   * @throws an error that lists every prop that cannot work, and with `bootstrap: false`; at synthesis, when the stack
   * has more than the 500 resources that CloudFormation allows. A user with a password takes nine of them, so that
   * about 44 fit into the stack of a production database; one with `iamAuthentication` takes none
   */
  public addApplicationUser(name: string, props: ApplicationUserProps): IApplicationUser {
    if (!this.access) {
      throw new Error(
        `[${this.node.path}] addApplicationUser() needs bootstrap, got false; ` +
          'leave that prop out, or create the role by hand',
      );
    }
    const { users } = this.access;
    return allOrNothing(this, () => users.add(name, props, this.addApplicationUser));
  }

  /** The read replicas: first those of the prop `readReplicas`, then those that were added. */
  public get readReplicas(): IReadReplica[] {
    return [...this.replicas.list];
  }

  /**
   * Adds a read replica, in this region or another one, for readers that accept data that is some moments old. Props
   * that are left out are as in the database.
   *
   * Removing it later deletes it: its data is that of the database. In another region this works only while another
   * replica remains there; otherwise delete the stack, see `ReadReplicaProps.region`.
   *
   * @example
   * const reports = database.addReadReplica('reports', { instanceType: new ec2.InstanceType('r6g.large') });
   * reports.connections.allowDefaultPortFrom(authLambdaSecurityGroup);
   *
   * @param id name of the replica, part of its identifier and of its SSM parameters, as in `reports`
   * @param props differences from the database
   * @throws an error that lists every prop that cannot work, and with CredentialsRotation.managedByRds()
   */
  public addReadReplica(id: string, props?: ReadReplicaProps): IReadReplica {
    return allOrNothing(this, () => this.replicas.add(id, props, this.addReadReplica));
  }

  /**
   * Adds an RDS Proxy for application users: many clients share few database connections, and keep theirs through a
   * failover. TLS is required.
   *
   * Users that log in by IAM fit best: **of two alternating logins, a proxy knows only the one in the secret**, so
   * clients with a password have to read the secret again when a login fails.
   *
   * The name of the proxy is `<instanceIdentifier>-<id in lower case>`: changing the id creates another proxy with
   * another endpoint. It is charged for each vCPU of the instance.
   *
   * @example
   * const jobs = database.addApplicationUser('jobs', {
   *   privileges: UserPrivileges.READ_WRITE,
   *   iamAuthentication: true,
   * });
   * const proxy = database.addProxy('Proxy', { users: [jobs], clients: [authFunction] });
   * proxy.grantConnect(authFunction, jobs);
   *
   * @param id id of the proxy; its name, outputs, SSM parameters and alarms are derived from it
   * @param props users, clients and the connection pool
   * @throws an error that lists every prop that cannot work, and with `bootstrap: false`
   */
  public addProxy(id: string = 'Proxy', props: PostgresProxyProps = {}): IPostgresProxy {
    if (!this.access) {
      throw new Error(
        `[${this.node.path}] addProxy() needs bootstrap, which creates its users, got false; ` +
          'leave that prop out, or create an rds.DatabaseProxy',
      );
    }
    const { proxies } = this.access;
    return allOrNothing(this, () =>
      proxies.add(id, props, { alarms: this.alarms, dashboard: this.dashboard }, this.addProxy),
    );
  }

  /**
   * The secret of an application user, for example for the environment of a function.
   *
   * @param user name that the user was added with, as in `service-orders`, or its login
   * @throws an error for a user that was not added, for one that logs in by IAM, and with `bootstrap: false`
   */
  public userSecret(user: string): secretsmanager.ISecret {
    if (!this.access) {
      throw new Error(`[${this.node.path}] user needs bootstrap, got '${user}' without it; leave that prop out`);
    }
    return this.access.users.secretOf(user);
  }
}
