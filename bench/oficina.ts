import { BackupVaultPlan, CrossRegionBackup, EnvironmentProfile, OficinaPostgres, RestoreDrill } from '../src';
import { AddDatabase } from './databases';

/**
 * A production database by this library, without what its profile has besides: backups in a second region, a vault,
 * drills. They make a second stack for each database; a B that wires two regions would be another library.
 * `oficina-prod.ts` has them, and is measured against this.
 */
export const addDatabase: AddDatabase = (stack, name, { vpc, client }) => {
  new OficinaPostgres(stack, 'Database', {
    vpc,
    profile: EnvironmentProfile.prod(),
    clients: [client],
    instanceIdentifier: name,
    ssmParameterPrefix: `/oficina/${name}/database`,
    alarmEmails: ['plantao@oficina.example'],
    crossRegionBackup: CrossRegionBackup.none(),
    backupVaultPlan: BackupVaultPlan.none(),
    restoreDrill: RestoreDrill.none(),
  });
};
