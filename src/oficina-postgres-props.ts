import { Duration, RemovalPolicy, SecretValue, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupVaultPlan } from './backup/backup-vault-plan';
import { CrossRegionBackup } from './backup/cross-region-backup';
import { RestoreDrill } from './backup/restore-drill';
import { BootstrapSql } from './bootstrap/bootstrap-sql';
import { CredentialsRotation } from './credentials/credentials-rotation';
import { InstanceCapacity } from './instance/instance-capacity';
import { RestoreSource } from './instance/restore-source';
import { AlarmOverride } from './monitoring/alarm-override';
import { AuditClass } from './parameters/audit-class';
import { LogStatement } from './parameters/log-statement';
import { CertificateAuthorities } from './regions/certificate-authorities';
import { EnvironmentProfile } from './settings/environment-profile';

/**
 * Properties of `OficinaPostgres`.
 *
 * "Changing this later replaces the database" means that CloudFormation would have to create another, empty instance.
 * As the instance has a name, such an update fails and rolls back, and the data stays where it is; changing the name
 * itself (`instanceIdentifier`) is the one change that would go through.
 */
export interface OficinaPostgresProps {
  // ------------------------------------------------------------------ where it stands

  /**
   * The VPC of the database, with subnets in two availability zones or more. Changing this later replaces the database.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The environment that the database is for; it gives every setting below that no prop gives, and part of the names.
   * Changing it for one of another name later replaces the database **by an empty one**, as `instanceIdentifier`
   * follows it: give `instanceIdentifier` and `ssmParameterPrefix` the old names first.
   */
  readonly profile: EnvironmentProfile;

  /**
   * Subnets of the database, in two availability zones or more. Public ones are refused.
   *
   * @default - the isolated subnets of the VPC, or the private ones where it has no isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Who may connect: security groups, functions, instances. Each one gets an ingress rule on the database's port, and
   * there are no others.
   *
   * @default - nobody. A client of another stack that also gets grants is let in from its own side, so that only that
   * stack depends on this one: `client.connections.allowToDefaultPort(database)`
   */
  readonly clients?: ec2.IConnectable[];

  /**
   * Security group of the database.
   *
   * @default - a new one, without egress
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Interface endpoint of Secrets Manager that the functions of the database use. It stands in the same VPC, with
   * private DNS.
   *
   * @default - where the chosen subnets have no way out, the one that the VPC or this stack already has, else a new one
   * (charged per hour and zone). The new one has private DNS off and lets in those functions alone: other workloads of
   * the VPC neither use it nor notice it. Where the subnets have a way out, one that the VPC or this stack already has
   * is used when its private DNS leads there anyway, and none is made
   */
  readonly secretsManagerEndpoint?: ec2.IInterfaceVpcEndpoint;

  /**
   * TCP port of the database, 1150 to 65535. A change restarts the instance.
   *
   * @default 5432
   */
  readonly port?: number;

  /**
   * Certificate authorities of RDS that the functions of the database verify its certificate against, instead of those
   * that they have. They stand beside the code of the functions: a later change deploys these anew.
   *
   * @default - those that the functions have, of the regions up to ap-southeast-4, eu-central-2 and eu-south-2 (2022).
   * Newer regions, GovCloud, China and the European Sovereign Cloud are refused without the prop; where the region is
   * known at deployment only, the first deployment fails in them
   */
  readonly certificateAuthorities?: CertificateAuthorities;

  // ------------------------------------------------------------------ what it is called

  /**
   * Identifier of the instance: lower-case letters, digits and hyphens. Log groups, secret, alias and outputs follow
   * it. Changing this later replaces the database **by an empty one**: take a snapshot and restore instead.
   *
   * @default - `oficina-db-<profile>`; a second database of the same profile, account and region needs another one
   */
  readonly instanceIdentifier?: string;

  /**
   * Name of the database that is created in the instance; with `restoreFrom`, of one that the source has. Changing this
   * later replaces the database.
   *
   * @default 'oficina_db'
   */
  readonly databaseName?: string;

  /**
   * Name of the master user; with `restoreFrom`, the name that the source's master user has. Changing this later
   * replaces the database.
   *
   * @default 'oficina_admin' - neither `postgres` nor `admin`, the names that attackers try first
   */
  readonly masterUsername?: string;

  /**
   * Name of the secret with the credentials. Changing this later makes a new secret with a new password and sets that
   * password on the database; whoever reads the old name has to follow.
   *
   * @default - the identifier of the instance
   */
  readonly secretName?: string;

  /**
   * Path under which the connection data (never the password) stands in SSM Parameter Store.
   *
   * @default - `/oficina/<profile>/database`; a second database of the same profile, account and region needs another
   * one
   */
  readonly ssmParameterPrefix?: string;

  /**
   * Value of the tag `Project`.
   *
   * @default 'oficina-mecanica'
   */
  readonly project?: string;

  /**
   * Value of the tag `Repository`: where the code stands that deploys the database.
   *
   * @default 'oficina-postgres'
   */
  readonly repository?: string;

  // ------------------------------------------------------------------ engine

  /**
   * Version of PostgreSQL, 15 or newer. A major version alone lets RDS choose the minor; a retired minor is refused. A
   * newer major is an upgrade in place: it needs `allowMajorVersionUpgrade`, and it cannot be taken back. A version
   * that is newer than this library knows warns of what was never tried with it.
   *
   * @default - rds.PostgresEngineVersion.VER_15; RDS picks and upgrades the minor version
   */
  readonly engineVersion?: rds.PostgresEngineVersion;

  /**
   * Whether RDS installs new minor versions in the maintenance window.
   *
   * @default true - security fixes come by themselves, at the price of a restart in the maintenance window
   */
  readonly autoMinorVersionUpgrade?: boolean;

  /**
   * Whether a change of `engineVersion` may be a major upgrade.
   *
   * @default false - such a change fails at deploy instead of upgrading by mistake
   */
  readonly allowMajorVersionUpgrade?: boolean;

  /**
   * Whether RDS goes on supporting the major version after its end of standard support, at a charge per vCPU and hour.
   * RDS takes this setting at creation only: a later change has no effect.
   *
   * @default false - at the end of standard support RDS upgrades the major version by itself
   */
  readonly extendedSupport?: boolean;

  /**
   * Instance class, without the `db.` prefix. A change means some minutes of downtime, or one failover with Multi-AZ,
   * with the deployment or in the maintenance window (`applyImmediately`).
   *
   * @default - the profile's
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Size of an instance class that is newer than this library, as in `{ vcpus: 2, memory: Size.gibibytes(16) }`, or
   * that is known at deployment only. Thresholds of alarms, and what a smaller read replica needs, follow from it;
   * nothing of it is sent to RDS. Such a class has no alarms on CPU credits and on bursts to the disk. One that differs
   * from what the library knows of the class is refused.
   *
   * @default - what the library knows of the class; one that it does not know is refused without this prop
   */
  readonly instanceCapacity?: InstanceCapacity;

  /**
   * Whether a synchronous standby stands in a second availability zone.
   *
   * @default - the profile's
   */
  readonly multiAz?: boolean;

  /**
   * Accepts a production profile without a standby, which is refused otherwise.
   *
   * @default false - a lost availability zone must not stop production
   */
  readonly allowSingleAz?: boolean;

  /**
   * Read replicas in the same region, 0 to 15: `<instanceIdentifier>-replica-1` and so on, each like the database but
   * for a standby. A higher number adds, a lower one takes the last ones away; RDS leaves no snapshot of a replica.
   * `addReadReplica()` makes others, and those of other regions.
   *
   * Refused together with `CredentialsRotation.managedByRds()`.
   *
   * @default 0 - none; each one is charged as an instance with its storage, and as its alarms
   */
  readonly readReplicas?: number;

  /**
   * Certificate authority that signs the server's certificate. A change restarts the instance where the engine needs
   * it.
   *
   * @default - rds.CaCertificate.RDS_CA_RSA2048_G1, valid until 2061
   */
  readonly caCertificate?: rds.CaCertificate;

  /**
   * Whether changes of a running instance happen with the deployment, with the restart or failover that they need,
   * rather than later.
   *
   * With false, a new instance class, standby, storage, version, certificate authority and IAM authentication wait for
   * `maintenanceWindow`. Static parameters (`parameters`, `preloadLibraries`, `maxConnections`) wait for a reboot by
   * hand, which the window does not do; dynamic ones are applied at once. A new `port` restarts the instance at once
   * all the same. Until then the template is ahead of the instance, and so are the thresholds of the alarms that follow
   * class and `maxConnections`. A later true applies all that waits. What is created, restored or added is made as the
   * template says, whatever stands here.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html; the runbook has the
   * commands, under "Changes that wait".
   *
   * With false, parameter groups stay behind when a major upgrade or the end of the stack takes them out of the
   * template, as a version that waits still uses the old one. A major upgrade of a database with read replicas needs
   * true.
   *
   * @default - the profile's: true in dev and staging; false in prod, where a deployment of such a change does not
   * interrupt the service, and the template is ahead of the instance until the change is made
   */
  readonly applyImmediately?: boolean;

  /**
   * Parameters of PostgreSQL beside those that the library sets. An unknown name is refused, and so is one that has a
   * prop of its own here.
   *
   * Values are those that RDS takes: a number in the unit of the parameter and without that unit (`work_mem: '16384'`
   * is 16 MB, as it is counted in kB), 0 or 1 for a switch, or a formula of RDS (`'{DBInstanceClassMemory/32768}'`).
   * Others are refused, with the value that is meant. Types, units and ranges are those of `pg_settings` of PostgreSQL
   * 15 to 18; for a parameter that is younger than the library call `parameterGroup.addParameter()`.
   *
   * A change of a static one restarts the instance, or waits for a reboot by hand without `applyImmediately`. With it,
   * CloudFormation's documentation says so of any change to a group that holds static ones, as this one does
   * (`shared_preload_libraries`): deploy parameters when a restart, or a failover with Multi-AZ, does no harm.
   *
   * @default - none
   */
  readonly parameters?: Record<string, string>;

  /**
   * Libraries to preload beside `pg_stat_statements` and `pgaudit`, as in `['pg_cron']`. One that is spelled almost
   * like a library of RDS is refused. A change restarts the instance, or waits for a reboot by hand without
   * `applyImmediately`.
   *
   * @default - none
   */
  readonly preloadLibraries?: string[];

  /**
   * How many connections the instance takes, the parameter `max_connections`: 6 to 262143. Each one takes memory, so
   * that a number far above the default needs a larger instance class, or a pooler. A change restarts the instance, or
   * waits for a reboot by hand without `applyImmediately`; the threshold of HighConnections follows it at once.
   *
   * @default - what RDS derives from the memory of the instance class, about 100 for each GiB and 5,000 at the most
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
   * Storage at creation: 20 GiB or more with gp3, 100 GiB or more with io1 and io2. It can grow, by 10 % or more, but
   * never shrink.
   *
   * @default - the profile's. With `restoreFrom` that of the source, while the thresholds of alarms go by the
   * profile's: give it the size of the source, or more
   */
  readonly allocatedStorage?: Size;

  /**
   * Whether RDS grows the storage by itself when less than 10 % is free.
   *
   * @default true - up to `maxAllocatedStorage`. With `restoreFrom` it is off, whatever stands here, until the prop
   * `maxAllocatedStorage` is given
   */
  readonly storageAutoscaling?: boolean;

  /**
   * Ceiling of storage autoscaling: at least 110 % of `allocatedStorage`, better 126 %. With `restoreFrom`, of the
   * storage of the source.
   *
   * @default - the profile's; none with `restoreFrom`, as the source may be larger than that: storage autoscaling is
   * off until this prop is given
   */
  readonly maxAllocatedStorage?: Size;

  /**
   * Provisioned I/O operations per second. gp3 takes them from 400 GiB on: 12,000 to 64,000, and 500 for each GiB at
   * the most.
   *
   * @default - gp3: 3,000 below 400 GiB and 12,000 from there, without charge; io1 and io2 require a value
   */
  readonly iops?: number;

  /**
   * Provisioned throughput of gp3 in MiB/s, from 400 GiB on: 500 to 4,000, and a quarter of `iops` at the most.
   *
   * @default - 125 MiB/s below 400 GiB and 500 MiB/s from there, without charge
   */
  readonly storageThroughput?: number;

  // ------------------------------------------------------------------ backup and removal

  /**
   * Days of automated backups, and so of point-in-time recovery: 1 to 35. A database without backups is refused.
   *
   * @default - the profile's
   */
  readonly backupRetention?: Duration;

  /**
   * Daily window of the automated backup in UTC, `hh:mm-hh:mm`, 30 minutes or more, apart from the maintenance window.
   *
   * @default '03:00-04:00'
   */
  readonly backupWindow?: string;

  /**
   * Weekly window of maintenance in UTC, `ddd:hh:mm-ddd:hh:mm`, 30 minutes or more.
   *
   * @default 'sun:04:00-sun:05:00'
   */
  readonly maintenanceWindow?: string;

  /**
   * Whether the automated backups go with the instance.
   *
   * @default - false, they stay until their retention ends; true with RemovalPolicy.DESTROY
   */
  readonly deleteAutomatedBackups?: boolean;

  /**
   * Backups in a second region: automated backups, with point-in-time recovery, and copies of manual snapshots. They
   * outlive the stack, and so does their key.
   *
   * A change of region, key or retention stops the replication and starts it again: what is in the old region stays
   * there until its retention ends. With `CrossRegionBackup.none()` the stack of the other region leaves the app, and
   * has to be destroyed by hand; its key stays.
   *
   * @default - the profile's: none in dev and staging, `CrossRegionBackup.automatic()` in prod, which is us-west-2 for
   * a database in the United States (us-east-1 for one in us-west-2) and has to be replaced by a region of your choice
   * anywhere else
   */
  readonly crossRegionBackup?: CrossRegionBackup;

  /**
   * Whether RDS refuses to delete the instance.
   *
   * @default - the profile's
   */
  readonly deletionProtection?: boolean;

  /**
   * What happens to the instance when it leaves the stack: SNAPSHOT, RETAIN or DESTROY. The key stays whenever a backup
   * stays that needs it, so with a `backupVaultPlan` always, and so does the vault; secret and logs stay with SNAPSHOT
   * and RETAIN.
   *
   * @default - the profile's: RemovalPolicy.SNAPSHOT, a final snapshot is taken
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether AWS Backup takes a snapshot each day besides, into a vault named after the instance, and copies it to the
   * other region where there is one. The automated backups of RDS, with point-in-time recovery, go on as they are.
   *
   * A vault with backups in it cannot be deleted: it stays when the stack goes, with its name and its key, also where
   * `removalPolicy` destroys the instance. Leaving the plan out later leaves the vault behind.
   *
   * @default - the profile's: BackupVaultPlan.none() in dev and staging, BackupVaultPlan.daily() in prod, charged per
   * GB and month beside the automated backups
   */
  readonly backupVaultPlan?: BackupVaultPlan;

  /**
   * Whether the latest backup of the vault is restored for a try, with an alarm when that fails and another one when
   * none has completed for days. Needs a `backupVaultPlan`.
   *
   * @default - the profile's: RestoreDrill.none() in dev and staging, RestoreDrill.scheduled() in prod, twice a week:
   * each time the charge for a test, and an instance for an hour or so
   */
  readonly restoreDrill?: RestoreDrill;

  /**
   * What the database is restored from when it is created: a snapshot, an instance at a point in time, or the backups
   * that are replicated to this region.
   *
   * RDS takes from the source what the template then leaves out: the databases (`databaseName` names one of them), the
   * master user's name (`masterUsername` must be the same), encryption and key, and the storage unless
   * `allocatedStorage` is given; it grows by itself once `maxAllocatedStorage` is given. `engineVersion` must be of the
   * source's major version. Everything else is as with any other database: a new secret whose password RDS sets on the
   * restored instance, parameters, monitoring, rotation; application users get new passwords too, and SQL that has run
   * in the source does not run again.
   *
   * **Keep it as it is for as long as the database lives**: nothing is restored twice. Removing it later, changing it,
   * or adding it to a database that is there replaces the database, which fails because `instanceIdentifier` is taken:
   * the update rolls back, and the data stays. To restore a database that is there in its place, give another
   * `instanceIdentifier` with it: the old instance then leaves the stack as `removalPolicy` says, or stays beside it
   * while `deletionProtection` holds.
   *
   * @default - none: the database is created empty
   */
  readonly restoreFrom?: RestoreSource;

  // ------------------------------------------------------------------ encryption and credentials

  /**
   * Key for storage, backups, snapshots, insights, secret and log groups. Changing this later replaces the database.
   *
   * With `restoreFrom`, storage, backups and snapshots have the key of the source, whatever stands here: give that one,
   * it serves the rest too. Without it, the roles of `backupVaultPlan` and `restoreDrill` and the copies of
   * `crossRegionBackup` may use every key of the account and region whose policy lets them, through RDS alone; any
   * other key would be the only one that they may use, and the backups would fail.
   *
   * An imported key must let `logs.<region>.amazonaws.com` use it, as its policy cannot be changed from here; with a
   * `backupVaultPlan`, principals of the account through `backup.<region>.amazonaws.com` too (`kms:CreateGrant`,
   * `kms:RetireGrant`, `kms:Decrypt`, `kms:GenerateDataKey`, `kms:DescribeKey`). The synthesis warns of both.
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
   * Whether SQL runs in the database with each deployment: the library's own `scripts/init-db.sql` (extensions, the
   * schema `oficina`, groups with privileges, nothing for PUBLIC, timeouts), the application users, and `bootstrapSql`.
   * It drops nothing, neither when something is left out later nor when the stack goes.
   *
   * Roles of a database that is older than this prop lose what they had through PUBLIC, as the right to connect: see
   * UPGRADING.md.
   *
   * @default true - a function beside the database; `false` leaves the database as RDS makes it, and takes no
   * application users, no proxies and no bootstrapSql
   */
  readonly bootstrap?: boolean;

  /**
   * SQL of your own: tables, rows, grants. Each one runs once, in the order of the list, after the application users
   * have been made, as the group `oficina_owner`: `RESET ROLE;` in it makes it the master user, for extensions, roles
   * and other schemas. One that has run must not change any more; a new version is a new name.
   *
   * @default - none
   */
  readonly bootstrapSql?: BootstrapSql[];

  /**
   * Whether roles of IAM may log in, see `grantConnect()`.
   *
   * @default true - in addition to passwords; a user of the database needs the role `rds_iam` for it
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
   * Statements that run longer are logged with their duration; zero logs every statement.
   *
   * @default - 1 second
   */
  readonly slowQueryThreshold?: Duration;

  /**
   * Whether each connection and disconnection is logged.
   *
   * @default true - who connected, from where and for how long
   */
  readonly logConnections?: boolean;

  /**
   * Logs that go to CloudWatch Logs: `postgresql`, `upgrade`, `iam-db-auth-error`. The log group of one that is taken
   * out stays; delete or import it before you take it in again.
   *
   * @default - `postgresql` and `upgrade`
   */
  readonly logExports?: string[];

  /**
   * How long CloudWatch Logs keeps them.
   *
   * @default - the profile's: 90 days
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether Performance Insights (Database Insights Standard) records load and waits. Turn it on at creation: its key
   * can be set once only.
   *
   * @default true - free of charge for 7 days of history
   */
  readonly performanceInsights?: boolean;

  /**
   * How long Performance Insights keeps its history: 7 days, a multiple of 31 days up to 23 months, or 731 days.
   *
   * @default - rds.PerformanceInsightRetention.DEFAULT, 7 days; longer retention is charged per vCPU
   */
  readonly performanceInsightsRetention?: rds.PerformanceInsightRetention;

  /**
   * Mode of CloudWatch Database Insights. ADVANCED asks for `performanceInsightsRetention` of 465 days (MONTHS_15).
   *
   * @default - rds.DatabaseInsightsMode.STANDARD
   */
  readonly databaseInsightsMode?: rds.DatabaseInsightsMode;

  /**
   * Time between two samples of the operating system (Enhanced Monitoring): 0 (off), 1, 5, 10, 15, 30 or 60 seconds.
   *
   * @default - the profile's
   */
  readonly enhancedMonitoringInterval?: Duration;

  // ------------------------------------------------------------------ alarms and dashboard

  /**
   * Whether there are alarms, their topics, the subscription to events of RDS, and the dashboard.
   *
   * @default true - charged per alarm, and from the fourth dashboard of the account on; false leaves all of them out,
   * whatever the props below say
   */
  readonly monitoring?: boolean;

  /**
   * Addresses that get every alarm and every event. Each one gets a mail with a link to confirm, and nothing before.
   *
   * @default - none: a production database that nobody is told of warns at synthesis
   */
  readonly alarmEmails?: string[];

  /**
   * Topic for every alarm and for the events of RDS, of the same region and not FIFO.
   *
   * The policies of a topic and a key that are imported cannot be changed from here: they must let
   * `cloudwatch.amazonaws.com` and `events.rds.amazonaws.com` publish (docs/alarms.md has the statements). A topic that
   * is encrypted with `alias/aws/sns` cannot work.
   *
   * @default - a new one, encrypted with a key of its own
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Topic for the critical alarms besides, of the same region.
   *
   * @default - a new one, encrypted with the same key as the new `alarmTopic`
   */
  readonly pagingTopic?: sns.ITopic;

  /**
   * URL of a PagerDuty service's integration "Amazon CloudWatch",
   * `https://events.pagerduty.com/integration/<key>/enqueue`. It is subscribed to the paging topic: critical alarms
   * open an incident, and close it when they are over.
   *
   * Whoever has it can open incidents: keep it in Secrets Manager, `SecretValue.secretsManager('pagerduty-url')`. One
   * in plain text is refused. CloudFormation reads the secret when the subscription is created: after a change of it,
   * pass another `versionId`.
   *
   * @default - none
   */
  readonly pagerDutyIntegrationUrl?: SecretValue;

  /**
   * What differs from the catalogue of alarms (docs/alarms.md), by the id of the alarm: `{ HighCPU: { threshold: 70 },
   * DiskQueueDepth: { enabled: false } }`. An unknown id and a value that can never be crossed are refused; one for an
   * alarm that this database does not have is ignored.
   *
   * @default - the catalogue as it is
   */
  readonly alarmOverrides?: Record<string, AlarmOverride>;

  /**
   * Address of the runbook that the descriptions of the alarms link, without the `#` and the id of the alarm in lower
   * case that follow it.
   *
   * @default - docs/runbook.md of this version of the library, on GitHub
   */
  readonly runbookUrl?: string;
}
