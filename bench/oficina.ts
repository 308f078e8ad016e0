import { BackupVaultPlan, CrossRegionBackup, EnvironmentProfile, OficinaPostgres, RestoreDrill } from '../src';
import { AddDatabase } from './databases';

/**
 * A production database of this library, without the other parts of its profile: backups in a second region, a vault,
 * drills. They create a second stack for each database, and a B that connects two regions would amount to another
 * library. `oficina-prod.ts` has them, and is compared with this variant.
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
