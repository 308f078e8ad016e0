import { RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResolvedSettings, SettingName, Settings } from '../settings/settings';

/** A finding of a cdk-nag pack that the library acknowledges, with a reason that an auditor can check. */
export interface Acknowledgement {
  /** Ids of the rules, each with its pack, as cdk-nag 3 matches only whole ids. */
  readonly ids: string[];
  readonly reason: string;
  /** The resources that the finding is about. */
  readonly about: readonly (ResourceKind | FunctionKind | RoleKind | QueueKind)[];
  /**
   * The setting that causes the finding. The library acknowledges it only if a non-production preset has decided the
   * setting. If the team decides it, by a prop or by an override of the profile, the team acknowledges the finding.
   */
  readonly decidedBy?: SettingName;
  /** Whether the settings cause the finding; they always do unless given. */
  readonly when?: (settings: Settings) => boolean;
}

/** Kinds of resources: the instance, a read replica, the construct with the role of Enhanced Monitoring. */
export type ResourceKind = 'instance' | 'replica' | 'monitoring';

/** Kinds of Lambda functions, by their purpose. */
export type FunctionKind = 'rotation function' | 'bootstrap function' | 'bootstrap provider' | 'snapshot copies';

/** Kinds of queues, by their purpose. */
export type QueueKind = 'dead-letter queue';

/** Kinds of roles of AWS Backup, by their purpose. */
export type RoleKind = 'backup role' | 'role of copies' | 'drill role' | 'role with the key of a source';

/** The ids of a rule in some packs. */
function packs(rule: string, ...names: string[]): string[] {
  return names.map((pack) => `${pack}::${pack}-${rule}`);
}

/** The id of the finding of a wildcard in an ARN. */
function wildcardIn(arn: string): string {
  return `AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:${arn}]`;
}

export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    ids: packs('RDS11', 'AwsSolutions'),
    about: ['instance', 'replica'],
    when: (s) => s.port === 5432,
    reason:
      'What keeps the port closed is its security group, subnets that are not public, and TLS, which is forced; ' +
      'another number would hide it from nobody who got that far. The prop port changes it.',
  },
  {
    ids: packs('RDSInBackupPlan', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['instance'],
    when: (s) => !s.backupVaultPlan.enabled,
    reason:
      'RDS backs the instance up by itself, every day, with point-in-time recovery for the whole retention (1 to 35 ' +
      'days, never 0), encrypted as the instance is. The prod profile has a plan of AWS Backup besides.',
  },
  {
    ids: packs('RDS2', 'AwsSolutions').concat(
      packs('RDSStorageEncrypted', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    ),
    about: ['instance'],
    when: (s) => s.restoreFrom?.encrypted === true,
    reason:
      'A restored instance takes encryption and key from its source, and CloudFormation asks to leave ' +
      'StorageEncrypted out beside one. That the source is encrypted was looked up by those who wrote the app: ' +
      'RestoreSource has encrypted: true. To check: aws rds describe-db-instances shows StorageEncrypted and ' +
      'KmsKeyId.',
  },
  {
    ids: packs('RDS3', 'AwsSolutions').concat(packs('RDSMultiAZSupport', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: ['instance'],
    decidedBy: 'multiAz',
    when: (s) => s.multiAz === false,
    reason:
      'The preset dev, for development without availability requirements, has no standby; staging and prod have one, ' +
      'and production is refused without one unless it says allowSingleAz.',
  },
  {
    ids: packs('RDS10', 'AwsSolutions').concat(
      packs('RDSInstanceDeletionProtectionEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['instance'],
    decidedBy: 'deletionProtection',
    when: (s) =>
      s.deletionProtection === false && s.removalPolicy !== RemovalPolicy.DESTROY && s.deleteAutomatedBackups === false,
    reason:
      'The preset dev, for environments that are taken down at will, has no protection; the instance leaves a final ' +
      'snapshot or stays itself, and key, secret and automated backups stay. The presets staging and prod are ' +
      'protected.',
  },
  {
    ids: packs('RDSEnhancedMonitoringEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['instance', 'replica'],
    decidedBy: 'enhancedMonitoringInterval',
    when: (s) => s.enhancedMonitoringInterval.toSeconds() === 0 && s.performanceInsights === true,
    reason:
      'The preset dev watches a database by Performance Insights and CloudWatch metrics; samples of its operating ' +
      'system are not worth their price there. The presets staging and prod have them.',
  },
  {
    ids: packs('RDS2', 'AwsSolutions').concat(
      packs('RDSStorageEncrypted', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    ),
    about: ['replica'],
    when: (s) => s.restoreFrom === undefined || s.restoreFrom.encrypted === true,
    reason:
      'A read replica is encrypted because its source is (StorageEncrypted and KmsKeyId of that instance in the same ' +
      'app): RDS makes no other one, with the same key in the same region and with its KmsKeyId in another. ' +
      'CloudFormation takes no StorageEncrypted together with SourceDBInstanceIdentifier.',
  },
  {
    ids: packs('RDSInBackupPlan', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['replica'],
    reason:
      'A read replica has no data of its own: what it holds is that of its source, which is backed up every day with ' +
      'point-in-time recovery, and it is made anew from there.',
  },
  {
    ids: packs('RDS3', 'AwsSolutions').concat(packs('RDSMultiAZSupport', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: ['replica'],
    when: (s) => s.multiAz === false,
    reason:
      'A read replica is a copy beside the database: a lost zone keeps its readers waiting, and takes no data. The ' +
      'prop multiAz gives a replica a standby of its own.',
  },
  {
    ids: packs('RDS10', 'AwsSolutions').concat(
      packs('RDSInstanceDeletionProtectionEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['replica'],
    when: (s) => s.deletionProtection === false && s.removalPolicy !== RemovalPolicy.DESTROY,
    reason:
      'Deleting a read replica loses no data, and a protected one that the template no longer names would stay ' +
      'behind, outside of the stack. A replica that has been promoted ends in a final snapshot.',
  },
  {
    ids: [
      'AwsSolutions::AwsSolutions-IAM5' +
        '[Resource::arn:{partition}:logs:{region}:{account}:log-group:RDSOSMetrics:log-stream:*]',
    ],
    about: ['monitoring'],
    when: (s) => s.enhancedMonitoringInterval.isUnresolved() || s.enhancedMonitoringInterval.toSeconds() > 0,
    reason:
      'Enhanced Monitoring writes to one log group, RDSOSMetrics; the stream in it is named after the resource id, ' +
      'which RDS gives when the instance is created. The role can be assumed for this instance only.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    about: ['rotation function', 'bootstrap function'],
    reason:
      'Lambda needs these actions on network interfaces to put the function into the VPC, and EC2 takes no resource ' +
      'for them before the interface is there. The policy denies the same actions to the code of the function, so ' +
      'that only the service itself can use them.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['rotation function'],
    reason:
      'Secrets Manager keeps the state of a rotation and asks for a failed one again; a copy of the event elsewhere ' +
      'would repeat a step out of turn. A failure is logged, and with monitoring it raises the alarm RotationFailed.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5').concat(
      packs('LambdaConcurrency', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['bootstrap function', 'bootstrap provider'],
    reason:
      'Runs during a deployment alone: CloudFormation calls it once, waits for its answer and fails the deployment ' +
      'when there is none. Two at once wait for each other by a lock in the database.',
  },
  {
    ids: packs('LambdaInsideVPC', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    about: ['bootstrap provider'],
    reason:
      'It answers CloudFormation at a public address, which isolated subnets do not reach. It has no way to the ' +
      'database and reads no secret: its role may call the function that stands in the VPC, and write one log.',
  },
  {
    ids: ['rds:{sourceRegion}:{account}:snapshot', 'rds:{region}:{account}:snapshot'].map(
      (resource) => `AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:${resource}:*]`,
    ),
    about: ['snapshot copies'],
    reason:
      'Reading, and copying from the region of the database: people name their snapshots as they like, and RDS has ' +
      'no condition for the instance of a snapshot. The function asks for those of its instance alone. In the region ' +
      'of the database it may set one tag, which marks a snapshot as copied, and delete nothing.',
  },
  {
    ids: [wildcardIn('rds:{region}:{account}:snapshot:{copyPrefix}*')],
    about: ['snapshot copies'],
    reason:
      'Copies are called after their source, behind a prefix that belongs to this one database. The function ' +
      'creates, tags and deletes snapshots with this prefix alone; no other snapshot can get it afterwards, as RDS ' +
      'renames none.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:kms:{sourceRegion}:{account}:key/*]'],
    about: ['snapshot copies'],
    reason:
      'The key of the database, known by its alias, which a condition demands: a reference to it from another region ' +
      'would make the two stacks depend on each other. Through RDS alone; a key that the team brings, and that of ' +
      'the source of a restored database, has no such alias, and has to allow it in its own policy as well.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5').concat(
      packs('LambdaConcurrency', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['snapshot copies'],
    reason:
      'Each run looks at all snapshots and does what is missing, so that an event that is lost or comes twice ' +
      'changes nothing: the next one, or the daily run, does the same. A failure is logged, and with monitoring it ' +
      'raises the alarm SnapshotCopyFailed in both regions.',
  },
  {
    ids: packs('LambdaInsideVPC', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    about: ['snapshot copies'],
    reason:
      'It calls RDS in two regions and reaches no database. Its role may copy and mark snapshots, and delete those ' +
      'alone whose name has the prefix of its copies.',
  },
  {
    ids: [wildcardIn('rds:{region}:{account}:snapshot:awsbackup:*')],
    about: ['backup role', 'drill role'],
    reason:
      'AWS Backup names its snapshots after the job that takes them, which nobody knows beforehand. Snapshots of RDS ' +
      'itself and of people have other names, and no permission on them. The role can be assumed by AWS Backup only.',
  },
  {
    ids: [wildcardIn('rds:{copies}:{account}:snapshot:awsbackup:*')],
    about: ['role of copies'],
    reason:
      'The same names as in the region of the database, in the one region that its snapshots are copied to; the ' +
      'vault and the key of that region are named.',
  },
  {
    ids: [wildcardIn('kms:{region}:{account}:key/*')],
    about: ['role with the key of a source'],
    reason:
      'A restored database and its backups have the key of the source (aws rds describe-db-instances shows it as ' +
      'KmsKeyId), which RDS takes over and no template knows. AWS Backup alone can assume the role, makes grants for ' +
      'AWS resources alone, and uses keys through RDS of this region alone. The prop encryptionKey with that key ' +
      'names it here.',
  },
  {
    ids: [
      wildcardIn('rds:{region}:{account}:db:awsbackup-restore-test-*'),
      wildcardIn('rds:{region}:{account}:og:default:postgres-*'),
      wildcardIn('rds:{region}:{account}:pg:default.postgres*'),
    ],
    about: ['drill role'],
    reason:
      'Restore testing of AWS Backup gives each restored instance a random name behind this prefix, and with the ' +
      'default option and parameter groups of whatever major version the backup has. No other instance can be made, ' +
      'tagged or deleted with it.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    about: ['drill role'],
    reason:
      'Actions that describe and list, and change nothing: what a restore looks at before it begins. EC2 takes no ' +
      'resource for those that describe.',
  },
  {
    ids: packs('SQS3', 'AwsSolutions'),
    about: ['dead-letter queue'],
    reason:
      'It is a dead-letter queue itself, of rules of EventBridge: the pack looks for those of other queues and of ' +
      'functions alone.',
  },
];

/** Values for the placeholders in findings about the function that copies snapshots. */
export interface CopiesPlaceholders {
  readonly sourceRegion: string;
  readonly copyPrefix: string;
}

/** Acknowledges the findings about an instance or a replica, in the metadata of the resources. */
export function acknowledgeFindings(
  { values, sources }: ResolvedSettings,
  resources: Partial<Record<ResourceKind, IConstruct>>,
): void {
  for (const [kind, resource] of Object.entries(resources) as [ResourceKind, IConstruct][]) {
    for (const acknowledgement of acknowledgementsOf(kind)) {
      const { decidedBy, when } = acknowledgement;
      const isLibrarysDecision = decidedBy === undefined || isDecidedByPreset(decidedBy, values, sources);
      const isCaused = when === undefined || when(values);
      if (isLibrarysDecision && isCaused) acknowledge(resource, acknowledgement);
    }
  }
}

function isDecidedByPreset(setting: SettingName, { profile }: Settings, sources: ResolvedSettings['sources']): boolean {
  return sources[setting] === 'profile' && !profile.production && !Object.hasOwn(profile._overrides ?? {}, setting);
}

/** Acknowledges the findings about a function. */
export function acknowledgeFunction(
  construct: IConstruct,
  kind: FunctionKind,
  { sourceRegion, copyPrefix }: CopiesPlaceholders = { sourceRegion: '', copyPrefix: '' },
): void {
  for (const { ids, reason } of acknowledgementsOf(kind)) {
    const completeIds = ids.map((id) => id.replace('{sourceRegion}', sourceRegion).replace('{copyPrefix}', copyPrefix));
    acknowledge(construct, { ids: completeIds, reason });
  }
}

/** Acknowledges the findings about a dead-letter queue. */
export function acknowledgeQueue(construct: IConstruct): void {
  for (const acknowledgement of acknowledgementsOf('dead-letter queue')) acknowledge(construct, acknowledgement);
}

/**
 * Acknowledges the findings about a role of AWS Backup.
 *
 * @param copyRegion the region that backups are copied to
 */
export function acknowledgeRole(construct: IConstruct, kind: RoleKind, copyRegion: string = ''): void {
  for (const { ids, reason } of acknowledgementsOf(kind)) {
    acknowledge(construct, { ids: ids.map((id) => id.replace('{copies}', copyRegion)), reason });
  }
}

function acknowledgementsOf(kind: Acknowledgement['about'][number]): Acknowledgement[] {
  return ACKNOWLEDGEMENTS.filter(({ about }) => about.includes(kind));
}

/**
 * Writes the metadata that Validations.acknowledge() writes. That method refuses the second `::` of an ARN in the id,
 * on aws-cdk-lib 2.257.0 to 2.266.0 at least.
 */
function acknowledge(construct: IConstruct, { ids, reason }: Pick<Acknowledgement, 'ids' | 'reason'>): void {
  const acknowledged = Object.fromEntries(ids.map((id) => [idInEnvironment(id, construct), reason]));
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, acknowledged);
}

/** Fills in the environment of a stack. cdk-nag writes its tokens as pseudo parameters, like `<AWS::Region>`. */
function idInEnvironment(id: string, scope: IConstruct): string {
  const { partition, region, account } = Stack.of(scope);
  const valueText = (value: string, pseudoParameter: string) =>
    Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value;
  return id
    .replace('{partition}', valueText(partition, 'Partition'))
    .replace('{region}', valueText(region, 'Region'))
    .replace('{account}', valueText(account, 'AccountId'));
}
