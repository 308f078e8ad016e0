import { Duration, Token } from 'aws-cdk-lib';
import { amountOf } from './prop-types';
import { REGION } from './region-name';

/*
 * How a value of another kind is written, where it tells what was meant.
 */

/** A whole number of days, or a duration in days. */
function daysOf(value: unknown): string | undefined {
  const isDuration = value instanceof Duration && !value.isUnresolved();
  return amountOf(isDuration ? value.toDays({ integral: false }) : value, (days) => `Duration.days(${days})`);
}

export function intendedRotation(value: unknown): string | undefined {
  if (value === false || value === 'disabled' || value === 'none') {
    return "CredentialsRotation.disabled({ reason: '…' })";
  }
  const interval = daysOf(value);
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
  return `RestoreSource.${value.includes(':auto-backup:') ? 'replicatedBackup' : 'snapshot'}('${value}')`;
}

export function intendedEngineVersion(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const [version, major, minor] = /^(\d+)(\.\d+)?$/.exec(`${value}`) ?? [];
  if (version === undefined) return undefined;
  return `rds.PostgresEngineVersion.${minor ? `of('${version}', '${major}')` : `VER_${major}`}`;
}

export function intendedInstanceType(value: unknown): string | undefined {
  const [, name] = typeof value === 'string' ? (/^(?:db\.)?([a-z0-9]+\.[a-z0-9]+)$/.exec(value) ?? []) : [];
  return name && `new ec2.InstanceType('${name}')`;
}

export function intendedAuthority(value: unknown): string | undefined {
  return typeof value === 'string' && /^rds-ca-[a-z0-9-]+$/.test(value)
    ? `rds.CaCertificate.of('${value}')`
    : undefined;
}

export function intendedProfile(value: unknown): string {
  if (value === 'dev' || value === 'staging') return `EnvironmentProfile.${value}()`;
  return 'EnvironmentProfile.prod()';
}
