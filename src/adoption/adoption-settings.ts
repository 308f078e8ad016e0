import { AdoptedDatabase } from './adopted-database';
import { BackupVaultPlan } from '../backup/backup-vault-plan';
import { CrossRegionBackup } from '../backup/cross-region-backup';
import { RestoreDrill } from '../backup/restore-drill';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { Settings } from '../settings/settings';

/** Settings that the running instance has decided. */
export function settingsOfInstance(adopted: AdoptedDatabase): Partial<Settings> {
  return { masterUsername: adopted._fields.masterUsername, secretName: adopted._secretName };
}

/**
 * Settings of an instance that is still as it was found, unless a prop says otherwise: what would log in to it, change
 * it, or collide with what watches it.
 */
export function settingsWhileLive(): Partial<Settings> {
  return {
    monitoring: false,
    bootstrap: false,
    rotation: CredentialsRotation.disabled({ reason: 'the instance is being adopted' }),
    backupVaultPlan: BackupVaultPlan.none(),
    restoreDrill: RestoreDrill.none(),
    crossRegionBackup: CrossRegionBackup.none(),
    readReplicas: 0,
  };
}
