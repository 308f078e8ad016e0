import { minutesSinceMidnight, START_WINDOW_MINUTES } from './backup-schedule';
import {
  dailyWindowMinutes,
  isDailyWindow,
  isWeeklyWindow,
  overlapsBlockedPeriod,
  weeklyWindowMinutes,
  windowsOverlap,
} from '../instance/maintenance-window';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';
import { wholeDuration } from '../validation/whole-duration';

/** The shortest window that RDS accepts, in minutes. */
const SHORTEST_WINDOW = 30;

/** The longest maintenance window that RDS accepts, in minutes. */
const LONGEST_MAINTENANCE_WINDOW = 24 * 60;

/** The longest retention of automated backups in RDS, in days. */
const LONGEST_RETENTION = 35;

/** The rules about the automated backups of RDS and the windows in which RDS works on the instance. */
const automatedBackupRules: readonly Rule<Settings>[] = [
  {
    id: 'backup-retention-not-zero',
    reads: ['backupRetention'],
    broken: (s) => s.backupRetention.toDays({ integral: false }) === 0,
    got: () => '0 days',
    wants: 'must not be 0: it turns backups and point-in-time recovery off, and turning them on again causes an outage',
    fix: 'choose Duration.days(1) or more',
  },
  {
    id: 'backup-retention-range',
    reads: ['backupRetention'],
    broken: (s) => {
      const days = s.backupRetention.toDays({ integral: false });
      return days !== 0 && (!Number.isInteger(days) || days > LONGEST_RETENTION);
    },
    got: (s) => s.backupRetention.toHumanString(),
    wants: `must be a whole number of days from 1 to ${LONGEST_RETENTION}`,
    fix: retentionFix,
  },
  {
    id: 'backup-window-format',
    reads: ['backupWindow'],
    broken: (s) => !isDailyWindow(s.backupWindow),
    got: (s) => `'${s.backupWindow}'`,
    wants: 'must have the form hh:mm-hh:mm in UTC',
    fix: "choose one like '03:00-04:00'",
  },
  {
    id: 'backup-window-length',
    reads: ['backupWindow'],
    broken: (s) => isDailyWindow(s.backupWindow) && dailyWindowMinutes(s.backupWindow) < SHORTEST_WINDOW,
    got: (s) => `'${s.backupWindow}', ${dailyWindowMinutes(s.backupWindow)} minutes`,
    wants: `must be ${SHORTEST_WINDOW} minutes long or more`,
    fix: "choose one like '03:00-04:00'",
  },
  {
    id: 'maintenance-window-format',
    reads: ['maintenanceWindow'],
    broken: (s) => !isWeeklyWindow(s.maintenanceWindow),
    got: (s) => `'${s.maintenanceWindow}'`,
    wants: 'must have the form ddd:hh:mm-ddd:hh:mm in UTC, with the days mon, tue, wed, thu, fri, sat, sun',
    fix: "choose one like 'sun:04:00-sun:05:00'",
  },
  {
    id: 'maintenance-window-length',
    reads: ['maintenanceWindow'],
    broken: (s) => {
      if (!isWeeklyWindow(s.maintenanceWindow)) return false;
      const minutes = weeklyWindowMinutes(s.maintenanceWindow);
      return minutes < SHORTEST_WINDOW || minutes > LONGEST_MAINTENANCE_WINDOW;
    },
    got: (s) => `'${s.maintenanceWindow}', ${weeklyWindowMinutes(s.maintenanceWindow)} minutes`,
    wants: `must be ${SHORTEST_WINDOW} minutes to 24 hours long`,
    fix: "choose one like 'sun:04:00-sun:05:00'",
  },
  {
    id: 'windows-apart',
    reads: ['backupWindow', 'maintenanceWindow'],
    broken: (s) => windowsAreValid(s) && windowsOverlap(s.backupWindow, s.maintenanceWindow),
    got: (s) => `'${s.backupWindow}' and '${s.maintenanceWindow}'`,
    wants: 'must not overlap maintenanceWindow',
    fix: "move one of them, as in '03:00-04:00' and 'sun:04:00-sun:05:00'",
  },
];

/** The rules about AWS Backup: its vault, and the drills that restore from it. */
const vaultRules: readonly Rule<Settings>[] = [
  {
    id: 'restore-drill-needs-plan',
    reads: ['restoreDrill', 'backupVaultPlan'],
    broken: (s) => s.restoreDrill.enabled && !s.backupVaultPlan.enabled,
    got: () => 'RestoreDrill.scheduled() with BackupVaultPlan.none()',
    wants: 'needs a backupVaultPlan: it restores from its vault',
    fix: 'choose RestoreDrill.none(), or BackupVaultPlan.daily()',
  },
  {
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html#troubleshooting-create-backup
    id: 'vault-backup-apart-from-windows',
    reads: ['backupVaultPlan', 'backupWindow', 'maintenanceWindow'],
    mustBeResolved: (s) => [s.backupWindow, s.maintenanceWindow],
    broken: (s) => s.backupVaultPlan.enabled && windowsAreValid(s) && vaultBackupMayBeBlocked(s),
    got: (s) => `'${s.backupVaultPlan.startTime}' with '${s.backupWindow}' and '${s.maintenanceWindow}'`,
    wants:
      'must start outside of backupWindow, maintenanceWindow and the hour before each of them, when AWS Backup takes ' +
      'no snapshot; it may start up to two hours late',
    fix:
      "choose another startTime, as in BackupVaultPlan.daily({ startTime: '05:00' }) with '03:00-04:00' and " +
      "'sun:04:00-sun:05:00'",
  },
];

/** All rules about backups in the region of the database. */
export const backupRules: readonly Rule<Settings>[] = [...automatedBackupRules, ...vaultRules];

/** A part of a day is rounded up; a retention of more days than RDS accepts may be meant for AWS Backup. */
function retentionFix({ backupRetention }: Settings): string {
  const isTooLong = backupRetention.toDays({ integral: false }) > LONGEST_RETENTION;
  if (isTooLong) return `choose Duration.days(${LONGEST_RETENTION}) at the most; AWS Backup keeps copies for longer`;
  return `choose ${wholeDuration(backupRetention, { unit: 'days', atLeast: 1, atMost: LONGEST_RETENTION })}`;
}

function windowsAreValid({ backupWindow, maintenanceWindow }: Settings): boolean {
  return isDailyWindow(backupWindow) && isWeeklyWindow(maintenanceWindow);
}

function vaultBackupMayBeBlocked({ backupVaultPlan, backupWindow, maintenanceWindow }: Settings): boolean {
  const startWindow = { start: minutesSinceMidnight(backupVaultPlan.startTime), length: START_WINDOW_MINUTES };
  return overlapsBlockedPeriod(startWindow, backupWindow, maintenanceWindow);
}
