import { minutesOf, START_WINDOW_MINUTES } from './time-of-day';
import { closedToBackups, isDailyWindow, isWeeklyWindow } from '../instance/maintenance-window';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

export const vaultRules: readonly Rule<Settings>[] = [
  {
    id: 'restore-drill-needs-plan',
    reads: ['restoreDrill', 'backupVaultPlan'],
    broken: (s) => s.restoreDrill.enabled && !s.backupVaultPlan.enabled,
    got: () => 'RestoreDrill.scheduled() with BackupVaultPlan.none()',
    wants: 'needs a backupVaultPlan: it restores from its vault',
    fix: 'choose RestoreDrill.none(), or BackupVaultPlan.daily()',
  },
  {
    // Such a snapshot fails: https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html#troubleshooting-create-backup
    id: 'vault-backup-apart-from-windows',
    reads: ['backupVaultPlan', 'backupWindow', 'maintenanceWindow'],
    needs: (s) => [s.backupWindow, s.maintenanceWindow],
    broken: (s) =>
      s.backupVaultPlan.enabled &&
      isDailyWindow(s.backupWindow) &&
      isWeeklyWindow(s.maintenanceWindow) &&
      closedToBackups(
        { start: minutesOf(s.backupVaultPlan.startTime), length: START_WINDOW_MINUTES },
        s.backupWindow,
        s.maintenanceWindow,
      ),
    got: (s) => `'${s.backupVaultPlan.startTime}' with '${s.backupWindow}' and '${s.maintenanceWindow}'`,
    wants:
      'must begin when AWS Backup may take a snapshot: not in the hour before backupWindow or maintenanceWindow, nor during them, and it may begin up to two hours late',
    fix: "choose another startTime, as in BackupVaultPlan.daily({ startTime: '05:00' }) with '03:00-04:00' and 'sun:04:00-sun:05:00'",
  },
];
