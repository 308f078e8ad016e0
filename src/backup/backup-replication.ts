import { Stack } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupCopyTarget } from './database-vault';
import { OtherRegionBackups } from './other-region-backups';
import { SNAPSHOT_APPEARED } from './snapshot-copies';
import { tagDatabase } from '../operations/database-tags';
import { EventForwarding } from '../regions/event-forwarding';
import { keyArnFor, supportId, supportStack, topLevelStack } from '../regions/support-stack';
import { Settings } from '../settings/settings';

/** The properties of a backup replication. */
export interface BackupReplicationProps {
  /** The region to which the backups go. */
  readonly toRegion: string;
  readonly settings: Settings;
  readonly instance: rds.DatabaseInstance;
  /** The construct of the database, after which its constructs in the other region are named. */
  readonly database: Construct;
  /** Whether the database is encrypted with the library's key. */
  readonly ownKey: boolean;
}

/**
 * The replication of backups to another region, as far as it is part of the database's own stack. The resources of the
 * other region are `OtherRegionBackups`, in a separate stack.
 */
export class BackupReplication extends Construct {
  readonly otherRegion: OtherRegionBackups;
  /** The vault to which AWS Backup copies; undefined without a plan. */
  readonly copyTarget?: BackupCopyTarget;

  constructor(scope: Construct, id: string, props: BackupReplicationProps) {
    super(scope, id);
    const { toRegion, settings, instance, database, ownKey } = props;
    const { crossRegionBackup } = settings;
    const homeRegion = Stack.of(this).region;
    const homeStack = topLevelStack(Stack.of(this));
    const otherStack = supportStack(this, {
      purpose: 'backups',
      region: toRegion,
      description: `Backups of the databases of ${homeStack.stackName} (${homeRegion})`,
    });
    this.otherRegion = new OtherRegionBackups(otherStack, supportId(database), {
      settings,
      database,
      homeRegion,
      ownKey,
    });
    // The vault and the function must exist before anything is sent to them. With an existing key, no reference
    // creates this dependency.
    instance.node.addDependency(otherStack);

    const keyArn = keyArnFor(instance, this.otherRegion.key, this.otherRegion.keyOutput);
    const retention = crossRegionBackup.retention ?? settings.backupRetention;
    const resource = instance.node.defaultChild as rds.CfnDBInstance;
    resource.automaticBackupReplicationRegion = toRegion;
    resource.automaticBackupReplicationKmsKeyId = keyArn;
    // Always written out: the default that RDS uses is not the documented one.
    resource.automaticBackupReplicationRetentionPeriod = retention.toDays();
    if (this.otherRegion.vaultName) {
      this.copyTarget = { region: toRegion, vaultName: this.otherRegion.vaultName, keyArn };
    }
    if (crossRegionBackup.snapshotCopies) forwardSnapshotEvents(homeStack, toRegion, settings);
  }
}

/**
 * Forwards the events of manual snapshots to another region. One rule serves all databases of a stack, because each of
 * them would forward the same events. Events that another region has forwarded to this one are not forwarded again.
 */
function forwardSnapshotEvents(stack: Stack, toRegion: string, settings: Settings): void {
  const id = `SnapshotForwarding-${toRegion}`;
  if (stack.node.tryFindChild(id)) return;
  const forwarding = new EventForwarding(stack, id, {
    description: `Tells ${toRegion} of manual snapshots, for copies of those of the databases of ${stack.stackName}`,
    toRegion,
    eventPattern: {
      source: ['aws.rds'],
      detailType: ['RDS DB Snapshot Event'],
      region: [stack.region],
      detail: { EventID: SNAPSHOT_APPEARED },
    },
  });
  tagDatabase(forwarding, settings);
}
