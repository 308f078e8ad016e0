import { Duration, Token } from 'aws-cdk-lib';
import { amountOf } from './prop-types';
import { REGION } from './region-name';

/*
 * For a value of the wrong type, these functions return the code that was probably meant, as an error suggests it, or
 * undefined if the value does not tell.
 */

/** A number of days, or a duration in days: whole ones, as no backup and no copy can be kept for a part of a day. */
function daysOf(value: unknown): string | undefined {
  const isDuration = value instanceof Duration && !value.isUnresolved();
  const days = isDuration ? value.toDays({ integral: false }) : value;
  return amountOf(days, (amount) => `Duration.days(${Math.ceil(amount)})`);
}

/** A number of days, or a duration in whole hours if it is not one in days. */
function intervalOf(value: unknown): string | undefined {
  const isDuration = value instanceof Duration && !value.isUnresolved();
  if (!isDuration || Number.isInteger(value.toDays({ integral: false }))) return daysOf(value);
  const hours = value.toHours({ integral: false });
  return amountOf(hours, (amount) => `Duration.hours(${Math.ceil(amount)})`);
}

export function intendedRotation(value: unknown): string | undefined {
  if (value === false || value === 'disabled' || value === 'none') {
    return "CredentialsRotation.disabled({ reason: '…' })";
  }
  const interval = intervalOf(value);
  return interval && `CredentialsRotation.builtin({ interval: ${interval} })`;
}

export function intendedBackupPlan(value: unknown): string | undefined {
  if (value === false || value === 'none') return 'BackupVaultPlan.none()';
  const retention = daysOf(value);
  return retention && `BackupVaultPlan.daily({ retention: ${retention} })`;
}

export function intendedRegion(value: unknown): string | undefined {
  if (value === false || value === 'none') return 'CrossRegionBackup.none()';
  return typeof value === 'string' && REGION.test(value) ? `CrossRegionBackup.toRegion('${value}')` : undefined;
}

export function intendedRestoreSource(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || Token.isUnresolved(value)) return undefined;
  if (/^db-[A-Z0-9]+$/.test(value)) return `RestoreSource.latest('${value}')`;
  if (value.includes(':auto-backup:')) return `RestoreSource.replicatedBackup('${value}')`;
  return `RestoreSource.snapshot('${value}')`;
}

export function intendedEngineVersion(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const version = /^(\d+)(\.\d+)?$/.exec(`${value}`);
  if (!version) return undefined;
  const [full, major, minor] = version;
  if (minor === undefined) return `rds.PostgresEngineVersion.VER_${major}`;
  return `rds.PostgresEngineVersion.of('${full}', '${major}')`;
}

export function intendedInstanceType(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const instanceClass = /^(?:db\.)?([a-z0-9]+\.[a-z0-9]+)$/.exec(value)?.[1];
  return instanceClass && `new ec2.InstanceType('${instanceClass}')`;
}

export function intendedAuthority(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^rds-ca-[a-z0-9-]+$/.test(value)) return undefined;
  return `rds.CaCertificate.of('${value}')`;
}

export function intendedProfile(value: unknown): string {
  if (value === 'dev' || value === 'staging') return `EnvironmentProfile.${value}()`;
  return 'EnvironmentProfile.prod()';
}
