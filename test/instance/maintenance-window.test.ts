import {
  dailyWindowMinutes,
  isDailyWindow,
  isWeeklyWindow,
  weeklyWindowMinutes,
  windowsOverlap,
} from '../../src/instance/maintenance-window';

test.each(['00:00-23:59', '03:00-04:00', '23:30-00:30', '19:59-20:00'])('%s is a daily window', (window) =>
  expect(isDailyWindow(window)).toBe(true),
);

test.each([
  '',
  '3:00-04:00',
  '03:00-4:00',
  '24:00-01:00',
  '03:60-04:00',
  '03:00-24:00',
  '03:00',
  '03:00-04:00-05:00',
  'x03:00-04:00',
  '03:00-04:00\n',
])('%j is not a daily window', (window) => expect(isDailyWindow(window)).toBe(false));

test.each(['mon:00:00-sun:23:59', 'Tue:03:00-WED:04:00', 'thu:23:30-fri:00:30', 'sat:00:00-sat:00:30'])(
  '%s is a weekly window',
  (window) => expect(isWeeklyWindow(window)).toBe(true),
);

test.each([
  '',
  '03:00-04:00',
  'sun:03:00-04:00',
  'dom:03:00-dom:04:00',
  'sun:24:00-mon:00:30',
  'sun:03:00-sun:04:60',
  'sun:3:00-sun:4:00',
  'xsun:03:00-sun:04:00',
])('%j is not a weekly window', (window) => expect(isWeeklyWindow(window)).toBe(false));

test.each([
  ['03:00-03:30', 30],
  ['03:00-04:00', 60],
  ['23:45-00:15', 30], // across midnight
  ['12:00-11:59', 1439], // a day less a minute
  ['12:00-12:00', 0],
])('the daily window %s has %i minutes', (window, minutes) => expect(dailyWindowMinutes(window)).toBe(minutes));

test.each([
  ['sun:04:00-sun:05:00', 60],
  ['wed:23:45-thu:00:15', 30],
  ['sun:23:45-mon:00:15', 30], // across the end of the week
  ['SUN:23:45-Mon:00:15', 30],
  ['mon:10:00-tue:10:00', 1440],
  ['tue:00:00-mon:00:00', 8640], // six days: 6 × 1440
  ['mon:10:00-mon:10:00', 0],
])('the weekly window %s has %i minutes', (window, minutes) => expect(weeklyWindowMinutes(window)).toBe(minutes));

describe('windows', () => {
  test.each([
    ['03:00-04:00', 'wed:03:00-wed:04:00', 'the same hour'],
    ['03:00-04:00', 'wed:03:59-wed:05:00', 'one minute at the end of the backup'],
    ['03:00-04:00', 'wed:02:00-wed:03:01', 'one minute at its start'],
    ['03:00-04:00', 'wed:02:00-wed:05:00', 'maintenance around the backup'],
    ['02:00-05:00', 'wed:03:00-wed:04:00', 'maintenance within the backup'],
    ['03:00-04:00', 'mon:20:00-tue:10:00', 'the backup of the day after'],
    ['23:30-00:30', 'wed:00:00-wed:01:00', 'a backup from the evening before'],
    ['23:30-00:30', 'tue:23:00-tue:23:31', 'a backup before midnight'],
    ['23:30-00:30', 'mon:00:00-mon:00:30', 'a backup from Sunday into Monday'],
    ['00:00-00:30', 'sun:23:30-mon:00:01', 'maintenance from Sunday into Monday'],
    ['23:30-00:30', 'sun:23:45-mon:00:15', 'both across the end of the week'],
    ['12:00-13:00', 'sat:11:00-SUN:11:30', 'days in capitals'],
  ])('%s and %s overlap: %s', (daily, weekly) => expect(windowsOverlap(daily, weekly)).toBe(true));

  test.each([
    ['03:00-04:00', 'wed:04:00-wed:05:00', 'maintenance right after the backup'],
    ['03:00-04:00', 'wed:02:00-wed:03:00', 'maintenance right before it'],
    ['23:30-00:30', 'wed:00:30-wed:01:00', 'right after, across midnight'],
    ['23:30-00:30', 'wed:22:30-wed:23:30', 'right before, across midnight'],
    ['23:30-00:30', 'mon:00:30-mon:01:00', 'right after, across the end of the week'],
    ['00:30-01:00', 'sun:23:30-mon:00:30', 'right before, across the end of the week'],
    ['03:00-04:00', 'mon:04:00-tue:03:00', 'all the time between two backups'],
  ])('%s and %s do not overlap: %s', (daily, weekly) => expect(windowsOverlap(daily, weekly)).toBe(false));
});
