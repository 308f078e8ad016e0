/*
 * Backup and maintenance windows, in minutes of a day or of a week that begins on Monday, 00:00 UTC.
 */

const DAY = 24 * 60;
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
  const backup = dailySpan(daily);
  const maintenance = weeklySpan(weekly);
  return DAYS.some((_, day) => spansOverlap({ ...backup, start: backup.start + day * DAY }, maintenance));
}

/** Whether a daily span overlaps a window of the instance, or the hour before it, on any day. */
export function closedToBackups(backup: Span, daily: string, weekly: string): boolean {
  const closed = DAYS.map((_, day) => ({ ...dailySpan(daily), start: dailySpan(daily).start + day * DAY }))
    .concat(weeklySpan(weekly))
    .map(({ start, length }) => ({ start: start - 60, length: length + 60 }));
  return closed.some((span) =>
    DAYS.some((_, day) => spansOverlap({ ...backup, start: backup.start + day * DAY }, span)),
  );
}

function spansOverlap(a: Span, b: Span): boolean {
  // On the circle of a week: the spans overlap if one of them starts within the other.
  return modulo(b.start - a.start, WEEK) < a.length || modulo(a.start - b.start, WEEK) < b.length;
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
