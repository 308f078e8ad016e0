import { AdoptedDatabase } from './adopted-database';
import { Settings, SettingSource } from '../settings/settings';
import { NOTHING, Rule } from '../validation/rule';

/** The values that the rules check. */
export interface AdoptionValues {
  readonly adopt?: AdoptedDatabase;
  readonly settings: Settings;
  /** Where the names of the master user and of its secret came from. */
  readonly masterUsername?: SettingSource;
  readonly secretName?: SettingSource;
}

function isLive({ adopt }: AdoptionValues): boolean {
  return adopt !== undefined && adopt._isLive;
}

/** What logs in to the database from a function of the library. */
function features({ settings }: AdoptionValues): string[] {
  const { bootstrap, rotation } = settings;
  return [...(bootstrap ? ['bootstrap'] : []), ...(rotation._mechanism.runsInVpc ? ['a rotation'] : [])];
}

function live({ adopt }: AdoptionValues, property: string): any {
  return adopt?._fields.live?.[property];
}

/** Whether a property of the running instance is about to change. */
function isApplied(v: AdoptionValues, property: string): boolean {
  return live(v, property) !== undefined && v.adopt!._applies(property);
}

function majorOf(version: unknown): string {
  return String(version).split('.')[0];
}

export const adoptionRules: readonly Rule<AdoptionValues>[] = [
  {
    id: 'adopt-and-restore',
    reads: ['adopt'],
    mustBeResolved: NOTHING,
    broken: (v) => v.adopt !== undefined && v.settings.restoreFrom !== undefined,
    got: () => 'both',
    wants: 'must not come with restoreFrom: one takes a running instance over, the other makes a new one',
    fix: 'leave one of them out',
  },
  {
    id: 'adopt-master-username',
    reads: ['adopt'],
    mustBeResolved: NOTHING,
    broken: (v) => v.adopt !== undefined && v.masterUsername === 'prop',
    got: () => 'masterUsername too',
    wants: 'has the name of the master user, which RDS cannot change',
    fix: 'leave the prop masterUsername out',
  },
  {
    id: 'adopt-secret-name',
    reads: ['adopt'],
    mustBeResolved: NOTHING,
    broken: (v) => v.adopt !== undefined && v.secretName === 'prop',
    got: () => 'secretName too',
    wants: 'has the name of the secret in secretArn',
    fix: 'leave the prop secretName out',
  },
  {
    id: 'adopt-functions-without-group',
    reads: ['adopt'],
    mustBeResolved: (v) => v.settings.bootstrap,
    // The functions reach the security group of the library, which the instance does not have yet.
    broken: (v) => isLive(v) && !v.adopt!._applies('VPCSecurityGroups') && features(v).length > 0,
    got: (v) => features(v).join(' and '),
    wants: 'needs VPCSecurityGroups in apply before functions log in',
    fix: "add 'VPCSecurityGroups' to apply, with the groups of before in securityGroupIds, and deploy",
  },
  {
    id: 'adopt-replication',
    reads: ['adopt'],
    mustBeResolved: NOTHING,
    broken: (v) => isLive(v) && v.settings.crossRegionBackup.region !== undefined,
    got: (v) => `crossRegionBackup to ${v.settings.crossRegionBackup.region}`,
    wants: 'states the instance as it was found while it has live, and the replication of backups changes it',
    fix: 'leave crossRegionBackup out until live has gone',
  },
  {
    id: 'adopt-secret-made-by-rds',
    reads: ['adopt'],
    mustBeResolved: NOTHING,
    broken: (v) => v.adopt !== undefined && v.settings.rotation._mechanism.isSecretMadeByRds,
    got: () => 'CredentialsRotation.managedByRds()',
    wants: 'keeps its secret, and RDS would make another one',
    fix: 'take CredentialsRotation.builtin()',
  },
  {
    id: 'adopt-log-groups',
    reads: ['adopt'],
    mustBeResolved: (v) => v.settings.logExports,
    broken: (v) => unknownLogs(v).length > 0,
    got: (v) => `existingLogGroups with ${unknownLogs(v).join(', ')}`,
    wants: 'must name logs of logExports in existingLogGroups',
    fix: (v) => `choose of ${v.settings.logExports.join(', ')}, or leave it out`,
  },
  {
    id: 'adopt-storage',
    reads: ['adopt'],
    mustBeResolved: (v) => v.settings.allocatedStorage,
    broken: (v) =>
      isApplied(v, 'AllocatedStorage') &&
      v.settings.allocatedStorage.toGibibytes() < Number(live(v, 'AllocatedStorage')),
    got: (v) => `${live(v, 'AllocatedStorage')} GiB with allocatedStorage ${v.settings.allocatedStorage.toGibibytes()}`,
    wants: 'must keep its storage, as RDS never shrinks one',
    fix: (v) => `set allocatedStorage: Size.gibibytes(${live(v, 'AllocatedStorage')})`,
  },
  {
    id: 'adopt-major-version',
    reads: ['adopt'],
    mustBeResolved: (v) => [v.settings.majorVersion, v.settings.allowMajorVersionUpgrade],
    broken: (v) =>
      isApplied(v, 'EngineVersion') &&
      majorOf(live(v, 'EngineVersion')) !== v.settings.majorVersion &&
      !v.settings.allowMajorVersionUpgrade,
    got: (v) => `PostgreSQL ${live(v, 'EngineVersion')} with engineVersion ${v.settings.majorVersion}`,
    wants: 'must not change its major version unintentionally',
    fix: 'set engineVersion to its major version, or read "Upgrades" of the runbook and set allowMajorVersionUpgrade',
  },
  {
    id: 'adopt-extended-support',
    reads: ['adopt'],
    mustBeResolved: (v) => v.settings.extendedSupport,
    broken: (v) =>
      live(v, 'EngineLifecycleSupport') !== undefined && isExtended(v) !== Boolean(v.settings.extendedSupport),
    got: (v) => `${live(v, 'EngineLifecycleSupport')}`,
    wants: 'must keep its kind of support at the end of a version, which RDS cannot change',
    fix: (v) => `set extendedSupport: ${isExtended(v)}`,
  },
];

function isExtended(v: AdoptionValues): boolean {
  return live(v, 'EngineLifecycleSupport') === 'open-source-rds-extended-support';
}

function unknownLogs({ adopt, settings }: AdoptionValues): string[] {
  return (adopt?._fields.existingLogGroups ?? []).filter((name) => !settings.logExports.includes(name));
}
