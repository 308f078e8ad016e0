import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { vaultName } from './backup-names';
import { DatabaseVault } from './database-vault';
import { SnapshotCopies } from './snapshot-copies';
import { SnapshotCopyAlarm } from './snapshot-copy-alarm';
import { DatabaseKey } from '../encryption/database-key';
import { tagDatabase } from '../operations/database-tags';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { EventForwarding } from '../regions/event-forwarding';
import { statefulNameFromRegion } from '../regions/names-in-regions';
import { keyArnFor, outputName } from '../regions/support-stack';
import { Settings } from '../settings/settings';

/** The facts about the database that the other region needs. */
export interface OtherRegionBackupsProps {
  readonly settings: Settings;
  /** The construct of the database, in its own region. */
  readonly database: Construct;
  /** Region of the database. */
  readonly homeRegion: string;
  /** Whether the database is encrypted with the library's key, which is known by its alias. */
  readonly ownKey: boolean;
}

/** The resources of one database in the other region: key, vault, copies of snapshots, and the alarm about those. */
export class OtherRegionBackups extends Construct {
  readonly key: kms.IKey;
  /** Name of the output with the key's ARN, in the stack that creates the key. */
  readonly keyOutput: string;
  /** Name of the vault to which AWS Backup copies; undefined without a plan. */
  readonly vaultName?: string;
  /** Name of the alarm about failed copies; undefined without snapshot copies, without monitoring, or if turned off. */
  readonly alarmName?: string;

  constructor(scope: Construct, id: string, props: OtherRegionBackupsProps) {
    super(scope, id);
    const { settings, database, homeRegion } = props;
    const { crossRegionBackup, backupVaultPlan } = settings;
    const nameInRegion = statefulNameFromRegion(settings.instanceIdentifier, homeRegion);
    this.key = new DatabaseKey(this, 'Encryption', {
      instanceIdentifier: nameInRegion,
      purpose: 'backups',
      encryptionKey: crossRegionBackup.encryptionKey,
      backupVault: backupVaultPlan.enabled,
      // Replicated backups are kept until their retention ends, even if the instance is deleted.
      removalPolicy: RemovalPolicy.RETAIN,
    }).key;
    this.keyOutput = keyOutputName(database, crossRegionBackup.encryptionKey, this.key);
    const key = this.keyForThisStack();
    if (backupVaultPlan.enabled) {
      // Differs from the name of the vault of a database, because a database may be restored in this region.
      this.vaultName = vaultName(`${nameInRegion}-copies`);
      new DatabaseVault(this, 'Vault', {
        name: this.vaultName,
        key,
        vaultLock: backupVaultPlan.vaultLock,
        administrator: backupVaultPlan.administrator,
      });
    }
    if (crossRegionBackup.snapshotCopies) {
      const { logGroup } = this.copySnapshots(props, nameInRegion, key);
      if (settings.monitoring) this.alarmName = this.addAlarm(settings, homeRegion, logGroup);
    }
    tagDatabase(this, settings);
  }

  /** Returns the key, as a weak reference if another stack of the region creates it. */
  private keyForThisStack(): kms.IKey {
    const arn = keyArnFor(this, this.key, this.keyOutput);
    return arn === this.key.keyArn ? this.key : kms.Key.fromKeyArn(this, 'GivenKey', arn);
  }

  private copySnapshots(
    { settings, homeRegion, ownKey }: OtherRegionBackupsProps,
    nameInRegion: string,
    key: kms.IKey,
  ): SnapshotCopies {
    return new SnapshotCopies(this, 'SnapshotCopies', {
      instanceIdentifier: settings.instanceIdentifier,
      nameInRegion,
      sourceRegion: homeRegion,
      sourceKeyAlias: ownKey ? `alias/${settings.instanceIdentifier}` : undefined,
      key,
      retention: settings.crossRegionBackup.snapshotRetention,
      logRetention: settings.logRetention,
      logRemovalPolicy: secretAndLogRemovalPolicy(settings.removalPolicy),
    });
  }

  /**
   * Adds an alarm in this region, and forwards its events to the region of the database, because the people on call for
   * the database watch the alarms there.
   *
   * @returns the name of the alarm; undefined if an override turns it off
   */
  private addAlarm(settings: Settings, homeRegion: string, logGroup: logs.ILogGroup): string | undefined {
    const { alarm, alarmName } = new SnapshotCopyAlarm(this, 'Monitoring', {
      settings,
      sourceRegion: homeRegion,
      logGroup,
    });
    if (!alarm) return undefined;
    new EventForwarding(this, 'AlarmForwarding', {
      description: `Tells ${homeRegion} of copies of ${settings.instanceIdentifier} that fail`,
      toRegion: homeRegion,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
      },
    });
    return alarmName;
  }
}

/**
 * Returns the name of the output with the ARN of the key. For a key that another stack creates, the output is named
 * after the key: many databases may share the key, and two databases of different stacks may have the same path.
 */
function keyOutputName(database: Construct, encryptionKey: kms.IKey | undefined, key: kms.IKey): string {
  const isCreatedByApp = encryptionKey !== undefined && Resource.isOwnedResource(encryptionKey);
  return outputName(isCreatedByApp ? key : database, 'BackupKeyArn');
}
