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
   * setting. If the caller decides it, by a prop or by an override of the profile, the caller acknowledges the finding.
   */
  readonly decidedBy?: SettingName;
  /** Whether the settings cause the finding; without it, they always do. */
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
      'Access to the port is controlled by the security group, by subnets that are not public, and by TLS, which is ' +
      'forced. A non-default port adds no protection against an attacker inside the VPC. The prop port changes it.',
  },
  {
    ids: packs('RDSInBackupPlan', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['instance'],
    when: (s) => !s.backupVaultPlan.enabled,
    reason:
      'RDS itself backs up the instance every day, with point-in-time recovery for the whole retention (1 to 35 ' +
      'days, never 0), encrypted with the key of the instance. The prod profile has a plan of AWS Backup in addition.',
  },
  {
    ids: packs('RDS2', 'AwsSolutions').concat(
      packs('RDSStorageEncrypted', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    ),
    about: ['instance'],
    when: (s) => s.restoreFrom?.encrypted === true,
    reason:
      'A restored instance takes its encryption and its key from its source, and the documentation of CloudFormation ' +
      'asks to leave out StorageEncrypted when a source is given. The authors of the app have looked up that the ' +
      'source is encrypted and confirm it with encrypted: true in RestoreSource. To verify: aws rds ' +
      'describe-db-instances shows StorageEncrypted and KmsKeyId.',
  },
  {
    ids: packs('RDS3', 'AwsSolutions').concat(packs('RDSMultiAZSupport', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: ['instance'],
    decidedBy: 'multiAz',
    when: (s) => s.multiAz === false,
    reason:
      'The preset dev is for development without availability requirements, and has no standby. The presets staging ' +
      'and prod have one, and a production profile without one is refused unless allowSingleAz is set.',
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
      'The preset dev is for environments that are deleted at will, and has no deletion protection. A deleted ' +
      'instance leaves a final snapshot or is retained, and key, secret and automated backups are retained. The ' +
      'presets staging and prod have deletion protection.',
  },
  {
    ids: packs('RDSEnhancedMonitoringEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['instance', 'replica'],
    decidedBy: 'enhancedMonitoringInterval',
    when: (s) => s.enhancedMonitoringInterval.toSeconds() === 0 && s.performanceInsights === true,
    reason:
      'In the preset dev, Performance Insights and CloudWatch metrics monitor the database. Metrics of its operating ' +
      'system are not worth their cost there. The presets staging and prod have them.',
  },
  {
    ids: packs('RDS2', 'AwsSolutions').concat(
      packs('RDSStorageEncrypted', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    ),
    about: ['replica'],
    when: (s) => s.restoreFrom === undefined || s.restoreFrom.encrypted === true,
    reason:
      'A read replica is encrypted because its source is (see StorageEncrypted and KmsKeyId of that instance in the ' +
      'same app). RDS creates no unencrypted replica of an encrypted source: in the same region it uses the key of ' +
      'the source, in another region the KmsKeyId of the replica. CloudFormation does not accept StorageEncrypted ' +
      'together with SourceDBInstanceIdentifier.',
  },
  {
    ids: packs('RDSInBackupPlan', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['replica'],
    reason:
      'A read replica has no data of its own. It holds the data of its source, which is backed up every day with ' +
      'point-in-time recovery, and can be created again from the source.',
  },
  {
    ids: packs('RDS3', 'AwsSolutions').concat(packs('RDSMultiAZSupport', 'HIPAA.Security', 'NIST.800.53.R5')),
    about: ['replica'],
    when: (s) => s.multiAz === false,
    reason:
      'A read replica is an additional copy of the database: if its availability zone fails, its readers have to ' +
      'wait, but no data is lost. The prop multiAz gives a replica a standby of its own.',
  },
  {
    ids: packs('RDS10', 'AwsSolutions').concat(
      packs('RDSInstanceDeletionProtectionEnabled', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['replica'],
    when: (s) => s.deletionProtection === false && s.removalPolicy !== RemovalPolicy.DESTROY,
    reason:
      'Deleting a read replica loses no data. With deletion protection, a replica that is removed from the template ' +
      'would remain outside of the stack. A replica that has been promoted leaves a final snapshot when it is ' +
      'deleted.',
  },
  {
    ids: [
      'AwsSolutions::AwsSolutions-IAM5' +
        '[Resource::arn:{partition}:logs:{region}:{account}:log-group:RDSOSMetrics:log-stream:*]',
    ],
    about: ['monitoring'],
    when: (s) => s.enhancedMonitoringInterval.isUnresolved() || s.enhancedMonitoringInterval.toSeconds() > 0,
    reason:
      'Enhanced Monitoring writes to one log group, RDSOSMetrics. The stream in it is named after the resource id, ' +
      'which RDS assigns when it creates the instance, so the name cannot be known beforehand. The role can be ' +
      'assumed for this instance only.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    about: ['rotation function', 'bootstrap function'],
    reason:
      'Lambda needs these actions on network interfaces to connect the function to the VPC, and EC2 does not support ' +
      'a resource for them before the interface exists. The policy denies the same actions to the code of the ' +
      'function, so that only the Lambda service can use them.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5'),
    about: ['rotation function'],
    reason:
      'Secrets Manager keeps the state of a rotation and retries a failed one. An event that is replayed from a ' +
      'queue would repeat a step out of order. A failure is logged, and with monitoring it raises the alarm ' +
      'RotationFailed.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5').concat(
      packs('LambdaConcurrency', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['bootstrap function', 'bootstrap provider'],
    reason:
      'It runs only in a deployment that creates the database or changes its host, secret, scripts or users: ' +
      'CloudFormation calls it once, waits for the answer, and fails the deployment if there is none. Two runs at ' +
      'the same time wait for each other through a lock in the database.',
  },
  {
    ids: packs('LambdaInsideVPC', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    about: ['bootstrap provider'],
    reason:
      'It answers CloudFormation at a public address, which isolated subnets cannot reach. It has no network path to ' +
      'the database and reads no secret: its role may only call the function inside the VPC and write to one log ' +
      'group.',
  },
  {
    ids: ['rds:{sourceRegion}:{account}:snapshot', 'rds:{region}:{account}:snapshot'].map(
      (resource) => `AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:${resource}:*]`,
    ),
    about: ['snapshot copies'],
    reason:
      'The function reads snapshots, and copies them from the region of the database. Manual snapshots have ' +
      'arbitrary names, and RDS has no IAM condition on the instance of a snapshot, so the permission cannot be ' +
      'limited to one instance. The function requests only the snapshots of its own instance. In the region of the ' +
      'database it may only set one tag, which marks a snapshot as copied, and delete nothing.',
  },
  {
    ids: [wildcardIn('rds:{region}:{account}:snapshot:{copyPrefix}*')],
    about: ['snapshot copies'],
    reason:
      'Copies are named after their source, with a prefix that belongs to this database only. The function can ' +
      'create, tag and delete only snapshots with this prefix. No other snapshot can get the prefix later, because ' +
      'RDS does not rename snapshots.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::arn:{partition}:kms:{sourceRegion}:{account}:key/*]'],
    about: ['snapshot copies'],
    reason:
      'A condition limits the permission to the key that has the alias of the database, and to its use through RDS. ' +
      'A reference to the key from another region would make the two stacks depend on each other. A key of the team, ' +
      'and the key of the source of a restored database, have no such alias: then the permission is limited to use ' +
      'through RDS, and the policy of the key has to allow it as well.',
  },
  {
    ids: packs('LambdaDLQ', 'HIPAA.Security', 'NIST.800.53.R5').concat(
      packs('LambdaConcurrency', 'HIPAA.Security', 'NIST.800.53.R5'),
    ),
    about: ['snapshot copies'],
    reason:
      'Each run examines all snapshots and copies the missing ones, so a lost or repeated event changes nothing: the ' +
      'next event or the daily run does the same work. A failure is logged, and with monitoring it raises the alarm ' +
      'SnapshotCopyFailed in both regions.',
  },
  {
    ids: packs('LambdaInsideVPC', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'),
    about: ['snapshot copies'],
    reason:
      'It calls only the API of RDS, in two regions, and connects to no database. Its role may copy and tag ' +
      'snapshots, and delete only those whose name has the prefix of its copies.',
  },
  {
    ids: [wildcardIn('rds:{region}:{account}:snapshot:awsbackup:*')],
    about: ['backup role', 'drill role'],
    reason:
      'AWS Backup names its snapshots after the backup job, so their names cannot be known beforehand. Automated and ' +
      'manual snapshots of RDS have other names, and the role has no permission on them. Only AWS Backup can assume ' +
      'the role.',
  },
  {
    ids: [wildcardIn('rds:{copies}:{account}:snapshot:awsbackup:*')],
    about: ['role of copies'],
    reason:
      'This is the same name pattern as in the region of the database, limited to the one region to which backups ' +
      'are copied. The vault and the key in that region are named.',
  },
  {
    ids: [wildcardIn('kms:{region}:{account}:key/*')],
    about: ['role with the key of a source'],
    reason:
      'A restored database and its backups have the key of the source (aws rds describe-db-instances shows it as ' +
      'KmsKeyId). RDS takes that key over, and no template contains it. Only AWS Backup can assume the role, which ' +
      'creates grants only for AWS resources and uses keys only through RDS in this region. If the prop ' +
      'encryptionKey names the key, the role is limited to it.',
  },
  {
    ids: [
      wildcardIn('rds:{region}:{account}:db:awsbackup-restore-test-*'),
      wildcardIn('rds:{region}:{account}:og:default:postgres-*'),
      wildcardIn('rds:{region}:{account}:pg:default.postgres*'),
    ],
    about: ['drill role'],
    reason:
      'Restore testing of AWS Backup gives each restored instance a random name with this prefix, and the default ' +
      'option and parameter groups of the major version of the backup. The role cannot create, tag or delete any ' +
      'other instance.',
  },
  {
    ids: ['AwsSolutions::AwsSolutions-IAM5[Resource::*]'],
    about: ['drill role'],
    reason:
      'These actions only describe and list the resources that a restore checks before it starts. They change ' +
      'nothing. The describing actions of EC2 do not support resources.',
  },
  {
    ids: packs('SQS3', 'AwsSolutions'),
    about: ['dead-letter queue'],
    reason:
      'It is itself a dead-letter queue, of EventBridge rules. The pack recognises only the dead-letter queues of ' +
      'other queues and of functions.',
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
