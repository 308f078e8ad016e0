/*
 * Backup and maintenance windows, in minutes of a day or of a week that begins on Monday, 00:00 UTC.
 *
 * A window of each day overlaps a window of the week on some day if and only if their times of day overlap. So spans
 * are compared on the circle of one day.
 */

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TIME = '([01]\\d|2[0-3]):([0-5]\\d)';
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^(${DAYS.join('|')}):${TIME}-(${DAYS.join('|')}):${TIME}$`, 'i');

/** A part of a day or of a week, in minutes. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

export function isDailyWindow(window: string): boolean {
  return DAILY.test(window);
}

export function isWeeklyWindow(window: string): boolean {
  return WEEKLY.test(window);
}

/** Returns the length of a daily window. A window that ends before it starts crosses midnight. */
export function dailyWindowMinutes(window: string): number {
  return dailySpan(window).length;
}

/** Returns the length of a weekly window. A window that ends before it starts crosses the end of the week. */
export function weeklyWindowMinutes(window: string): number {
  return weeklySpan(window).length;
}

/**
 * Whether a daily window overlaps a weekly one on any day, across midnight and the end of the week. Windows that only
 * touch do not overlap.
 */
export function windowsOverlap(daily: string, weekly: string): boolean {
  return timesOfDayOverlap(dailySpan(daily), weeklySpan(weekly));
}

/**
 * Whether a daily span overlaps, on any day, a period in which AWS Backup takes no snapshot: a window of the instance
 * or the hour before it.
 */
export function overlapsBlockedPeriod(backup: Span, dailyWindow: string, weeklyWindow: string): boolean {
  return [dailySpan(dailyWindow), weeklySpan(weeklyWindow)].some(({ start, length }) =>
    timesOfDayOverlap(backup, { start: start - HOUR, length: length + HOUR }),
  );
}

/** Whether two spans overlap on the circle of a day, that is, whether one of them starts within the other. */
function timesOfDayOverlap(a: Span, b: Span): boolean {
  return modulo(b.start - a.start, DAY) < a.length || modulo(a.start - b.start, DAY) < b.length;
}

function dailySpan(window: string): Span {
  const [, startHour, startMinute, endHour, endMinute] = DAILY.exec(window)!.map(Number);
  const start = startHour * 60 + startMinute;
  return { start, length: modulo(endHour * 60 + endMinute - start, DAY) };
}

function weeklySpan(window: string): Span {
  const [, startDay, startHour, startMinute, endDay, endHour, endMinute] = WEEKLY.exec(window.toLowerCase())!;
  const minuteOfWeek = (day: string, hour: string, minute: string) =>
    DAYS.indexOf(day) * DAY + Number(hour) * 60 + Number(minute);
  const start = minuteOfWeek(startDay, startHour, startMinute);
  return { start, length: modulo(minuteOfWeek(endDay, endHour, endMinute) - start, WEEK) };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
