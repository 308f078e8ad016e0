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
    encryption: 'Encryption',
    deletionProtection: 'Deletion protection',
    snapshot: 'Snapshot',
    pending: 'Pending changes',
    parameterGroup: 'Parameter group',
    terraform: 'Terraform',
    template: 'Template',
    live: 'Values',
    identity: 'Identity',
    drift: 'Drift',
    clients: 'Clients',
    securityGroup: 'Security group',
    tls: 'TLS',
    parameters: 'Parameters',
    roles: 'Roles',
    publicRights: 'Rights of PUBLIC',
    login: 'Login',
    secret: 'Secret',
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
    adopt: () => 'Take a running instance over: write an app that imports it, and check each phase',
  },

  help: {
    program: () => 'Operates a PostgreSQL database on Amazon RDS that the library oficina-postgres has deployed.',
    version: () => 'print the version',
    help: () => 'show help',
    helpCommand: () => 'show help of a command',
    example: () => 'Example:',
    exitCodes: () => `Exit codes:
  0    all is well
  1    look at something in the next days
  2    act now
  3    AWS or the network failed
  4    refused, nothing changed
  64   wrong arguments
  130  interrupted`,
    /** Titles and phrases of the parser, by their English text. */
    titles: {} as Record<string, string>,
    phrases: [] as [RegExp, string][],
  },

  options: {
    environment: () =>
      'environment of the database: dev, staging, prod or a custom one; its instance is oficina-db-<name>',
    identifier: () => 'identifier of the instance, if it has another name',
    region: () => 'AWS region (default: AWS_REGION, or that of the profile)',
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
    tfstate: () => 'state of Terraform that has the database, from terraform state pull; only its addresses are shown',
    secret: () => "name or ARN of the master user's secret (default: the one with the name of the instance)",
    skipLogin: () => 'do not try the login of the secret, if the database cannot be reached from here',
    out: () => 'folder for the app that is written (default: the identifier)',
    app: () => 'folder of the app that has been written (default: this one)',
    adoptSnapshot: () => 'with check freeze: make a snapshot, and wait for it',
    adoptWords: () =>
      'nothing to write the app, plan for what its props would change, status for what is done, or check with a ' +
      'phase: freeze, settle, forget, import, imported, security-group, rotation, bootstrap or parameter-group',
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
    alarmOn: (name: string, since?: string) => (since ? `${name} · fired ${since}` : name),
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

  adopt: {
    unknownWord: (words: string) =>
      `adopt ${words} is no command: write adopt, adopt plan, adopt status or adopt check <phase>`,
    unknownPhase: (named: string | undefined, phases: readonly string[]) =>
      `adopt check ${named ?? ''} names no phase: choose one of ${phases.join(', ')}`,
    snapshotIsOfFreeze: () => '--snapshot goes with adopt check freeze: leave it out',
    noEnvironment: (identifier: string) =>
      `${identifier} does not say which environment it is: name one with --environment, like prod`,
    badEnvironment: (name: string) =>
      `--environment ${name} is no name of an environment: lower-case letters, digits and single hyphens, ` +
      'with a letter first, up to 40',
    needsState: () => 'Name the state with --tfstate: terraform state pull > after.tfstate',
    noState: (file: string) => `--tfstate ${file} is no state of Terraform: write one with terraform state pull`,
    otherState: (file: string) =>
      `--tfstate ${file} has a format that is not known here: Terraform 0.12 and newer write version 4`,
    noRecord: (file: string, identifier: string) =>
      `${file} is not there, or is not of ${identifier}: name the folder of the app with --app`,
    notSynthesised: (app: string) =>
      `${app} has no cdk.out: run npx cdk synth --quiet there, or name the folder of the app with --app`,
    noStack: (folder: string, identifier: string | undefined, stacks: readonly string[]) =>
      stacks.length === 0
        ? `${folder} has no stack with the instance${identifier ? ` ${identifier}` : ''}: synthesise the app again`
        : `${folder} has several instances, in ${stacks.join(', ')}: name one with --identifier`,

    refused: (identifier: string, reasons: readonly string[]) =>
      `${identifier} cannot be adopted: ${reasons.join('. Also: ')}`,
    isImported: (stack: string) => `it is in the stack ${stack} already: see what is left with adopt status`,
    isOfCluster: (engine: string, cluster: string) =>
      `it is a member of the cluster ${cluster} (${engine}), and the library makes instances; make a new database ` +
      'and move the data, with pg_dump or AWS DMS',
    notPostgres: (engine: string) =>
      `it is ${engine}, and the library is for PostgreSQL; make a new database and move the data, with AWS DMS`,
    isReplica: (source: string) =>
      `it is a read replica of ${source}; adopt that one, and make a replica with addReadReplica() afterwards`,
    isReplicated: () =>
      'RDS replicates its automated backups to another region, and CloudFormation would end that at the import; ' +
      'end it before (aws rds stop-db-instance-automated-backups-replication), and set crossRegionBackup once ' +
      'live has gone',
    notEncrypted: () =>
      'it is not encrypted, which RDS never changes; copy a snapshot of it with a key ' +
      '(aws rds copy-db-snapshot --kms-key-id), and make a database of that copy with restoreFrom',
    isOfStack: (stack: string) =>
      `the stack ${stack} of CloudFormation has it; set DeletionPolicy and UpdateReplacePolicy to Retain there and ` +
      'deploy, take it out of that template and deploy again, and adopt it then',
    secretOfRds: (arn: string) =>
      `RDS manages its password in ${arn}, which goes when RDS no longer does; make a secret with username and ` +
      'password, and hand over with aws rds modify-db-instance --no-manage-master-user-password',
    incomplete: (identifier: string, state: string, absent: readonly string[]) =>
      `RDS does not say all of ${identifier}, which is ${state}: ${absent.join(', ')}; try again when it is available`,

    noNamedSecret: (name: string) => `--secret ${name} is not there: check the name, --region and --profile`,
    severalSecrets: (arns: readonly string[]) =>
      `The state has several secrets: name that of the master user with --secret: ${arns.join(', ')}`,
    noSecret: (identifier: string) =>
      `There is no secret ${identifier}: name that of the master user with --secret, or the state with --tfstate. ` +
      'If there is none, make one with username and password',
    noLogin: (name: string) =>
      `The secret ${name} has no username and password: put both into it (what else it holds stays), or name another ` +
      'one with --secret',
    otherUser: (name: string, username: string, master: string) =>
      `The secret ${name} is that of ${username}, and the master user is ${master}: name its secret with --secret`,
    loginUnproven: (reason: string) =>
      `${reason}. Nothing was written, as it is not proven that the secret has the password. To go on without the ` +
      'proof, say --skip-login',
    aliasNeedsCli: (alias: string) =>
      `${alias} is an alias, which may name another key tomorrow: install the AWS CLI, which looks its key up`,

    loggingIn: (secret: string) => `Trying the login in ${secret}`,
    reading: (identifier: string) => `Reading ${identifier} and what is around it`,
    checking: (phase: string, identifier: string) => `Checking ${identifier} before ${phase}`,
    judging: (identifier: string) => `Looking at the phases of ${identifier}`,
    unread: (what: string, reason: string) => `${what}: could not be read, and not in PLAN.md (${reason})`,
    stateHasNothing: (file: string) =>
      `--tfstate ${file} has nothing of the database: it is the state of something else, or Terraform has forgotten it`,
    protectFirst: (identifier: string) =>
      'Deletion protection is off. Turn it on now, and run adopt again into another folder, as the app states what ' +
      `is there: aws rds modify-db-instance --db-instance-identifier ${identifier} --deletion-protection ` +
      '--apply-immediately',
    filesExist: (folder: string, names: readonly string[]) =>
      `${folder} has ${names.join(', ')} already, and nothing is overwritten: name another folder with --out`,
    written: (folder: string, names: readonly string[]) => `Written to ${folder}: ${names.join(', ')}`,
    next: (folder: string, stack: string) =>
      `Read ${folder}/PLAN.md. Then, in ${folder}: npm install, npx cdk synth ${stack} --quiet, and adopt plan.`,
    terraformNotes: () => [
      'Terraform forgets the database with this, and deletes nothing.',
      'The blocks must leave the .tf files in the same change: the next apply would make everything again otherwise.',
      'Never run terraform destroy before: without its key, the database and every backup are lost.',
      'The way back is terraform state push, with the state from before.',
    ],

    planHead: () => ['Property', 'Effect', 'Live → wanted'],
    /** Values that the library describes, by its English words. */
    wanted: {} as Record<string, string>,
    effects: { none: 'nothing', clients: 'clients', restart: 'restart', reboot: 'reboot', never: 'never' },
    /** What a new value does, by its property; in English the library says it itself. */
    consequences: {} as Record<string, string>,
    nothingDiffers: () => 'Nothing differs from the props.',
    nothingLeft: () => 'No phase is left.',
    left: () => 'Phases that the app has not switched on yet:',
    progress: (done: number, all: number) => `${done} of ${all} phases are done.`,
    verdict: (level: Level, count: number) => {
      if (level === Level.OK) return 'Nothing blocks it.';
      const items = count === 1 ? '1 item' : `${count} items`;
      return level === Level.CRITICAL
        ? `${items}: do not continue until these are resolved.`
        : `${items} to know before.`;
    },

    phases: {
      freeze: {
        title: () => 'Freeze',
        text: () =>
          'Stop every pipeline that applies the Terraform repository. Keep its state outside of any repository: it ' +
          'may hold passwords. Turn deletion protection on, and make a snapshot.',
      },
      settle: {
        title: () => 'Clear pending changes',
        text: () =>
          'Let the old owner apply what waits, reboot if the parameter group waits for that, and stop the rotation. ' +
          'CloudFormation would set off what waits.',
      },
      forget: {
        title: () => 'Terraform forgets',
        text: () =>
          'Everything of the database at once, and its blocks leave the .tf files in the same change. A key that ' +
          'stays behind is deleted by the next destroy, and with it every backup. Nothing happens to the database ' +
          'meanwhile: nobody owns it. The way back: terraform state push -force before.tfstate.',
      },
      import: {
        title: () => 'Import',
        text: () =>
          'The instance alone, as it is. The template states what RDS says, so that there is nothing to write. The ' +
          'way back: take it out of the template, which retains it, and terraform import.',
      },
      outputs: {
        title: () => 'Outputs',
        text: () =>
          'The first ordinary deployment makes the key, the security group and the SSM parameters of the library. ' +
          'Nothing uses them yet. Then existingLogGroups: [] and --import-existing-resources bring the log groups in.',
      },
      monitoring: {
        title: () => 'Monitoring',
        text: () =>
          'Delete the old alarms and dashboards, whose names may collide, set monitoring: true with alarmTopic or ' +
          'the recipients, and deploy. Until then nobody is told: do it in one go.',
      },
      properties: {
        title: () => 'Properties',
        text: () =>
          'Name one more property in apply with each deployment. adopt plan says what each does; those that restart ' +
          'wait for the maintenance window.',
      },
      'security-group': {
        title: () => 'Security group',
        text: () =>
          "Name the clients in clients, add 'VPCSecurityGroups' to apply, and deploy: the group of the library " +
          'stands ' +
          'next to the old ones. When nobody comes through those any more, leave securityGroupIds out.',
      },
      rotation: {
        title: () => 'Rotation',
        text: () =>
          'Set rotation: CredentialsRotation.builtin(), and deploy. The password changes with the first rotation, ' +
          'one interval later: whoever keeps a copy of it is shut out then.',
      },
      bootstrap: {
        title: () => 'Bootstrap',
        text: () =>
          'Set bootstrap: true, and deploy. PUBLIC loses CONNECT, TEMPORARY and CREATE: grant them to roles that ' +
          'have them by PUBLIC alone, before.',
      },
      'parameter-group': {
        title: () => 'Parameter group',
        text: () =>
          "Carry values over in parameters, add 'DBParameterGroupName' to apply, and deploy. Reboot in a quiet hour: " +
          'TLS is forced from then on.',
      },
      leftovers: {
        title: () => 'Leftovers',
        text: () =>
          'Leave live and apply out. Then delete what nothing uses: the old rotation function, parameter group, ' +
          'security groups and topics. The key never: it has to outlive the database and its backups.',
      },
    },

    plan: {
      title: (identifier: string) => `Taking ${identifier} over`,
      intro: (date: string, stack: string) =>
        `As found on ${date}. The stack will be ${stack}. Each phase can be repeated, and begins with a check that ` +
        'changes nothing. All commands run in this folder. The exit code of a check is 0 if nothing blocks it, 1 for ' +
        'what to know, 2 for what to do first.',
      unproven: () =>
        'It is not proven that the secret has the password: nobody has logged in with it. Run adopt check rotation ' +
        'from where the database can be reached, before rotation and bootstrap.',
      found: () => 'What was found',
      securityGroups: () => 'Security groups',
      ingress: () => 'Whom they admit',
      secret: () => 'Secret of the master user',
      keys: () => 'Keys',
      parameterGroup: () => 'Parameter group',
      parameters: () => 'Its values',
      replicas: () => 'Read replicas',
      logGroups: () => 'Log groups',
      alarms: () => 'Alarms',
      dashboards: () => 'Dashboards',
      topics: () => 'Topics',
      subscriptions: () => 'Event subscriptions',
    },

    /** What the checks of the phases say. */
    found: {
      available: () => 'available',
      notAvailable: (status: string) => status,
      waitUntilAvailable: () => 'Wait until it is available',
      encrypted: (key: string) => key,
      notEncrypted: () => 'none',
      isOn: () => 'on',
      isOff: () => 'off',
      protect: (identifier: string) =>
        `Turn it on: aws rds modify-db-instance --db-instance-identifier ${identifier} --deletion-protection ` +
        '--apply-immediately',
      snapshot: (name: string, age: string) => `${name}, ${age}`,
      noSnapshot: () => 'no manual one',
      makeSnapshot: () => 'Make one of today: adopt check freeze --snapshot',
      nothingPending: () => 'none',
      pending: (names: readonly string[]) => names.join(', '),
      applyPending: (identifier: string) =>
        'Let the old owner apply them now, or wait for the maintenance window: ' +
        `aws rds modify-db-instance --db-instance-identifier ${identifier} --apply-immediately`,
      inSync: (names: readonly string[]) => `${names.join(', ')}: in-sync`,
      notInSync: (name: string, status: string) => `${name}: ${status}`,
      reboot: (identifier: string) =>
        'Reboot it in a quiet hour, or CloudFormation does at the import: ' +
        `aws rds reboot-db-instance --db-instance-identifier ${identifier}`,
      rotates: (name: string) => `${name} rotates`,
      doesNotRotate: (name: string) => `${name} does not rotate`,
      stopRotation: (arn: string) => `Stop it: aws secretsmanager cancel-rotate-secret --secret-id ${arn}`,
      hasPendingVersion: (name: string) => `${name} has a version AWSPENDING`,
      finishRotation: (arn: string) =>
        'A rotation has stopped in the middle: finish it, or take the label away with ' +
        `aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage AWSPENDING ` +
        '--remove-from-version-id <version>',
      forgotten: (count: number) => `none of the ${count} resources of the state belongs to the database`,
      remembered: (addresses: readonly string[]) => addresses.join('\n'),
      forget: () => 'Run terraform state rm with all of them, and delete their blocks',
      template: (stack: string, logicalId: string) => `${stack}: ${logicalId} is retained, and refers to nothing`,
      notRetained: () => 'DeletionPolicy and UpdateReplacePolicy are not both Retain',
      appliesImmediately: () => 'ApplyImmediately is not false',
      refers: () => 'the instance refers to other resources, which would have to be imported along',
      setsPassword: () => 'the template sets the password',
      notMapped: (logicalId: string, file: string) => `${file} does not map ${logicalId} to the instance`,
      keepLive: () => 'Leave adopt in the app as it was written, with live and without apply, and synthesise again',
      equal: (count: number) => `all ${count} properties of the template are those of the instance`,
      differs: (property: string, template: string, live: string) =>
        `${property}: ${template} in the template, ${live} now`,
      adoptAgain: () => 'Write it into live as it is now, or run adopt again into another folder, and synthesise again',
      same: (id: string) => `${id}, as before`,
      otherInstance: (id: string, before: string) => `${id}, and was ${before}`,
      askWhoReplaced: () => 'This is another instance: stop, and find out who has replaced or restored it',
      isInStack: (stack: string) => `in the stack ${stack}`,
      notInStack: (stack: string) => `not in the stack ${stack}`,
      importIt: (stack: string) => `Import it: npx cdk import ${stack} --resource-mapping import.json`,
      drifted: (status: string, paths: readonly string[]) => [status, paths.join(', ')].filter(Boolean).join(': '),
      compareDrift: (command: string) => `See what differs, and set it back before anything else: ${command}`,
      cannotSee: () => 'the user of the secret cannot see who others are',
      letSee: () => 'Give it the role pg_read_all_stats, and check again',
      nobodyConnected: () => 'nobody is connected now',
      client: (address: string, user: string, application: string, count: number) =>
        `${address} · ${user} · ${application} · ${count === 1 ? '1 connection' : `${count} connections`}`,
      admit: () =>
        'Name its security group, function or instance in clients, or keep the old group in securityGroupIds',
      groupsOnly: (groups: readonly string[]) => groups.join(', '),
      readRules: (groups: readonly string[]) =>
        `Read whom they admit: aws ec2 describe-security-groups --group-ids ${groups.join(' ')}`,
      rules: (rules: readonly string[]) => rules.join('\n') || '-',
      allWithTls: () => 'everybody who is connected has TLS',
      useTls: () => 'Let this client use TLS (sslmode=require or stricter): the group of the library refuses others',
      valuesKept: (count: number) => (count === 0 ? 'nobody has set any' : `the new group has all ${count} values`),
      value: (name: string, value: string, wanted: string | undefined, needsReboot: boolean) =>
        `${name} = ${value}, ${wanted === undefined ? 'not set in the app' : `${wanted} in the app`}` +
        (needsReboot ? ' (reboot)' : ''),
      keepValue: (name: string) => `Write ${name} in parameters, or in the prop that is made for it, to keep the value`,
      ownsDatabase: (database: string) => `${database} belongs to the master user`,
      ownedByOther: (database: string, owner: string) => `${database} belongs to ${owner}`,
      giveDatabase: (database: string) =>
        `The bootstrap can only take rights of PUBLIC away as the owner: ALTER DATABASE ${database} OWNER TO the ` +
        'master user, or make it a member of the owner',
      nobodyLoses: (right: string) => `no role has ${right} only through PUBLIC`,
      loses: (right: string, roles: readonly string[]) => `${right} only through PUBLIC: ${roles.join(', ')}`,
      grant: (right: string) => `Grant it to those who need it: GRANT ${right} TO …`,
      noProof: (secret: string) => `nobody has logged in with ${secret}`,
      logsIn: (user: string, secret: string) => `${user} logs in with ${secret}`,
      whoReads: (name: string) => `whoever has read ${name} once may have kept the password`,
      askReaders: () =>
        'Let every reader fetch the secret when it connects; see them in CloudTrail (GetSecretValue) before the ' +
        'rotation',
    },
  },
};
