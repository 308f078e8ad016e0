import { Duration, Size } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { BootstrapSql } from '../bootstrap/bootstrap-sql';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { RestoreSource } from '../instance/restore-source';
import { holdsToken } from '../validation/rule';

/** Writes the value of a setting for a reader of `explain()`. */
export function valueText(value: unknown): string {
  if (value === undefined) return '-';
  if (holdsToken(value)) return '(token)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Duration) return value.toMilliseconds() === 0 ? 'off' : value.toHumanString();
  if (value instanceof Size) return `${value.toGibibytes()} GiB`;
  if (value instanceof rds.PostgresEngineVersion) return value.postgresFullVersion;
  if (value instanceof CredentialsRotation) return value._mechanism.describe(value.interval);
  if (value instanceof CrossRegionBackup) return crossRegionValueText(value);
  if (value instanceof RestoreSource) return value.toString();
  if (value instanceof BackupVaultPlan) {
    return value.enabled ? `daily at ${value.startTime}, ${valueText(value.retention)}` : 'none';
  }
  if (value instanceof RestoreDrill) {
    return value.enabled ? `${value.weekDays.join(', ')} at ${value.startTime}` : 'none';
  }
  if (value instanceof BootstrapSql) return value.name;
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '-';
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return recordText(value as object);
  }
  return `${value}`;
}

function recordText(record: object): string {
  const entries = Object.entries(record)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1)); // maps of Java and Go have no order
  return entries.map(([key, value]) => entryText(key, value)).join(', ') || '-';
}

function entryText(key: string, value: unknown): string {
  return typeof value === 'object' ? `${key} (${valueText(value)})` : `${key}=${value}`;
}

function crossRegionValueText({ region, retention, snapshotCopies }: CrossRegionBackup): string {
  if (region === undefined) return 'off';
  const kept = retention ? `, ${valueText(retention)}` : '';
  const snapshots = snapshotCopies ? '' : ', without snapshots';
  return `${region}${kept}${snapshots}`;
}
