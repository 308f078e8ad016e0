import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { vaultName } from './backup-names';
import { DatabaseVault } from './database-vault';
import { EventForwarding } from './event-forwarding';
import { SnapshotCopies } from './snapshot-copies';
import { SnapshotCopyAlarm } from './snapshot-copy-alarm';
import { DatabaseKey } from '../encryption/database-key';
import { tagDatabase } from '../operations/database-tags';
import { namedRemoval } from '../operations/removal';
import { statefulNameFrom } from '../regions/names-in-regions';
import { keyArnFor, outputName } from '../regions/support-stack';
import { Settings } from '../settings/settings';

/** What the other region has to know of the database. */
export interface BackupRegionProps {
  readonly settings: Settings;
  /** The construct of the database, in its own region. */
  readonly database: Construct;
  /** Region of the database. */
  readonly sourceRegion: string;
  /** Whether the database is encrypted with the library's key, which is known by its alias. */
  readonly ownKey: boolean;
}

/** What stands in the other region for one database: the key, the vault, the copies of snapshots and their alarm. */
export class BackupRegion extends Construct {
  readonly key: kms.IKey;
  /** Output with the key's ARN, in the stack that has the key. */
  readonly keyOutput: string;
  /** Of the vault that AWS Backup copies to; undefined without a plan. */
  readonly vaultName?: string;
  /** Undefined where nothing is copied, or nobody watches. */
  readonly alarmName?: string;

  constructor(scope: Construct, id: string, { settings, database, sourceRegion, ownKey }: BackupRegionProps) {
    super(scope, id);
    const { instanceIdentifier, crossRegionBackup: backup, backupVaultPlan: plan, logRetention } = settings;
    const nameHere = statefulNameFrom(instanceIdentifier, sourceRegion);
    this.key = new DatabaseKey(this, 'Encryption', {
      instanceIdentifier: nameHere,
      purpose: 'backups',
      encryptionKey: backup.encryptionKey,
      backupVault: plan.enabled,
      // Whatever becomes of the instance, its replicated backups stay until their retention ends.
      removalPolicy: RemovalPolicy.RETAIN,
    }).key;
    // A key that another stack makes is called after itself there: it may be the key of many databases, and those of two stacks may have one path.
    this.keyOutput = outputName(
      backup.encryptionKey && Resource.isOwnedResource(backup.encryptionKey) ? this.key : database,
      'BackupKeyArn',
    );
    const key = this.keyHere();
    if (plan.enabled) {
      // Another name than that of the vault beside the database: one that is restored here has a vault of its own.
      this.vaultName = vaultName(`${nameHere}-copies`);
      new DatabaseVault(this, 'Vault', {
        name: this.vaultName,
        key,
        vaultLock: plan.vaultLock,
        administrator: plan.administrator,
      });
    }
    if (backup.snapshotCopies) {
      const copies = new SnapshotCopies(this, 'SnapshotCopies', {
        instanceIdentifier,
        nameHere,
        sourceRegion,
        sourceKeyAlias: ownKey ? `alias/${instanceIdentifier}` : undefined,
        key,
        retention: backup.snapshotRetention,
        logRetention,
        logRemovalPolicy: namedRemoval(settings.removalPolicy),
      });
      this.alarmName = settings.monitoring ? this.watch(settings, copies, sourceRegion) : undefined;
    }
    tagDatabase(this, settings);
  }

  /** The team's own key may stand in another stack of the region. */
  private keyHere(): kms.IKey {
    const arn = keyArnFor(this, this.key, this.keyOutput);
    return arn === this.key.keyArn ? this.key : kms.Key.fromKeyArn(this, 'GivenKey', arn);
  }

  /** Tells the people who are told of this region, and the region of the database: whoever is called for the one looks at its alarms. */
  private watch(settings: Settings, copies: SnapshotCopies, sourceRegion: string): string | undefined {
    const { alarm, alarmName } = new SnapshotCopyAlarm(this, 'Monitoring', {
      settings,
      sourceRegion,
      logGroup: copies.logGroup,
    });
    if (alarm) {
      new EventForwarding(this, 'AlarmForwarding', {
        description: `Tells ${sourceRegion} of copies of ${settings.instanceIdentifier} that fail`,
        toRegion: sourceRegion,
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          resources: [alarm.alarmArn],
        },
      });
    }
    return alarmName;
  }
}
