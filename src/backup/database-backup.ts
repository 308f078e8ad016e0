import { Stack } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { BackupRegion } from './backup-region';
import { EventForwarding } from './event-forwarding';
import { SNAPSHOT_APPEARED } from './snapshot-copies';
import { keyArnFor, supportStack, topmost } from './support-stack';
import { DatabaseMonitoring } from '../monitoring/database-monitoring';
import { takeName } from '../private/names-in-use';
import { Settings } from '../profile/settings';

/** What the backups are of. */
export interface DatabaseBackupProps {
  readonly settings: Settings;
  readonly instance: rds.DatabaseInstance;
  /** Whether the database's key is the library's. */
  readonly ownKey: boolean;
}

/** Backups of a database beyond those of its instance. */
export class DatabaseBackup extends Construct {
  /** What stands in the other region; undefined where there is none. */
  readonly region?: BackupRegion;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, props: DatabaseBackupProps) {
    super(scope, id);
    this.settings = props.settings;
    if (props.settings.crossRegionBackup.region) this.region = this.inOtherRegion(props.settings.crossRegionBackup.region, props);
  }

  /** Tells the people of this region of what fails in the other one. */
  watchBy(monitoring: DatabaseMonitoring): void {
    if (this.region?.alarm) monitoring.watchSnapshotCopies(`${this.settings.instanceIdentifier}-SnapshotCopyFailed`, Stack.of(this.region).region);
  }

  private inOtherRegion(region: string, { settings, instance, ownKey }: DatabaseBackupProps): BackupRegion {
    const { crossRegionBackup: backup, instanceIdentifier } = settings;
    const stack = Stack.of(this);
    const support = supportStack(this, { purpose: 'backups', region, description: `Backups of the databases of ${topmost(stack).stackName} (${stack.region})` });
    const database = this.node.scope!;
    const owner = takeName(support, 'backups', instanceIdentifier);
    if (owner) {
      throw new Error(`[${database.node.path}] crossRegionBackup must find the name of the database free in ${region}, got '${instanceIdentifier}', whose backups ${owner} has there; `
        + 'give one of the two another instanceIdentifier, or another region');
    }
    const other = new BackupRegion(support, database.node.path.slice(topmost(stack).node.path.length + 1).replace(/\//g, '-'), {
      settings, sourceRegion: stack.region, ownKey,
    });
    topmost(stack).addDependency(support);

    const resource = instance.node.defaultChild as rds.CfnDBInstance;
    resource.automaticBackupReplicationRegion = region;
    resource.automaticBackupReplicationKmsKeyId = keyArnFor(this, other.key, other.keyOutput);
    // Always: what RDS takes for a default is not what its documentation says.
    resource.automaticBackupReplicationRetentionPeriod = (backup.retention ?? settings.backupRetention).toDays();
    if (backup.snapshotCopies) {
      new EventForwarding(this, 'SnapshotForwarding', {
        description: `Tells ${region} of manual snapshots, for copies of those of ${instanceIdentifier}`,
        toRegion: region,
        eventPattern: { source: ['aws.rds'], detailType: ['RDS DB Snapshot Event'], detail: { EventID: SNAPSHOT_APPEARED } },
      });
    }
    return other;
  }
}
