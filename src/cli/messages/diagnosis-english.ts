import { Level } from '../level';

/**
 * The texts of the commands that look for causes, in English. They are part of the bundle of the commands alone: help
 * does without them.
 */
export const DIAGNOSIS_ENGLISH = {
  explain: {
    looking: (alarm: string) => `Looking at ${alarm}`,
    unknown: (named: string, suggestion: string) => `The library has no alarm ${named}. ${suggestion}`,
    didYouMean: (id: string) => `Did you mean ${id}?`,
    known: (ids: readonly string[]) => `It has ${ids.join(', ')}`,
    otherDatabase: (named: string, identifier: string) =>
      `${named} is an alarm of another database than ${identifier}: leave --environment and --identifier out`,
    notThere: (name: string) => `There is no alarm ${name} in CloudWatch: it is turned off, or has not been deployed.`,
    state: (state: string, since?: string) => (since ? `${state}, since ${since}` : state),
    condition: (metric: string, statistic: string, line: string) => `${metric} (${statistic}), fires at ${line}`,
    lastValues: (values: string) => `Last values: ${values}`,
    noValues: () => 'No values in this time.',
    muted: () => 'Its actions are turned off: it tells nobody.',
    instance: (status: string) => `The instance is ${status}.`,
    functions: () => 'Functions that these commands call',
    englishOnly: () => 'The runbook is in English.',
  },

  metrics: {
    reading: (identifier: string) => `Reading the metrics of ${identifier}`,
    none: (identifier: string) =>
      `No alarm looks at ${identifier}, so that there is no metric to show: deploy the alarms of the library.`,
    title: (identifier: string, region: string, hours: number) =>
      `${identifier} · ${region} · ${hours === 1 ? 'the last hour' : `the last ${hours} hours`}`,
    head: () => ['', 'Alarm', 'Curve', 'Min', 'Avg', 'Max', 'Last', 'Line'],
    noValue: () => 'no value',
    figures: (min: string, average: string, max: string, last: string) =>
      `min ${min} · avg ${average} · max ${max} · last ${last}`,
  },

  slow: {
    asking: (identifier: string) => `Asking ${identifier} for its statistics`,
    reading: (group: string) => `Reading the durations in ${group}`,
    notCounted: () =>
      'This database has no pg_stat_statements, so the log is read. With pg_stat_statements in preloadLibraries and ' +
      'CREATE EXTENSION it has',
    notAsked: (reason: string) => `The log is read instead. ${reason}`,
    counted: (since?: string) =>
      since ? `By pg_stat_statements, which counts since ${since}` : 'By pg_stat_statements',
    logged: (hours: number) => `By the log of the last ${hours === 1 ? 'hour' : `${hours} hours`}`,
    nothingCounted: () => 'pg_stat_statements has counted nothing yet.',
    nothingLogged: (hours: number) =>
      `The log of the last ${hours === 1 ? 'hour' : `${hours} hours`} has no duration of a statement: ` +
      'only statements that take longer than log_min_duration_statement are logged.',
    total: (time: string, share: string) => `${time} in all (${share} %)`,
    calls: (count: number, text: string) => (count === 1 ? '1 call' : `${text} calls`),
    mean: (time: string) => `mean ${time}`,
    max: (time: string) => `max ${time}`,
    rows: (count: number, text: string) => (count === 1 ? '1 row' : `${text} rows`),
  },

  locks: {
    asking: (identifier: string) => `Asking ${identifier} for its locks`,
    none: () => 'Nobody waits for a lock, and no transaction is idle.',
    ownOnly: () => 'This user sees its own sessions alone: leave --user out, or grant it pg_read_all_stats.',
    age: (state: string, time: string, transaction?: string) =>
      transaction ? `${state} for ${time}, transaction ${transaction} old` : `${state} for ${time}`,
    blocks: (count: number) => (count === 1 ? 'blocks 1 session:' : `blocks ${count} sessions:`),
    waits: (lock: string, time: string) => `waits ${time} for ${lock}`,
    end: () => 'This would end it; a transaction that is rolled back loses its work:',
    idle: () => 'Idle in transaction',
    prepared: () =>
      'Wait for a prepared transaction: see pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED as its owner',
  },

  scale: {
    asking: (identifier: string) => `Asking RDS what ${identifier} can become`,
    oneOfTwo: () => 'Name one of --class, like db.r6g.large, and --storage, in GiB',
    refused: () => 'RDS would refuse this:',
    props: () => 'In the props of the database; this command changes nothing:',
    downtimeTitle: () => 'Downtime',
    costTitle: () => 'Cost',
    notesTitle: () => 'Besides',
    failover: () =>
      'One failover, 60 to 120 seconds as a rule, longer with open transactions: RDS changes the standby first. ' +
      'Connections break, and the endpoint stays',
    restart: () =>
      'Some minutes: there is no standby, so that the instance stops, moves to the new class and recovers. ' +
      'Connections break, and the endpoint stays',
    when: (window: string) =>
      `With applyImmediately: true at the deployment; otherwise in the maintenance window ${window} (UTC)`,
    noDowntime: () => 'None. The database may be slower while RDS optimizes the storage, which takes minutes to hours',
    classCost: (size: string, present: string, hasStandby: boolean) =>
      `${size} is charged per hour in place of ${present}` + (hasStandby ? ', for the standby too' : ''),
    reservations: () => 'A reserved instance covers the other sizes of its family, and no other family',
    storageCost: (gib: string, type: string, hasStandby: boolean) =>
      `${gib} GiB more of ${type} are charged per month` + (hasStandby ? ', for the standby too' : ''),
    prices: () => 'Prices of the region: https://aws.amazon.com/rds/postgresql/pricing/',
    thresholdsFollow: () =>
      'max_connections and the thresholds of the alarms follow the class: docs/alarms.md has both',
    replicas: (names: readonly string[]) =>
      `Read replicas keep their class (${names.join(', ')}): give them at least that of their source`,
    neverSmaller: () => 'Storage never shrinks: it is charged until the data is moved to another instance',
    nextChange: () =>
      'No other change of the storage for six hours, and none before the optimization has ended; autoscaling waits too',
    copiesAll: () => 'From 400 GiB on RDS stripes the storage: it may copy all data, which loads the disks for hours',
    moreIops: () => 'From 400 GiB of gp3 on, 12,000 IOPS and 500 MiB/s are included in place of 3,000 and 125',
    ceiling: (present: number) =>
      `The ceiling of autoscaling, ${present} GiB, would be too near: RDS needs more room above the storage`,
    problems: {
      unknownClass: (size: string) =>
        `RDS does not offer ${size} for this version of PostgreSQL in this region: see ` +
        'aws rds describe-orderable-db-instance-options --engine postgres',
      sameClass: (size: string) => `The instance is ${size} already`,
      noStorageType: (size: string, type: string) => `RDS does not offer ${size} with ${type}: take another class`,
      noStandby: (size: string) => `${size} cannot have a standby: take another class, or multiAz: false`,
      smaller: (present: string) => `The storage has ${present} GiB, and never shrinks: name more`,
      tooLittle: (present: string, least: number) =>
        `RDS grows a storage of ${present} GiB by a tenth at least: name ${least} or more`,
      tooLarge: (most: string) => `The class takes at most ${most} GiB: name less`,
      optimizing: (percent?: number) =>
        percent === undefined
          ? 'RDS still optimizes the storage after the last change: wait for its end'
          : `RDS still optimizes the storage after the last change (${percent} %): wait for its end`,
      tooSoon: (until: string) => `The storage was changed less than six hours ago: wait until ${until}`,
      notAvailable: (state: string) => `The instance is ${state}: wait until it is available`,
    },
  },

  checks: {
    target: 'Target',
    instance: 'Instance',
    class: 'Class',
    parameters: 'Parameters',
    replicas: 'Replicas',
    storage: 'Storage',
    backups: 'Backups',
    transactions: 'Transactions',
    slots: 'Slots',
    databases: 'Databases',
    roles: 'Roles',
    columns: 'Columns',
    extensions: 'Extensions',
    views: 'Views',
    duration: 'Duration',
    afterwards: 'Afterwards',
    endpoint: 'Endpoint',
    groups: 'Security groups',
    path: 'Path',
    secrets: 'Secrets Manager',
    rotation: 'Rotation',
    login: 'Logins',
    tls: 'TLS',
    certificate: 'Certificate',
    pending: 'Maintenance',
    bootstrap: 'CDK bootstrap',
    permissions: 'Permissions',
  },

  findings: {
    unreadable: () => 'could not be read',
    summary: (level: Level, count: number) => {
      if (level === Level.OK) return 'Nothing is in the way.';
      const items = count === 1 ? '1 item' : `${count} items`;
      return level === Level.CRITICAL ? `${items}: mend what is marked ✗ first.` : `${items} to look at.`;
    },
  },

  upgrade: {
    looking: (identifier: string, major: number) => `Looking for what stops an upgrade of ${identifier} to ${major}`,
    title: (identifier: string, region: string, from: string, to: string) =>
      `${identifier} · ${region} · PostgreSQL ${from} → ${to}`,
    notNewer: (present: string, major: number) =>
      `The database has PostgreSQL ${present}: --to ${major} is no newer major version`,
    props: () => 'The upgrade, in the props of the database; rehearse it first on a copy, by restoreFrom:',
    target: (from: string, to: string) => `RDS upgrades ${from} to ${to}`,
    noTarget: (from: string, major: number) => `RDS does not upgrade ${from} to ${major}`,
    otherMajors: (majors: readonly number[]) => `Take one of ${majors.join(', ')}, or upgrade in two steps`,
    newerMinor: () => 'Upgrade to a newer minor version first',
    available: () => 'available, and no change waits',
    notAvailable: (status: string) => `The instance is ${status}`,
    waitForAvailable: () =>
      'RDS upgrades an instance that is available: wait, or see its events with the command events',
    changesWait: (names: readonly string[]) => `changes wait: ${names.join(', ')}`,
    applyChanges: () => 'Have them applied first: with an upgrade in the same window nobody knows which one failed',
    classFits: (size: string, version: string) => `${size} takes PostgreSQL ${version}`,
    classMissing: (size: string, version: string) => `RDS does not offer ${size} for PostgreSQL ${version}`,
    changeClass: () => 'Change the class first: see the command scale',
    parametersFit: (major: number) => `the family postgres${major} has all that the group sets`,
    parametersMissing: (names: readonly string[], major: number) =>
      `the family postgres${major} lacks ${names.join(', ')}`,
    dropParameters: () => 'Leave them out of parameters in the deployment of the upgrade',
    parametersUnknown: (major: number) => `the family postgres${major} could not be read`,
    readParameters: () => 'See aws rds describe-engine-default-parameters',
    isReplica: (source: string) => `it is a read replica of ${source}`,
    upgradeSource: () => 'Upgrade the source: RDS upgrades its replicas along',
    replicasHere: (names: readonly string[]) => `RDS upgrades ${names.join(', ')} along, at the same time`,
    upgradeTogether: () => 'Their readers wait too; set applyImmediately: true for this deployment',
    replicasElsewhere: (names: readonly string[]) => `replicas in other regions: ${names.join(', ')}`,
    watchReplicas: () => 'Give them engineVersion too, and look at their replication after the upgrade',
    free: (size: string) => `${size} free`,
    freeUnknown: () => 'free storage unknown',
    readFree: () => 'CloudWatch has no metric FreeStorageSpace of the last hour: look at it before',
    addStorage: (least: string) => `Have at least ${least} free: see the command scale`,
    hasBackups: (days: number) => `kept for ${days} days; RDS takes a snapshot before and after`,
    noBackups: () => 'turned off, so that RDS takes no snapshot before the upgrade',
    takeSnapshot: (identifier: string) => `Take one by hand: there is no way back otherwise: snapshot -i ${identifier}`,
    notAsked: () => 'the databases could not be looked into',
    prepared: (count: number) => (count === 1 ? '1 prepared transaction' : `${count} prepared transactions`),
    endPrepared: () => 'See pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED each of them',
    slots: (names: readonly string[]) => `logical replication slots: ${names.join(', ')}`,
    dropSlots: () =>
      'Stop their consumers, then SELECT pg_drop_replication_slot(name); afterwards the consumers begin anew',
    keptSlots: (names: readonly string[]) => `logical replication slots that the upgrade keeps: ${names.join(', ')}`,
    drainSlots: () => 'Stop the writers, and let the consumers read everything before it begins',
    invalidDatabases: (names: readonly string[]) => `invalid, as a DROP was interrupted: ${names.join(', ')}`,
    dropDatabases: () => 'DROP DATABASE them: nobody can use them any more',
    closedDatabases: (names: readonly string[]) => `they take no connections: ${names.join(', ')}`,
    openDatabases: () => 'ALTER DATABASE … ALLOW_CONNECTIONS true, or drop them',
    missingDatabases: (names: readonly string[]) => `not there: ${names.join(', ')}`,
    createDatabases: () => 'CREATE DATABASE them: an upgrade connects to both',
    reservedRoles: (names: readonly string[]) => `names that PostgreSQL reserves: ${names.join(', ')}`,
    renameRoles: () => 'ALTER ROLE … RENAME TO a name without pg_; a master user needs a new instance',
    regColumns: (database: string, names: readonly string[]) =>
      `${database}: columns of a reg… type: ${names.join(', ')}`,
    changeRegColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text, or oid: an upgrade gives objects other oids',
    unknownColumns: (database: string, names: readonly string[]) =>
      `${database}: columns of the type unknown or sql_identifier: ${names.join(', ')}`,
    changeUnknownColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text',
    aclitemColumns: (database: string, names: readonly string[]) =>
      `${database}: columns of the type aclitem: ${names.join(', ')}`,
    changeAclitemColumns: () => 'ALTER TABLE … ALTER COLUMN … TYPE text: PostgreSQL 16 stores the type otherwise',
    nullableChildren: (database: string, names: readonly string[]) =>
      `${database}: columns that may be null, and those of the parent may not: ${names.join(', ')}`,
    setNotNull: () => 'ALTER TABLE … ALTER COLUMN … SET NOT NULL',
    extensionsGone: (database: string, names: readonly string[], major: number) =>
      `${database}: RDS for PostgreSQL ${major} does not have ${names.join(', ')}`,
    dropExtensions: () => 'DROP EXTENSION them, after what uses them has another way',
    extensionsOld: (database: string, names: readonly string[]) => `${database}: not updated: ${names.join(', ')}`,
    updateExtensions: () => 'ALTER EXTENSION … UPDATE: an upgrade of the server does not do it',
    extensionsUnknown: (major: number) => `what RDS for PostgreSQL ${major} has is not known here`,
    readExtensions: () => 'See "Supported PostgreSQL extension versions" in the release notes of RDS for PostgreSQL',
    systemViews: (database: string, names: readonly string[]) =>
      `${database}: views on those of the system: ${names.join(', ')}`,
    dropViews: () => 'Drop them before, and create them after it: where a column is gone, the upgrade fails',
    many: (database: string, relations: string, objects: string) =>
      `${database}: ${relations} tables, indexes and the like, ${objects} large objects`,
    rehearse: () => 'Each one takes its time while the database is down: measure it on a restored copy',
    looked: (names: readonly string[], relations: string, objects: string) =>
      `looked into ${names.join(', ')}: ${relations} tables, indexes and the like, ${objects} large objects`,
    afterwards: () => 'ALTER EXTENSION … UPDATE, and reindex what the release notes name',
    afterwardsAnalyze: () =>
      'ANALYZE in each database at once, as the planner knows nothing before; ALTER EXTENSION … UPDATE',
  },

  doctor: {
    examining: (identifier: string) => `Examining ${identifier}`,
    noEndpoint: (status: string) => `none: the instance is ${status}`,
    readEvents: () => 'See what RDS says with the command events',
    resolves: (host: string, addresses: readonly string[]) => `${host} is ${addresses.join(', ')}`,
    makePrivate: () => 'A public address: set publiclyAccessible to false, unless your VPC has public addresses inside',
    resolvesNot: (host: string, code: string) => `${host} does not resolve here (${code})`,
    useVpcDns: () => "In the VPC, turn enableDnsSupport and enableDnsHostnames on; elsewhere, ask the VPC's resolver",
    noGroups: () => 'none, so that nobody gets in',
    addClients: () => 'Name the clients in the prop clients',
    groupsNotActive: (ids: readonly string[]) => `not active yet: ${ids.join(', ')}`,
    waitForGroups: () => 'RDS applies a change of the groups: wait a minute',
    admit: (ids: readonly string[], port: number, clients: readonly string[]) =>
      `${ids.join(', ')}: port ${port} is open to ${clients.join(', ')}`,
    admitNobody: (ids: readonly string[], port: number) => `${ids.join(', ')} let nobody in on port ${port}`,
    admitsEverybody: (id: string, port: number, range: string) =>
      `${id} lets the internet in on port ${port}: ${range}`,
    admitsPublic: (id: string, port: number, range: string) =>
      `${id} lets public addresses in on port ${port}: ${range}`,
    revoke: (id: string, rule: string, region: string) =>
      'Name the clients in the prop clients, and take the rule out: aws ec2 revoke-security-group-ingress ' +
      `--group-id ${id} --ip-permissions '${rule}' --region ${region}`,
    badFrom: (from: string) => `--from ${from} is no id of a security group; one is written like sg-0123456789abcdef0`,
    noSuchGroup: (id: string, region: string) => `there is no security group ${id} in ${region}`,
    nameOther: () => 'Name the group of the client with --from, and its region with --region',
    pathIsOpen: (from: string, port: number) => `the rules let ${from} reach port ${port}`,
    otherVpc: (id: string, vpc: string, own: string) => `${id} is in ${vpc}, and the database in ${own}`,
    routeBetween: () => 'The two need a peering connection or a transit gateway, and routes in both directions',
    keptOut: (from: string, ids: readonly string[], port: number) =>
      `${ids.join(', ')} do not let ${from} in on port ${port}`,
    inByAddress: (from: string, ids: readonly string[], addresses: readonly string[]) =>
      `${ids.join(', ')} let ${addresses.join(', ')} in, and do not name ${from}: its members need such an address`,
    nameClient: (from: string) => `Name ${from} in the prop clients, and deploy`,
    keptIn: (id: string, ids: readonly string[], port: number) =>
      `${id} lets nothing out to ${ids.join(', ')} on port ${port}`,
    outByAddress: (id: string, addresses: readonly string[], blocks: readonly string[]) =>
      `${id} lets traffic out to ${addresses.join(', ')} alone, and the database is in ${blocks.join(', ') || '?'}`,
    addEgress: (id: string, target: string, port: number, region: string) =>
      `Let it out: aws ec2 authorize-security-group-egress --group-id ${id} --region ${region} ` +
      `--ip-permissions 'IpProtocol=tcp,FromPort=${port},ToPort=${port},UserIdGroupPairs=[{GroupId=${target}}]'`,
    secretsByEndpoint: (id: string) => `the rotation reaches it by ${id}`,
    secretsOnTheWayOut: (vpc: string) => `the rotation reaches it outside ${vpc}, by a NAT gateway or the like`,
    secretsOutOfReach: (subnets: readonly string[], vpc: string) =>
      `no way out of ${subnets.join(', ')}, and no endpoint in ${vpc}: no password can rotate`,
    addEndpoint: () =>
      'Deploy again: in isolated subnets the library makes an endpoint, or takes secretsManagerEndpoint',
    secretsWithoutDns: (ids: readonly string[]) =>
      `${ids.join(', ')} has no private DNS, and the functions ask for the public name: no password can rotate`,
    turnPrivateDnsOn: (id: string) =>
      'Pass the endpoint as secretsManagerEndpoint, or turn its private DNS on: ' +
      `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --private-dns-enabled`,
    endpointNotReady: (id: string, state: string) => `${id} is ${state}`,
    waitForEndpoint: () => 'Wait until it is available, or see in the console of VPC why it is not',
    endpointRefuses: (id: string, ids: readonly string[]) =>
      `${id} does not let ${ids.join(', ')} in on port 443: no password can rotate`,
    admitFunctions: (targets: readonly string[], ids: readonly string[]) =>
      `Let the functions in: aws ec2 authorize-security-group-ingress --group-id ${targets[0] ?? '?'} ` +
      `--protocol tcp --port 443 --source-group ${ids[0]}`,
    functionsKeptIn: (ids: readonly string[], id: string) =>
      `${ids.join(', ')} lets nothing out to ${id} on port 443: no password can rotate`,
    deployAgain: () => 'The library makes this rule: somebody has taken it out. Deploy again, after cdk drift',
    noSecret: (identifier: string) => `no secret ${identifier} is there, or these credentials may not list it`,
    createSecret: () => 'Deploy again: the stack makes it',
    rotateSecret: (name: string) =>
      `The password is not that of the database. Is a rotation under way? Otherwise rotate ${name}: ` +
      'explain RotationFailed says how',
    unreachable: () => 'the database does not answer from here',
    refused: (name: string, reason: string) => `${name}: ${reason}`,
    otherHost: (name: string, host: string) => `${name} names another host: ${host}`,
    updateHost: () => 'The instance was restored or renamed: deploy again, so that the secret names this one',
    logsIn: (username: string, name: string) => `${username} logs in with ${name}`,
    tlsForced: (version?: string) => (version ? `forced; this connection has ${version}` : 'forced'),
    tlsNotForced: () => 'clients may speak without it',
    forceTls: () => 'Set rds.force_ssl to 1 in the group: the library does, so that somebody has changed it by hand',
    plainSessions: (count: number) => (count === 1 ? '1 session goes without' : `${count} sessions go without`),
    findPlain: () => 'See pg_stat_ssl, and set sslmode=verify-full where they come from',
    shownCertificate: (until: string) => `the server shows one that is valid until ${until}`,
    renewCertificate: () => 'Rotate it: aws rds modify-db-instance --certificate-rotation-restart, in a quiet hour',
    waitsForRestart: (names: readonly string[]) => `wait for a restart: ${names.join(', ')}`,
    restart: (identifier: string) =>
      `Restart it in a quiet hour: aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    drift: (entries: readonly string[]) => `the server runs with other values than its group: ${entries.join(', ')}`,
    applyGroup: (identifier: string) =>
      'A change of the group is under way, or waits for a restart: ' +
      `aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    noDrift: (count: number) =>
      count === 1
        ? 'the server runs with the one that its group sets'
        : `the server runs with the ${count} of its group`,
    badQualifier: (qualifier: string) =>
      `--qualifier ${qualifier} is none: up to ten letters, digits, hyphens and underscores`,
    noBootstrap: (parameter: string, region: string) =>
      `no parameter ${parameter} in ${region}, or the bootstrap has another --qualifier`,
    bootstrap: (qualifier: string) => `Run npx cdk bootstrap --qualifier ${qualifier} with the newest CLI`,
    bootstrapVersion: (version: number) => `version ${version}`,
    isRoot: () => 'the root user of the account may do everything',
    maySeeAll: (identity: string) => `${identity} may do what the commands do`,
    mayNotRead: (identity: string, commands: readonly string[]) => `${identity} lacks for ${commands.join(', ')}`,
    mayNotWrite: (identity: string, commands: readonly string[]) =>
      `${identity} changes nothing, as it lacks for ${commands.join(', ')}`,
    seePolicies: () => 'docs/command-line-permissions.md has the policy of each command',
    permissionsUnknown: (arn?: string) =>
      arn
        ? `${arn} is neither a user nor a role, so that its permissions cannot be simulated`
        : 'these credentials may not look at their own permissions',
    allowSimulation: () =>
      'Allow iam:SimulatePrincipalPolicy and iam:GetRole, or compare with docs/command-line-permissions.md',
  },
};
