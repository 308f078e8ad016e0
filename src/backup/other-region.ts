import { Stack } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupCopyTarget } from './backup-copy-target';
import { BackupRegion } from './backup-region';
import { EventForwarding } from './event-forwarding';
import { SNAPSHOT_APPEARED } from './snapshot-copies';
import { tagDatabase } from '../operations/database-tags';
import { keyArnFor, supportId, supportStack, topmost } from '../regions/support-stack';
import { Settings } from '../settings/settings';

/** Which database it is. */
export interface OtherRegionProps {
  readonly settings: Settings;
  readonly instance: rds.DatabaseInstance;
  /** The construct of the database; what stands in the other region is called after it. */
  readonly database: Construct;
  /** Whether the database is encrypted with the library's key. */
  readonly ownKey: boolean;
}

/** The way of backups to another region: what the database's own stack does for it. What stands there is a `BackupRegion`, in a stack of its own. */
export class OtherRegion extends Construct {
  readonly there: BackupRegion;
  /** Where AWS Backup copies to; undefined without a plan. */
  readonly copyTarget?: BackupCopyTarget;

  constructor(
    scope: Construct,
    id: string,
    region: string,
    { settings, instance, database, ownKey }: OtherRegionProps,
  ) {
    super(scope, id);
    const { crossRegionBackup: backup } = settings;
    const here = Stack.of(this).region;
    const stack = topmost(Stack.of(this));
    const support = supportStack(this, {
      purpose: 'backups',
      region,
      description: `Backups of the databases of ${stack.stackName} (${here})`,
    });
    this.there = new BackupRegion(support, supportId(database), { settings, database, sourceRegion: here, ownKey });
    // Also where the key is the team's: the vault and the function are there before anything is sent to them.
    instance.node.addDependency(support);

    const keyArn = keyArnFor(instance, this.there.key, this.there.keyOutput);
    const resource = instance.node.defaultChild as rds.CfnDBInstance;
    resource.automaticBackupReplicationRegion = region;
    resource.automaticBackupReplicationKmsKeyId = keyArn;
    // Always: what RDS takes for a default is not what its documentation says.
    resource.automaticBackupReplicationRetentionPeriod = (backup.retention ?? settings.backupRetention).toDays();
    if (this.there.vaultName) this.copyTarget = { region, vaultName: this.there.vaultName, keyArn };
    if (backup.snapshotCopies) forwardSnapshots(stack, region, settings);
  }
}

/** One rule for all databases of a stack, as each would hand on the same events. Those that another region handed on to this one stay here. */
function forwardSnapshots(stack: Stack, toRegion: string, settings: Settings): void {
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
