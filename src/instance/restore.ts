import { Annotations } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ResolvedSettings } from '../settings/settings';

/**
 * Restores the instance from its source, instead of creating an empty one.
 *
 * Properties that a restore takes from its source are left out: CloudFormation's documentation excludes them together
 * with a source, and RDS refuses a database name for PostgreSQL. Password, version, parameter group, monitoring,
 * insights, windows and retention stay: CloudFormation applies them to the restored instance, and restarts it.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
export function restoreInto(
  instance: rds.DatabaseInstance,
  { values: { restoreFrom }, sources }: ResolvedSettings,
): void {
  if (!restoreFrom) return;
  const resource = instance.node.defaultChild as rds.CfnDBInstance;
  resource.dbName = undefined;
  resource.masterUsername = undefined;
  resource.storageEncrypted = undefined;
  resource.kmsKeyId = undefined;
  // The source may be larger than the profile's storage, and RDS refuses to restore into less. resolveSettings() leaves
  // out the ceiling of autoscaling as well.
  if (sources.allocatedStorage !== 'prop') resource.allocatedStorage = undefined;

  resource.dbSnapshotIdentifier = restoreFrom.snapshotIdentifier;
  // Not by its identifier: CloudFormation would take the instance for a read replica, and promote it when the property
  // is removed.
  resource.sourceDbiResourceId = restoreFrom.sourceResourceId;
  resource.sourceDbInstanceAutomatedBackupsArn = restoreFrom.automatedBackupArn;
  resource.restoreTime = restoreFrom.restoreTime;
  if (restoreFrom.snapshotIdentifier === undefined && restoreFrom.restoreTime === undefined) {
    resource.useLatestRestorableTime = true;
  }

  if (!restoreFrom.encrypted) {
    Annotations.of(instance).addWarningV2(
      'oficina-postgres:restored-encryption',
      `it is unknown whether ${restoreFrom} is encrypted, and the database is encrypted only if its source is; ` +
        'look it up (aws rds describe-db-snapshots, describe-db-instances or describe-db-instance-automated-backups) ' +
        'and give the RestoreSource encrypted: true, or copy a snapshot with a key first',
    );
  }
  if (sources.maxAllocatedStorage !== 'prop') {
    Annotations.of(instance).addInfoV2(
      'oficina-postgres:restored-storage',
      'storage autoscaling is off until maxAllocatedStorage is given, as the size of the source is unknown: ' +
        'give 126 % of the storage of the restored database, or more',
    );
  }
  Annotations.of(instance).addInfoV2(
    'oficina-postgres:restored',
    'keep restoreFrom as it is for as long as the database lives: without it, or with another source, ' +
      'CloudFormation tries to replace the database, which fails because the identifier is taken; ' +
      'nothing is restored twice',
  );
}
