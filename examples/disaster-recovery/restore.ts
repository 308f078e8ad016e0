import { Annotations, App, ArnFormat, Stack } from 'aws-cdk-lib';
import { RestoreSource } from 'oficina-postgres';

/** Where production replicates its backups to. */
const REGION = 'us-west-2';

/** The region of the backup that the context names. */
export function regionOfBackup(app: App): string {
  const automatedBackupArn: string | undefined = app.node.tryGetContext('automatedBackupArn') || undefined;
  return automatedBackupArn?.split(':')[3] || REGION;
}

/**
 * `-c automatedBackupArn=arn:aws:rds:us-west-2:…:auto-backup:ab-… -c restoreTime=2026-11-20T14:05:00Z`: the replicated
 * backups, and the second to go back to; as late as they allow without one. An empty value counts as none. Both stay as
 * they are from the first deployment on: write them into cdk.json.
 */
export function restoreSource(stack: Stack): RestoreSource {
  const automatedBackupArn: string | undefined = stack.node.tryGetContext('automatedBackupArn') || undefined;
  const restoreTime: string | undefined = stack.node.tryGetContext('restoreTime') || undefined;
  if (restoreTime && !/(Z|[+-]\d\d:\d\d)$/.test(restoreTime)) {
    throw new Error(`restoreTime ${restoreTime} needs its time zone: write it in UTC, like 2026-11-20T14:05:00Z`);
  }
  const time = restoreTime ? new Date(restoreTime) : undefined;
  // The source is a database of this library: those are always encrypted.
  return RestoreSource.replicatedBackup(automatedBackupArn ?? placeholder(stack), time, { encrypted: true });
}

/** Lets the app synthesise in peace time. A deployment of it fails, as there is no such backup. */
function placeholder(stack: Stack): string {
  Annotations.of(stack).addWarningV2(
    'oficina-database:no-backup',
    'nothing to restore from: before a deployment, add -c automatedBackupArn=arn:aws:rds:…:auto-backup:ab-…',
  );
  return stack.formatArn({
    service: 'rds',
    resource: 'auto-backup',
    resourceName: 'ab-placeholder',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
