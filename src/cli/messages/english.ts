import { Level } from '../level';

/** The texts in English. `Messages` is their type: every other language has the same. */
export const ENGLISH = {
  checks: {
    instance: 'Instance',
    standby: 'Standby',
    storage: 'Storage',
    alarms: 'Alarms',
    backups: 'Backups',
    otherRegion: 'Other region',
    vault: 'Vault',
    drill: 'Restore drill',
    rotation: 'Rotation',
    maintenance: 'Maintenance',
    certificate: 'Certificate',
    support: 'Support',
  },

  commands: {
    status: () => 'Show the state of the database and what somebody has to do',
    backups: () => 'List everything from which the database can be restored, in each region',
    snapshot: () => 'Create a manual snapshot, which RDS keeps until somebody deletes it',
    credentials: () => 'Show what a secret of the database contains, with the password masked',
    rotate: () => 'Rotate a password now',
    users: () => 'List the users who have a secret, and when their passwords rotate',
    init: () => 'Prepare the database for applications with init-db.sql, as a deployment does',
    failover: () => 'Move the database to its standby, and measure how long clients wait',
    restore: () => 'Restore a backup into a new instance, beside the one that is there',
    connect: () => 'Start psql with the login of a user, also through a host in the private network',
    logs: () => "Print PostgreSQL's log from CloudWatch",
    events: () => 'List what RDS has reported about the instance',
    slow: () => 'List the statements that have cost most, without their values',
    locks: () => 'Show who waits for whom, and the statement that would end it',
    scale: () => 'Plan another class or more storage: the props, the downtime and the cost',
    upgrade: () => 'Find what would stop a major upgrade, before it is tried',
    doctor: () => 'Try out what clients need to get in, and a deployment to go through',
    explain: () => 'Tell what an alarm means, how it stands and what to do',
    metrics: () => 'Draw what the alarms look at, against their lines',
  },

  help: {
    program: () => 'Operates a PostgreSQL database on Amazon RDS that the library oficina-postgres has deployed.',
    version: () => 'print the version',
    help: () => 'show help',
    helpCommand: () => 'show help of a command',
    example: () => 'Example:',
    exitCodes: () =>
      'Exit codes: 0 all is well · 1 look at something in the next days · 2 act now · 3 AWS or the network failed · ' +
      '4 refused, nothing changed · 64 wrong arguments · 130 interrupted',
    /** Titles and phrases of the parser, by their English text. */
    titles: {} as Record<string, string>,
    phrases: [] as [RegExp, string][],
  },

  options: {
    environment: () =>
      'environment of the database: dev, staging, prod or a custom one; its instance is oficina-db-<name>',
    identifier: () => 'identifier of the instance, if it has another name',
    region: () => 'AWS region (default: that of the environment or of the profile)',
    profile: () => 'profile of the AWS CLI with the credentials',
    json: () => 'print the result as JSON',
    snapshotName: () => 'name of the snapshot (default: <identifier>-<time>)',
    copyTo: () => 'also copy it to this region',
    copyKey: () => 'KMS key of that region for the copy (default: the key of the backups replicated there)',
    wait: () => 'wait until it is done',
    user: () => 'application user (default: the master user)',
    show: () => 'show the password',
    iam: () => 'log in by IAM rather than with the password of the secret; for users made for it',
    via: () =>
      'way to a private database: ssm (the only host of Systems Manager in its VPC), ssm:<instance-id>, ' +
      'eice:[<user>@]<instance-id> (EC2 Instance Connect Endpoint), or <host>:<port> of a tunnel that is open',
    url: () => 'print a URL without the password, for other programs; a tunnel stays open until Ctrl-C',
    file: () => 'SQL file (default: scripts/init-db.sql of the package)',
    yes: () => 'do not ask',
    to: () => 'identifier of the new instance',
    snapshot: () => 'from this snapshot: its name, or its ARN',
    time: () => 'as of this moment, like 2026-11-20T14:05:00Z',
    latest: () => 'as late as possible, some five minutes ago',
    fromRegion: () => 'from the backups that RDS has replicated from this region to that of --region',
    class: () => 'instance class (default: that of the source)',
    subnetGroup: () => 'DB subnet group (default: that of the source)',
    securityGroup: () => 'security groups (default: those of the source)',
    parameterGroup: () => 'DB parameter group (default: that of the source)',
    viaAfter: () => 'way to the new instance to try the login, as for the command connect',
    operands: () => 'what follows -- goes to psql',
    minutes: () => 'how far back, in minutes',
    filter: () => 'filter pattern of CloudWatch Logs, like ERROR',
    follow: () => 'go on until Ctrl-C',
    hours: () => 'how far back, in hours',
    limit: () => 'how many',
    from: () => 'security group of a client: also find whether it reaches the database',
    qualifier: () => 'qualifier of the CDK bootstrap',
    showValues: () => 'show the values in statements, which may be data of people',
    plannedClass: () => 'class to plan, like db.r6g.large',
    storage: () => 'storage to plan, in GiB',
    targetMajor: () => 'major version of the target, like 17',
    alarm: () => 'the alarm: its id, like HighCPU, or its whole name, which does without --environment',
  },

  questions: {
    goOn: () => 'Go on? [y/N]',
    mfaCode: (serial: string) => `Code of the MFA device ${serial}:`,
  },

  failures: {
    prefix: () => 'Error:',
    interrupted: () => 'Interrupted. What AWS has started goes on.',
    network: (code: string) => `AWS cannot be reached (${code}): check the network, the proxy and --region`,
    expiredCredentials: () => 'The AWS credentials have expired: log in again, for example with aws sso login',
    noCredentials: () =>
      'There are no valid AWS credentials: log in, for example with aws sso login, or name a profile with --profile',
    noRegion: () => 'No AWS region is set: name one with --region, or set AWS_REGION',
    denied: (reason: string) => `AWS denies a call: ${reason}`,
    throttled: () => 'AWS throttles the calls of this account: try again in a minute',
    other: (name: string, text: string) => `${name}: ${text}`,
    noInstance: (identifier: string, region: string) =>
      `There is no instance ${identifier} in ${region}: check --environment, --identifier, --region and --profile`,
    notPostgres: (identifier: string, engine: string) =>
      `${identifier} is ${engine}: this command line is for RDS for PostgreSQL alone`,
    noTarget: () => 'Name the database with --environment, like prod, or with --identifier, like oficina-db-prod',
    twoTargets: () => '--environment and --identifier name the same thing: leave one of them out',
    badIdentifier: (identifier: string) =>
      `${identifier} is no identifier of an instance: letters, digits and single hyphens, with a letter first`,
    badRegion: (region: string) => `${region} is no AWS region; one is written like us-west-2`,
    notInRange: (highest: number) => `It must be a whole number from 1 to ${highest}.`,
    tooLong: (hours: number) => `It has not finished within ${hours} hours. AWS goes on with it`,
    noProgram: (name: string, advice: string) => `${name} is not on the PATH: ${advice}`,
    programFailed: (name: string, reason: string) => `${name} has failed: ${reason}`,
    noTerminalForYes: () => 'There is no terminal to ask whether to go on: say --yes',
    declined: () => 'Nothing was done',
    noTerminalForMfa: (serial: string) =>
      `The profile needs a code of the MFA device ${serial}, and there is no terminal to ask for it`,
  },

  status: {
    looking: (identifier: string) => `Looking at ${identifier}`,
    summary: (level: Level, count: number) => {
      if (level === Level.OK) return 'All is well.';
      const items = count === 1 ? '1 item' : `${count} items`;
      return level === Level.CRITICAL ? `${items}: somebody must act now.` : `${items} to look at.`;
    },
    unreadable: () => 'could not be read',
    instance: (state: string, size: string, version: string) => `${state} · ${size} · PostgreSQL ${version}`,
    instanceDown: (state: string) =>
      `The instance is ${state}, so clients may not reach it: see the events with the command events`,
    standby: (zone: string, other: string) => `in ${other}; the instance runs in ${zone}`,
    noStandby: (zone: string) => `none; the instance runs in ${zone}`,
    isPublic: () => 'the instance has a public address',
    makePrivate: () => 'Set publiclyAccessible to false: the database belongs in a private network',
    storageSize: (allocated: string, limit?: string) => (limit ? `${allocated}, grows to ${limit}` : allocated),
    storage: (size: string, free: string, days?: string) =>
      days === undefined ? `${size} · ${free} free` : `${size} · ${free} free · full in ${days} days at this growth`,
    storageUnknown: (size: string) => `${size} · free storage unknown`,
    storageFull: (size: string) => `${size} · full`,
    addStorage: () => 'Raise allocatedStorage or maxAllocatedStorage, and deploy',
    noMetrics: () => 'CloudWatch has no metric FreeStorageSpace of the last hour',
    noAlarms: () => 'none',
    makeAlarms: () => 'Nobody is told when something goes wrong: deploy the alarms of the library',
    alarmOn: (name: string, since?: string) => (since ? `${name}, since ${since}` : name),
    readReason: (reason: string) => reason,
    alarmsMuted: (names: readonly string[]) => `${names.join(', ')}: actions are turned off`,
    enableAlarms: () => 'Turn them on again with aws cloudwatch enable-alarm-actions',
    alarmsOff: (count: number) => `none of ${count} is on`,
    noBackups: () => 'turned off',
    turnBackupsOn: () => 'Set backupRetention, and deploy: without it the database cannot be restored to a moment',
    noBackupYet: () => 'the first one is not there yet',
    waitForBackup: () => 'RDS makes it after the instance; look again in an hour',
    backups: (latest: string, days: number) => `restorable to ${latest} · kept for ${days} days`,
    backupsLate: () => 'RDS uploads the log every five minutes: see the events with the command events',
    otherRegion: (region: string, latest: string) => `${region} · restorable to ${latest}`,
    nothingThere: (region: string, state: string) => `${region} · nothing to restore yet (${state})`,
    replicationLate: () => 'RDS does not keep up with the replication: see the events, and the state of the key there',
    vault: (newest: string) => `newest backup ${newest}`,
    vaultEmpty: () => 'no complete backup',
    readBackupJobs: () => 'See the jobs with aws backup list-backup-jobs',
    drill: (time: string, state: string) => `${state} · ${time}`,
    noDrill: () => 'none in the last two weeks',
    readDrills: () => 'See the jobs with aws backup list-restore-jobs, and docs/runbook.md',
    noSecret: (identifier: string) => `no secret ${identifier} is there`,
    readableSecret: () => 'RDS may manage the password itself, or these credentials may not list secrets',
    rotation: (name: string, next?: string) => (next ? `${name} · next ${next}` : name),
    rotationOff: (name: string) => `${name} does not rotate`,
    rotationStuck: (name: string) => `${name} has a version that is not current yet`,
    turnRotationOn: () => 'Set rotation, and deploy, unless somebody rotates it otherwise',
    readRotationLog: (identifier: string) =>
      'A rotation has stopped, or goes on now: see the log of the rotation function, and rotate again with ' +
      `rotate -i ${identifier}`,
    rotations: (count: number, next?: string) => {
      const secrets = count === 1 ? '1 secret' : `${count} secrets`;
      return next ? `${secrets} · next ${next}` : secrets;
    },
    maintenance: (action: string, description: string, date?: string) =>
      [action, description, date].filter(Boolean).join(' · '),
    applyMaintenance: (window: string) =>
      `It comes in the maintenance window ${window} (UTC), or when somebody applies it`,
    changesWait: (names: readonly string[]) => `changes wait: ${names.join(', ')}`,
    restartWaits: (names: readonly string[]) => `parameters of ${names.join(', ')} wait for a restart`,
    restart: (identifier: string) =>
      `Restart it in a quiet hour: aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
    noMaintenance: () => 'nothing waits',
    certificate: (authority: string, until: string) => `${authority} · valid until ${until}`,
    renewCertificate: () => 'Move to a newer certificate authority: give clients its bundle first',
    support: (major: string, end: string) => `PostgreSQL ${major} · standard support ends on ${end}`,
    supportUnknown: (major: string) => `the end of support of PostgreSQL ${major} is not known here`,
    readCalendar: () => 'See the release calendar of Amazon RDS for PostgreSQL',
    upgradeMajor: () => 'Plan the upgrade (UPGRADING.md): extended support is charged for each vCPU and hour',
  },

  snapshot: {
    badName: (name: string) =>
      `${name} is no name of a snapshot: letters, digits and single hyphens, with a letter first, up to 255`,
    needsKey: (region: string) =>
      `The snapshot is encrypted, and no backups with a key are replicated to ${region}: ` +
      'name a KMS key of that region with --copy-key',
    started: (name: string) => `RDS makes the snapshot ${name}.`,
    copyStarted: (name: string, region: string) => `RDS copies ${name} to ${region}.`,
    waiting: (name: string, region: string) => `Waiting for ${name} in ${region}`,
    failed: (name: string, region: string) =>
      `The snapshot ${name} in ${region} has failed: see the events of RDS there`,
    made: (arn: string, state: string) => `${arn} · ${state}`,
  },

  backups: {
    looking: (identifier: string) => `Looking for backups of ${identifier}`,
    none: (identifier: string) => `There is no backup of ${identifier}.`,
    unread: (reason: string) => `Some backups could not be listed: ${reason}`,
    head: () => ['Kind', 'Region', 'Data of', 'Since', 'Size', 'State', 'Name'],
    kinds: { automated: 'automated', snapshot: 'snapshot', vault: 'AWS Backup' },
    since: (date: string) => date,
  },

  credentials: {
    noSecret: (name: string) => `There is no secret ${name}: see who has one with the command users`,
    notJson: (name: string) => `The secret ${name} is not the JSON object that the library writes`,
  },

  postgres: {
    noEndpoint: (identifier: string, state: string) => `${identifier} has no endpoint yet: it is ${state}`,
    badVia: (via: string) =>
      `--via ${via} is no way to the database: it is written ssm, ssm:i-0123456789abcdef0, eice:i-0123456789abcdef0 ` +
      'or localhost:15432',
    iamNeedsUser: () => '--iam needs --user: the master user logs in with its password',
    noIam: (identifier: string) =>
      `${identifier} takes no login by IAM: set iamAuthentication in the app and deploy, or leave --iam out`,
    noAuthorities: (file: string) =>
      `PGSSLROOTCERT names ${file}, which has no certificate: name a bundle of RDS, or unset the variable`,
    noLogin: (name: string) => `The secret ${name} has no username and password`,
    unreachable: (place: string, reason: string) =>
      `The database does not answer at ${place} (${reason}): it is in a private network; ` +
      'go through a host there with --via, see the command connect, or check its security group',
    tls: (place: string, reason: string) =>
      `The server at ${place} cannot prove that it is the database (${reason}): ` +
      'in a region with authorities of its own, name its bundle in PGSSLROOTCERT',
    wrongPassword: (user: string) =>
      `PostgreSQL refuses the password of ${user}: the secret is not that of the database, or a rotation goes on`,
    loginRefused: (user: string, reason: string) => `PostgreSQL refuses the login of ${user}: ${reason}`,
    tooManyConnections: () =>
      'PostgreSQL has no free connection: end idle ones, or wait; max_connections follows the size of the instance',
    noDatabase: (reason: string) => `PostgreSQL refuses the login: ${reason}`,
    notReady: (reason: string) => `PostgreSQL is not ready (${reason}): try again in a minute`,
    canceled: (reason: string) => `PostgreSQL has cancelled a statement: ${reason}`,
  },

  /** Programs that a command starts: what to install. */
  programs: {
    psql: () => 'install the PostgreSQL client, for example postgresql-client or libpq',
    aws: () => 'install version 2 of the AWS CLI',
    'session-manager-plugin': () => 'install the Session Manager plugin for the AWS CLI',
    ssh: () => 'install OpenSSH',
    'ssh-keygen': () => 'install OpenSSH',
  },

  connect: {
    jsonNeedsUrl: () => '--json goes with --url: otherwise psql has the standard output',
    connecting: (user: string, database: string, identifier: string) =>
      `psql as ${user} in ${database} of ${identifier}, over TLS.`,
    opening: (host: string) => `Opening a tunnel through ${host}`,
    noTunnel: (program: string, reason: string) => `${program} has opened no tunnel: ${reason}`,
    noHost: (vpc: string) =>
      `Systems Manager reaches no running host in ${vpc}: name another way with --via, like eice:i-0123456789abcdef0`,
    severalHosts: (vpc: string, hosts: readonly string[]) =>
      `Systems Manager reaches several hosts in ${vpc}: name one with --via ssm:<instance-id>: ${hosts.join(', ')}`,
    withoutPassword: () =>
      'The password is in the secret (command credentials); sslrootcert is a bundle of RDS: ' +
      'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    tunnelIsOpen: () => 'The tunnel is open until Ctrl-C.',
    tunnelHasClosed: () => 'The tunnel has closed.',
  },

  init: {
    noFile: (file: string) => `--file ${file} is no file`,
    plan: (file: string, user: string, database: string, identifier: string) =>
      `psql will run ${file} as ${user} in ${database} of ${identifier}, in one transaction: all of it, or nothing.`,
    failed: (identifier: string) => `psql has stopped at an error, and ${identifier} is as it was`,
    done: (database: string, identifier: string) => `${database} of ${identifier} is prepared.`,
  },

  failover: {
    noStandby: (identifier: string) =>
      `${identifier} has no standby (Multi-AZ is off): a failover would be an outage without a reason`,
    notAvailable: (identifier: string, state: string) => `${identifier} is ${state}: a failover needs it available`,
    plan: (identifier: string, zone: string, other?: string) =>
      `${identifier} will move from ${zone} to ${other ?? 'the other zone'}. Its connections break; ` +
      'clients get no answer for one or two minutes.',
    unmeasured: (reason: string) => `The outage cannot be measured from here: ${reason}`,
    waiting: (identifier: string) => `Waiting until ${identifier} is in the other zone`,
    goesOn: (identifier: string) =>
      `The failover of ${identifier} goes on; see its end with the commands status and events`,
    zones: (identifier: string, before: string, after: string) =>
      before === after
        ? `${identifier} is available, and RDS still shows it in ${after}: see the command events.`
        : `${identifier} runs in ${after} now, and was in ${before}.`,
    outage: (seconds: string) => `A client that tries five times a second got no answer for ${seconds} seconds.`,
    noOutage: () => 'A client that tries five times a second has always got an answer.',
    notMeasured: () => 'The outage was not measured: the database does not answer here.',
    noAnswer: (identifier: string) => `${identifier} still does not answer: see the commands status and events`,
  },

  restore: {
    noSource: () => 'Name the source with --snapshot, --time, --latest or --from-region',
    twoSources: () => '--snapshot, --time and --latest exclude each other, and --from-region has no snapshots: use one',
    badTime: (time: string) =>
      `--time ${time} is no moment with a time zone; one in UTC is written like 2026-11-20T14:05:00Z`,
    targetIsSource: (target: string) =>
      `--to ${target} is the database itself: RDS restores into a new instance only; choose another identifier`,
    targetExists: (target: string, region: string) =>
      `--to ${target} exists in ${region}, and nothing overwrites it: choose another identifier`,
    noSnapshot: (name: string, region: string) =>
      `There is no snapshot ${name} in ${region}: see what there is with the command backups`,
    otherRegion: (name: string, itsRegion: string, region: string) =>
      `${name} is in ${itsRegion}, and the command works in ${region}: restore it there with --region ${itsRegion}`,
    incomplete: (name: string, state: string) => `The snapshot ${name} is ${state}: RDS restores complete ones only`,
    noBackups: (identifier: string, home: string, region: string) =>
      home === region
        ? `There are no automated backups of ${identifier} in ${region}: see what there is with the command backups`
        : `${region} has no backups of ${identifier} replicated from ${home}: see --region and --from-region`,
    outsideWindow: (time: string, windows: string) =>
      `--time ${time} cannot be restored; the backups have every moment of ${windows}`,
    noNetwork: () =>
      'The new instance needs a network, and there is none of the source here: ' +
      'name it with --subnet-group and --security-group',
    ofSnapshot: (name: string, identifier: string, time?: string) =>
      `snapshot ${name} of ${identifier}${time ? `, ${time}` : ''}`,
    ofBackups: (identifier: string, resourceId: string, time: string) =>
      `automated backups of ${identifier} (${resourceId}) as of ${time}`,
    ofReplicatedBackups: (identifier: string, region: string, time: string) =>
      `backups of ${identifier} replicated from ${region}, as of ${time}`,
    plan: (target: string, region: string) => `RDS will make the new instance ${target} in ${region}:`,
    labels: {
      source: 'Data',
      class: 'Class',
      standby: 'Multi-AZ',
      subnetGroup: 'Subnet group',
      securityGroups: 'Security groups',
      parameterGroup: 'Parameter group',
      key: 'Key',
      storage: 'Storage',
      deletionProtection: 'Deletion protection',
    },
    yesNo: (value: boolean): string => (value ? 'yes' : 'no'),
    ofSource: () => 'that of the source',
    defaultGroup: (version: string) => `default of RDS for PostgreSQL ${version}`,
    unencrypted: () => 'none: the source is not encrypted, and neither will this be',
    sourceIsGone: (identifier: string) =>
      `${identifier} cannot be looked at: settings that are not named have the defaults above.`,
    waiting: (target: string) => `Waiting for ${target}`,
    goesOn: (target: string) => `RDS goes on making ${target}; see it with the command status -i ${target}`,
    failed: (target: string, state: string) => `${target} is ${state}: see why with the command events -i ${target}`,
    made: (target: string, place: string) => `${target} is available at ${place}.`,
    loginWorks: (secret: string) => `The login in the secret ${secret} works there.`,
    loginRefused: (secret: string, target: string) =>
      `It refuses the login in the secret ${secret}: it has the passwords of the moment of its data. Set a new one: ` +
      `aws rds modify-db-instance --db-instance-identifier ${target} --manage-master-user-password`,
    loginUntried: (reason: string) => `The login was not tried: ${reason}`,
    adoption: (target: string) =>
      `No stack knows ${target}. A database of an app gets the data, under an identifier of its own, by one of:`,
    sameData: () => 'the same data again',
    latestData: () => 'the source, as late as possible',
    laterData: (target: string) => `what ${target} has by then`,
  },

  rotate: {
    isOff: (name: string) => `The secret ${name} does not rotate: set rotation in the app, and deploy`,
    started: (name: string) => `Secrets Manager rotates ${name}.`,
    waiting: (name: string) => `Waiting for the new password of ${name}`,
    tooLong: (name: string) =>
      `The rotation of ${name} has not finished: see the log of its function; the old password still works`,
    done: (name: string) => `${name} has a new password.`,
    goesOn: (name: string) => `The rotation of ${name} goes on; see its end with the command status.`,
  },

  users: {
    none: (identifier: string) => `There is no secret of ${identifier}.`,
    head: () => ['User', 'Secret', 'Last rotation', 'Next rotation'],
    master: () => '(master user)',
    never: () => 'never',
    off: () => 'off',
  },

  logs: {
    noGroup: (group: string) => `There is no log group ${group}: the instance does not export its log to CloudWatch`,
  },

  events: {
    none: (identifier: string, hours: number) =>
      `RDS has reported nothing about ${identifier} in the last ${hours} hours.`,
    head: () => ['Time', 'Category', 'Message'],
  },
};
