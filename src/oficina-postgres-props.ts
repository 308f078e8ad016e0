import { Duration, RemovalPolicy, SecretValue, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AdoptedDatabase } from './adoption/adopted-database';
import { BackupVaultPlan } from './backup/backup-vault-plan';
import { CrossRegionBackup } from './backup/cross-region-backup';
import { RestoreDrill } from './backup/restore-drill';
import { BootstrapSql } from './bootstrap/bootstrap-sql';
import { CredentialsRotation } from './credentials/credentials-rotation';
import { InstanceCapacity } from './instance/instance-capacity';
import { RestoreSource } from './instance/restore-source';
import { AlarmOverrides } from './monitoring/alarm-overrides';
import { AuditClass } from './parameters/audit-class';
import { LogStatement } from './parameters/log-statement';
import { CertificateAuthorities } from './regions/certificate-authorities';
import { EnvironmentProfile } from './settings/environment-profile';

/**
 * Properties of `OficinaPostgres`.
 *
 * "Replaces the database" means that CloudFormation would have to create another, empty instance. Because the instance
 * has a name, such an update fails and rolls back, and the data stays where it is. Changing the name itself
 * (`instanceIdentifier`) is the one change that would go through.
 */
export interface OficinaPostgresProps {
  // ------------------------------------------------------------------ network and environment

  /**
   * The VPC of the database, with subnets in at least two availability zones.
   *
   * Changing it later replaces the database.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The environment that the database is for. It decides every setting below that no prop sets, and its name is part
   * of the names of resources.
   *
   * Changing it later to a profile of another name replaces the database **by an empty one**, because
   * `instanceIdentifier` follows the name. Set `instanceIdentifier` and `ssmParameterPrefix` to the old names first.
   */
  readonly profile: EnvironmentProfile;

  /**
   * Subnets of the database, in at least two availability zones. Public subnets are refused.
   *
   * @default - the isolated subnets of the VPC, or the private ones if it has no isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups, functions and instances that may connect. Each one gets an ingress rule on the port of the
   * database; there are no other rules.
   *
   * @default - nobody. A client in another stack that also gets grants should open the connection from its own side, so
   * that only that stack depends on this one: `client.connections.allowToDefaultPort(database)`
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * Security group of the database.
   *
   * @default - a new one, without egress
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Interface endpoint of Secrets Manager that the functions of the database use. It must be in the same VPC. An
   * imported one must have private DNS; one of this app, such as that of another database, works without.
   *
   * @default - if the chosen subnets have no route out, the endpoint that the VPC or this stack already has, or else a
   * new one (charged per hour and zone). The new endpoint has private DNS off and admits only those functions: other
   * workloads of the VPC neither use nor notice it. If the subnets have a route out, no endpoint is created; one that
   * the VPC or this stack already has is used if its private DNS leads there anyway
   */
  readonly secretsManagerEndpoint?: ec2.IInterfaceVpcEndpoint;

  /**
   * TCP port of the database, from 1150 to 65535. Changing it restarts the instance.
   *
   * @default 5432
   */
  readonly port?: number;

  /**
   * RDS certificate authorities that the functions of the database trust instead of their built-in ones. They are
   * bundled with the code of the functions, so a later change redeploys the functions.
   *
   * @default - the built-in ones, which cover the regions up to ap-southeast-4, eu-central-2 and eu-south-2 (2022).
   * Newer regions, GovCloud, China and the European Sovereign Cloud are refused without this prop. If the region is a
   * token, the first deployment to one of them fails
   */
  readonly certificateAuthorities?: CertificateAuthorities;

  // ------------------------------------------------------------------ names

  /**
   * Identifier of the instance: lower-case letters, digits and hyphens. The names of log groups, secret, key alias and
   * outputs follow it.
   *
   * Changing it later replaces the database **by an empty one**: take a snapshot and restore it instead.
   *
   * @default - `oficina-db-<profile>`; a second database of the same profile, account and region needs another
   * identifier
   */
  readonly instanceIdentifier?: string;

  /**
   * Name of the database that is created in the instance. With `restoreFrom`, it names a database that the source has.
   *
   * Changing it later replaces the database.
   *
   * @default 'oficina_db'
   */
  readonly databaseName?: string;

  /**
   * Name of the master user. With `restoreFrom`, it must be the name of the source's master user.
   *
   * Changing it later replaces the database.
   *
   * @default 'oficina_admin' - neither `postgres` nor `admin`, the names that attackers try first
   */
  readonly masterUsername?: string;

  /**
   * Name of the secret with the credentials.
   *
   * Changing it later creates a new secret with a new password and sets that password on the database. Readers of the
   * old name have to follow.
   *
   * @default - the identifier of the instance
   */
  readonly secretName?: string;

  /**
   * Path in SSM Parameter Store below which the connection data is stored. The password is never stored there.
   *
   * @default - `/oficina/<profile>/database`; a second database of the same profile, account and region needs another
   * path
   */
  readonly ssmParameterPrefix?: string;

  /**
   * Value of the tag `Project`.
   *
   * @default 'oficina-mecanica'
   */
  readonly project?: string;

  /**
   * Value of the tag `Repository`, which names the repository whose code deploys the database.
   *
   * @default 'oficina-postgres'
   */
  readonly repository?: string;

  // ------------------------------------------------------------------ engine

  /**
   * Version of PostgreSQL, 15 or newer. With only a major version, RDS chooses the minor version. A retired minor
   * version is refused.
   *
   * A newer major version is an in-place upgrade, which needs `allowMajorVersionUpgrade` and cannot be reverted. For a
   * version that is newer than this library, synthesis warns about what has not been tested with it.
   *
   * @default - rds.PostgresEngineVersion.VER_15; RDS picks and upgrades the minor version
   */
  readonly engineVersion?: rds.PostgresEngineVersion;

  /**
   * Whether RDS installs new minor versions in the maintenance window.
   *
   * @default true - security fixes are installed automatically, at the cost of a restart in the maintenance window
   */
  readonly autoMinorVersionUpgrade?: boolean;

  /**
   * Whether a change of `engineVersion` may be a major upgrade.
   *
   * @default false - such a change fails at deployment, so that nobody upgrades by mistake
   */
  readonly allowMajorVersionUpgrade?: boolean;

  /**
   * Whether RDS keeps supporting the major version after its end of standard support, charged per vCPU and hour. RDS
   * reads this setting only at creation: a later change has no effect.
   *
   * @default false - at the end of standard support RDS upgrades the major version automatically
   */
  readonly extendedSupport?: boolean;

  /**
   * Instance class, without the `db.` prefix.
   *
   * Changing it causes some minutes of downtime, or one failover with Multi-AZ. This happens with the deployment or in
   * the maintenance window (`applyImmediately`).
   *
   * @default - the profile's
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Size of an instance class that is newer than this library or a token, as in
   * `{ vcpus: 2, memory: Size.gibibytes(16) }`.
   *
   * Alarm thresholds, and what a smaller read replica needs, are derived from it; none of it is sent to RDS. Such a
   * class has no alarms on CPU credits and on disk bursts. A size that differs from what the library knows of the class
   * is refused.
   *
   * @default - what the library knows of the class; an unknown class is refused without this prop
   */
  readonly instanceCapacity?: InstanceCapacity;

  /**
   * Whether a synchronous standby runs in a second availability zone.
   *
   * @default - the profile's
   */
  readonly multiAz?: boolean;

  /**
   * Whether a production profile may have no standby, which is refused otherwise.
   *
   * @default false - the loss of an availability zone must not stop production
   */
  readonly allowSingleAz?: boolean;

  /**
   * Number of read replicas in the same region, from 0 to 15. They are named `<instanceIdentifier>-replica-1` and so
   * on, and are like the database except that they have no standby.
   *
   * A higher number adds replicas; a lower one removes the last ones. RDS takes no snapshot of a replica.
   * `addReadReplica()` creates replicas that differ, or that are in other regions. Refused together with
   * `CredentialsRotation.managedByRds()`.
   *
   * @default 0 - none; each replica is charged as an instance with its storage and its alarms
   */
  readonly readReplicas?: number;

  /**
   * Certificate authority that signs the server's certificate. Changing it restarts the instance if the engine needs
   * that.
   *
   * @default - rds.CaCertificate.RDS_CA_RSA2048_G1, valid until 2061
   */
  readonly caCertificate?: rds.CaCertificate;

  /**
   * Whether changes to a running instance are made with the deployment, including the restart or failover that they
   * need, rather than later.
   *
   * With false, a change of instance class, standby, storage, version, certificate authority or IAM authentication
   * waits for `maintenanceWindow`. Static parameters (`parameters`, `preloadLibraries`, `maxConnections`) wait for a
   * manual reboot, which the window does not do; dynamic ones are applied at once. A new `port` restarts the instance
   * at once in any case. Until the change is made, the template is ahead of the instance, and so are the alarm
   * thresholds that follow the class and `maxConnections`. Setting it to true later applies everything that waits.
   * Resources that are created, restored or added have the template's settings at once, regardless of this prop.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html; the runbook has the
   * commands, under "Changes that wait".
   *
   * With false, parameter groups are retained when a major upgrade or the deletion of the stack removes them from the
   * template, because a version that waits still uses the old one. A major upgrade of a database with read replicas
   * needs true.
   *
   * @default - the profile's: true in dev and staging; false in prod, where a deployment of such a change does not
   * interrupt the service, and the template is ahead of the instance until the change is made
   */
  readonly applyImmediately?: boolean;

  /**
   * PostgreSQL parameters in addition to those that the library sets. A name that is unknown, or that has a prop of its
   * own, is refused.
   *
   * Values are written as RDS takes them: a number in the unit of the parameter, without that unit (`work_mem: '16384'`
   * is 16 MB, because the unit is kB), 0 or 1 for a switch, or an RDS formula (`'{DBInstanceClassMemory/32768}'`).
   * Other values are refused, and the error shows the value that was meant. Types, units and ranges are those of
   * `pg_settings` of PostgreSQL 15 to 18. For a parameter that is newer than the library, call
   * `parameterGroup.addParameter()`.
   *
   * Changing a static parameter restarts the instance, or waits for a manual reboot without `applyImmediately`. With
   * `applyImmediately`, according to CloudFormation's documentation, so does any change to a group that holds static
   * parameters, as this one does (`shared_preload_libraries`). Deploy parameters when a restart, or a failover with
   * Multi-AZ, does no harm.
   *
   * @default - none
   */
  readonly parameters?: Record<string, string>;

  /**
   * Libraries to preload in addition to `pg_stat_statements` and `pgaudit`, as in `['pg_cron']`. A name that looks like
   * a misspelt RDS library is refused.
   *
   * Changing it restarts the instance, or waits for a manual reboot without `applyImmediately`.
   *
   * @default - none
   */
  readonly preloadLibraries?: string[];

  /**
   * Maximum number of connections, the parameter `max_connections`: 6 to 262143.
   *
   * Each connection takes memory, so a number far above the default needs a larger instance class or a pooler. Changing
   * it restarts the instance, or waits for a manual reboot without `applyImmediately`; the threshold of HighConnections
   * follows it at once.
   *
   * @default - what RDS derives from the memory of the instance class: about 100 per GiB, at most 5,000
   */
  readonly maxConnections?: number;

  // ------------------------------------------------------------------ storage

  /**
   * Type of storage: gp3, io1 or io2.
   *
   * @default - rds.StorageType.GP3
   */
  readonly storageType?: rds.StorageType;

  /**
   * Storage at creation: at least 20 GiB with gp3, at least 100 GiB with io1 and io2. It can grow, by at least 10 %,
   * but never shrink.
   *
   * @default - the profile's. With `restoreFrom`, the instance has the storage of the source, but the alarm thresholds
   * follow the profile's: set it to the size of the source or more
   */
  readonly allocatedStorage?: Size;

  /**
   * Whether RDS grows the storage automatically when less than 10 % is free.
   *
   * @default true - up to `maxAllocatedStorage`. With `restoreFrom` it is off, regardless of this prop, until the prop
   * `maxAllocatedStorage` is set
   */
  readonly storageAutoscaling?: boolean;

  /**
   * Upper limit of storage autoscaling: at least 110 % of `allocatedStorage`, preferably 126 %. With `restoreFrom`, the
   * percentages apply to the storage of the source.
   *
   * @default - the profile's; none with `restoreFrom`, because the source may be larger than that: storage autoscaling
   * is off until this prop is set
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Provisioned I/O operations per second. gp3 accepts them from 400 GiB on: 12,000 to 64,000, at most 500 per GiB.
   *
   * @default - gp3: 3,000 below 400 GiB and 12,000 from there on, free of charge; io1 and io2 require a value
   */
  readonly iops?: number;

  /**
   * Provisioned throughput of gp3 in MiB/s. It is accepted from 400 GiB on: 500 to 4,000, at most a quarter of `iops`.
   *
   * @default - 125 MiB/s below 400 GiB and 500 MiB/s from there on, free of charge
   */
  readonly storageThroughput?: number;

  // ------------------------------------------------------------------ backup and removal

  /**
   * Retention of the automated backups, and so of point-in-time recovery: 1 to 35 days. A database without backups is
   * refused.
   *
   * @default - the profile's
   */
  readonly backupRetention?: Duration;

  /**
   * Daily window of the automated backup in UTC, `hh:mm-hh:mm`. It is at least 30 minutes long and does not overlap the
   * maintenance window.
   *
   * @default '03:00-04:00'
   */
  readonly backupWindow?: string;

  /**
   * Weekly maintenance window in UTC, `ddd:hh:mm-ddd:hh:mm`. It is at least 30 minutes long.
   *
   * @default 'sun:04:00-sun:05:00'
   */
  readonly maintenanceWindow?: string;

  /**
   * Whether the automated backups are deleted with the instance.
   *
   * @default - false, they stay until their retention ends; true with RemovalPolicy.DESTROY
   */
  readonly deleteAutomatedBackups?: boolean;

  /**
   * Backups in a second region: automated backups with point-in-time recovery, and copies of manual snapshots. They and
   * their key outlive the stack.
   *
   * Changing region, key or retention stops the replication and starts it again: backups in the old region stay there
   * until their retention ends. With `CrossRegionBackup.none()` the stack of the other region leaves the app and has to
   * be destroyed by hand; its key stays.
   *
   * @default - the profile's: none in dev and staging, `CrossRegionBackup.automatic()` in prod. That is us-west-2 for a
   * database in the United States (us-east-1 for one in us-west-2); anywhere else you have to choose a region instead
   */
  readonly crossRegionBackup?: CrossRegionBackup;

  /**
   * Whether RDS refuses to delete the instance.
   *
   * @default - the profile's
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the instance when it leaves the stack: SNAPSHOT, RETAIN or DESTROY.
   *
   * The key stays whenever a backup that needs it stays. With a `backupVaultPlan` that is always so, and the vault
   * stays too. Secret and logs stay with SNAPSHOT and RETAIN.
   *
   * @default - the profile's: RemovalPolicy.SNAPSHOT, a final snapshot is taken
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Plan by which AWS Backup takes an additional daily snapshot into a vault named after the instance. It copies the
   * snapshot to the second region if there is one. The automated backups of RDS, with point-in-time recovery, are not
   * affected.
   *
   * A vault that holds backups cannot be deleted: it stays, with its name and its key, when the stack is deleted, even
   * if `removalPolicy` destroys the instance. Removing the plan later leaves the vault behind.
   *
   * @default - the profile's: BackupVaultPlan.none() in dev and staging, BackupVaultPlan.daily() in prod, charged per
   * GB and month in addition to the automated backups
   */
  readonly backupVaultPlan?: BackupVaultPlan;

  /**
   * Schedule on which the latest backup of the vault is test-restored. One alarm fires when a test fails, another when
   * none has completed for days. Needs a `backupVaultPlan`.
   *
   * @default - the profile's: RestoreDrill.none() in dev and staging, RestoreDrill.scheduled() in prod, twice a week;
   * each test is charged, and so is an instance for about an hour
   */
  readonly restoreDrill?: RestoreDrill;

  /**
   * Source that the database is restored from at creation: a snapshot, an instance at a point in time, or the backups
   * that are replicated to this region.
   *
   * RDS takes from the source what the template then leaves out: the databases (`databaseName` names one of them), the
   * name of the master user (`masterUsername` must be the same), encryption and key, and the storage unless
   * `allocatedStorage` is set. The storage grows automatically once `maxAllocatedStorage` is set. `engineVersion` must
   * have the major version of the source. Everything else is as with any other database: a new secret, whose password
   * RDS sets on the restored instance, parameters, monitoring and rotation. Application users get new passwords too,
   * and SQL that has run in the source does not run again.
   *
   * **Keep this prop unchanged for as long as the database lives**: nothing is restored twice. Removing it, changing
   * it, or adding it to an existing database replaces the database. That fails because `instanceIdentifier` is taken:
   * the update rolls back, and the data stays. To replace an existing database by a restored one, change
   * `instanceIdentifier` at the same time: the old instance then leaves the stack as `removalPolicy` says, or, with
   * `deletionProtection`, remains next to the new one.
   *
   * @default - none: the database is created empty
   */
  readonly restoreFrom?: RestoreSource;

  /**
   * A running instance that the database takes over, without replacing, restarting or renaming it. `oficina-postgres
   * adopt` reads the account and writes this prop; docs/migration.md has the phases.
   *
   * The stack imports the instance first, alone (`cdk import`). While the prop has `live`, the template states the
   * instance as it was found. `monitoring`, `bootstrap`, `rotation`, `backupVaultPlan` and `restoreDrill` are then off
   * unless their props say otherwise, and `crossRegionBackup` is refused.
   *
   * **Keep this prop for as long as the database lives**, without `live` in the end: it has the subnet group, the key
   * of the storage, the master user and its secret, which stay those of before. Removing it would replace the database.
   * That fails because `instanceIdentifier` is taken: the update rolls back, and the data stays.
   *
   * @default - none: the database is created
   */
  readonly adopt?: AdoptedDatabase;

  // ------------------------------------------------------------------ encryption and credentials

  /**
   * Key for storage, backups, snapshots, insights, secret and log groups. Changing it later replaces the database.
   *
   * With `restoreFrom`, storage, backups and snapshots always have the key of the source: pass that key, so that it
   * serves the rest too. If you leave this prop out then, the roles of `backupVaultPlan` and `restoreDrill` and the
   * copies of `crossRegionBackup` may use, through RDS only, every key of the account and region whose policy allows
   * it. If you pass any other key, it is the only one that they may use, and the backups fail.
   *
   * The policy of an imported key cannot be changed from here. It must let `logs.<region>.amazonaws.com` use the key.
   * With a `backupVaultPlan` it must also let principals of the account use it through `backup.<region>.amazonaws.com`
   * (`kms:CreateGrant`, `kms:RetireGrant`, `kms:Decrypt`, `kms:GenerateDataKey`, `kms:DescribeKey`). Synthesis warns of
   * both.
   *
   * @default - a new customer-managed key, rotated every year, with the alias `alias/<instanceIdentifier>`; it outlives
   * the stack as long as a backup may need it
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How the master password rotates.
   *
   * @default - CredentialsRotation.builtin(), every 30 days
   */
  readonly rotation?: CredentialsRotation;

  /**
   * Whether deployments run SQL in the database: the library's own `scripts/init-db.sql`, the statements for the
   * application users, and `bootstrapSql`. It runs with the first deployment, and again when one of these, the host or
   * the secret of the master user changes.
   *
   * `scripts/init-db.sql` creates extensions, the schema `oficina` and groups with privileges, revokes from PUBLIC the
   * rights to connect and to create objects, and sets timeouts. Nothing is ever dropped, neither when something is
   * removed from the app later nor when the stack is deleted. Roles of a database that is older than this prop lose
   * what they had through PUBLIC, such as the right to connect: see UPGRADING.md.
   *
   * @default true - a function in the subnets of the database runs the SQL; `false` leaves the database as RDS creates
   * it, and allows no application users, proxies or bootstrapSql
   */
  readonly bootstrap?: boolean;

  /**
   * SQL of your own, for tables, rows and grants. Each entry runs once, in the order of the list, after the application
   * users have been created.
   *
   * It runs as the group `oficina_owner`; `RESET ROLE;` switches to the master user, for extensions, roles and other
   * schemas. An entry that has run must not change: give a new version a new name.
   *
   * @default - none
   */
  readonly bootstrapSql?: BootstrapSql[];

  /**
   * Whether IAM roles may log in, see `grantConnect()`.
   *
   * @default true - in addition to passwords; a database user needs the role `rds_iam` for it
   */
  readonly iamAuthentication?: boolean;

  // ------------------------------------------------------------------ logs and insights

  /**
   * Which statements go to the PostgreSQL log.
   *
   * @default LogStatement.DDL - CREATE, ALTER and DROP; see there for passwords in clear SQL
   */
  readonly logStatement?: LogStatement;

  /**
   * What pgAudit records, once `CREATE EXTENSION pgaudit` has run in the database.
   *
   * @default - AuditClass.DDL and AuditClass.ROLE
   */
  readonly auditClasses?: AuditClass[];

  /**
   * Duration above which a statement is logged with its duration. Zero logs every statement.
   *
   * @default - 1 second
   */
  readonly slowQueryThreshold?: Duration;

  /**
   * Whether each connection and disconnection is logged.
   *
   * @default true - the log shows who connected, from where and for how long
   */
  readonly logConnections?: boolean;

  /**
   * Logs that are sent to CloudWatch Logs: `postgresql`, `upgrade`, `iam-db-auth-error`.
   *
   * The log group of a log that is removed from the list stays: delete or import the log group before you add the log
   * again.
   *
   * @default - `postgresql` and `upgrade`
   */
  readonly logExports?: string[];

  /**
   * How long CloudWatch Logs keeps the logs.
   *
   * @default - the profile's: 90 days
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether Performance Insights (Database Insights Standard) records load and waits. Turn it on at creation, because
   * its key can be set only once.
   *
   * @default true - 7 days of history are free of charge
   */
  readonly performanceInsights?: boolean;

  /**
   * How long Performance Insights keeps its history: 7 days, a multiple of 31 days up to 23 months, or 731 days.
   *
   * @default - rds.PerformanceInsightRetention.DEFAULT, 7 days; longer retention is charged per vCPU
   */
  readonly performanceInsightsRetention?: rds.PerformanceInsightRetention;

  /**
   * Mode of CloudWatch Database Insights. ADVANCED needs a `performanceInsightsRetention` of 465 days (MONTHS_15).
   *
   * @default - rds.DatabaseInsightsMode.STANDARD
   */
  readonly databaseInsightsMode?: rds.DatabaseInsightsMode;

  /**
   * Interval between two samples of the operating system (Enhanced Monitoring): 0 (off), 1, 5, 10, 15, 30 or 60
   * seconds.
   *
   * @default - the profile's
   */
  readonly enhancedMonitoringInterval?: Duration;

  // ------------------------------------------------------------------ alarms and dashboard

  /**
   * Whether the database has alarms, their topics, the subscription to RDS events, and the dashboard.
   *
   * @default true - charged per alarm, and for the dashboard from the fourth one of the account on; false leaves all of
   * them out, regardless of the props below
   */
  readonly monitoring?: boolean;

  /**
   * Email addresses that get every alarm and every event. Each address first gets a mail with a confirmation link, and
   * nothing else until it is confirmed.
   *
   * @default - none: synthesis warns of a production database whose alarms reach nobody
   */
  readonly alarmEmails?: string[];

  /**
   * Topic for every alarm and for RDS events. It must be in the same region, and not FIFO.
   *
   * The policies of an imported topic and of its key cannot be changed from here: they must let
   * `cloudwatch.amazonaws.com` and `events.rds.amazonaws.com` publish (docs/alarms.md has the statements). A topic that
   * is encrypted with `alias/aws/sns` cannot work.
   *
   * @default - a new one, encrypted with a key of its own
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Topic that gets the critical alarms in addition to `alarmTopic`. It must be in the same region.
   *
   * @default - a new one, encrypted with the same key as the new `alarmTopic`
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * URL of the integration "Amazon CloudWatch" of a PagerDuty service,
   * `https://events.pagerduty.com/integration/<key>/enqueue`. It is subscribed to the paging topic: critical alarms
   * open an incident, and close it when they recover.
   *
   * Anyone who knows the URL can open incidents: keep it in Secrets Manager,
   * `SecretValue.secretsManager('pagerduty-url')`. A URL in plain text is refused. CloudFormation reads the secret when
   * the subscription is created: after the secret changes, pass another `versionId`.
   *
   * @default - none
   */
  readonly pagerDutyIntegrationUrl?: SecretValue;

  /**
   * Changes to the alarm catalogue (docs/alarms.md), one property for each alarm:
   * `{ highCpu: { threshold: 70 }, diskQueueDepth: { enabled: false } }`.
   *
   * A threshold that can never be crossed is refused, and so is an override that changes nothing. An override for an
   * alarm that this database does not have is ignored.
   *
   * @default - the catalogue unchanged
   */
  readonly alarmOverrides?: AlarmOverrides;

  /**
   * URL of the runbook that the alarm descriptions link to. Each description appends `#` and the id of its alarm in
   * lower case.
   *
   * @default - docs/runbook.md of this version of the library, on GitHub
   */
  readonly runbookUrl?: string;
}
