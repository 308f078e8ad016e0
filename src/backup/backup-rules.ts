import {
  isDailyWindow,
  isWeeklyWindow,
  dailyWindowMinutes,
  weeklyWindowMinutes,
  windowsOverlap,
} from '../instance/maintenance-window';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** Shortest window that RDS takes, in minutes. */
const SHORTEST_WINDOW = 30;

export const backupRules: readonly Rule<Settings>[] = [
  {
    id: 'backup-retention-not-zero',
    reads: ['backupRetention'],
    broken: (s) => s.backupRetention.toDays({ integral: false }) === 0,
    got: () => '0 days',
    wants: 'must not be 0: it turns backups and point-in-time recovery off, and turning them on again is an outage',
    fix: 'choose Duration.days(1) or more',
  },
  {
    id: 'backup-retention-range',
    reads: ['backupRetention'],
    broken: (s) => {
      const days = s.backupRetention.toDays({ integral: false });
      return days !== 0 && (!Number.isInteger(days) || days > 35);
    },
    got: (s) => s.backupRetention.toHumanString(),
    wants: 'must be a whole number of days from 1 to 35',
    fix: 'choose Duration.days(35) at the most; AWS Backup keeps copies for longer',
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
    broken: (s) =>
      isWeeklyWindow(s.maintenanceWindow) &&
      (weeklyWindowMinutes(s.maintenanceWindow) < SHORTEST_WINDOW ||
        weeklyWindowMinutes(s.maintenanceWindow) > 24 * 60),
    got: (s) => `'${s.maintenanceWindow}', ${weeklyWindowMinutes(s.maintenanceWindow)} minutes`,
    wants: `must be ${SHORTEST_WINDOW} minutes to 24 hours long`,
    fix: "choose one like 'sun:04:00-sun:05:00'",
  },
  {
    id: 'windows-apart',
    reads: ['backupWindow', 'maintenanceWindow'],
    broken: (s) =>
      isDailyWindow(s.backupWindow) &&
      isWeeklyWindow(s.maintenanceWindow) &&
      windowsOverlap(s.backupWindow, s.maintenanceWindow),
    got: (s) => `'${s.backupWindow}' and '${s.maintenanceWindow}'`,
    wants: 'must not overlap maintenanceWindow',
    fix: "move one of them, as in '03:00-04:00' and 'sun:04:00-sun:05:00'",
  },
];
