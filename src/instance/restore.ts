import { Annotations } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ResolvedSettings } from '../settings/settings';

/**
 * Makes the instance come from what it is restored from, instead of empty.
 *
 * What a restore takes from its source is left out: CloudFormation's documentation refuses it beside a source, and RDS refuses a database name for
 * PostgreSQL. Password, version, parameter group, monitoring, insights, windows and retention stay: CloudFormation applies them to the restored instance,
 * and restarts it.
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
  // The source may have grown beyond the profile, and RDS refuses to restore into less. Its ceiling is left out with the setting (resolveSettings).
  if (sources.allocatedStorage !== 'prop') resource.allocatedStorage = undefined;

  resource.dbSnapshotIdentifier = restoreFrom.snapshotIdentifier;
  // Not by its identifier, which makes a read replica of the instance to CloudFormation: it would promote it once the property goes.
  resource.sourceDbiResourceId = restoreFrom.sourceResourceId;
  resource.sourceDbInstanceAutomatedBackupsArn = restoreFrom.automatedBackupArn;
  resource.restoreTime = restoreFrom.restoreTime;
  if (restoreFrom.snapshotIdentifier === undefined && restoreFrom.restoreTime === undefined) {
    resource.useLatestRestorableTime = true;
  }

  if (!restoreFrom.encrypted) {
    Annotations.of(instance).addWarningV2(
      'oficina-postgres:restored-encryption',
      `nobody has said whether ${restoreFrom} is encrypted, and the database will be what its source is; look it up (aws rds describe-db-snapshots, ` +
        'describe-db-instances or describe-db-instance-automated-backups) and give the RestoreSource { encrypted: true }, or copy a snapshot with a key first',
    );
  }
  if (sources.maxAllocatedStorage !== 'prop') {
    Annotations.of(instance).addInfoV2(
      'oficina-postgres:restored-storage',
      'storage autoscaling is off until maxAllocatedStorage is given, as nothing here knows how large the source is: give 126 % of the storage of the restored database, or more',
    );
  }
  Annotations.of(instance).addInfoV2(
    'oficina-postgres:restored',
    'keep restoreFrom as it is for as long as the database lives: without it, or with another source, CloudFormation wants to replace the database, which fails ' +
      'as the identifier is taken; nothing is restored twice',
  );
}
