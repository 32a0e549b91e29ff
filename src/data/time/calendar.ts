// The proleptic Gregorian calendar in UTC, in whole numbers: faster than Date, and it refuses what Date bends.

import { daysBeforeMonth, firstDayOfYear } from './civil-date.ts';

export type ClockTime = {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes that the local clock is ahead of UTC. */
  offset: number;
};

/**
 * Milliseconds since 1970-01-01T00:00:00Z of midnight (UTC) of a date; NaN where there is no such date (31 February,
 * month 13, year 0 or past 9999).
 *
 * @example midnightOf(2011, 1, 1) // 1293840000000
 */
export function midnightOf(year: number, month: number, day: number): number {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const before = daysBeforeMonth(year);
  if (day > before[month] - before[month - 1]) return Number.NaN;
  return (firstDayOfYear(year) + before[month - 1] + day - 1) * 86_400_000;
}

/** Milliseconds to add to midnight; NaN where a clock shows no such time. A leap second (`:60`) is refused. */
export function timeOfDay({ hour, minute, second, millisecond, offset }: ClockTime): number {
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return ((hour * 60 + minute - offset) * 60 + second) * 1000 + millisecond;
}

/** Two digits to a year as POSIX `strptime` does: 69 to 99 are 19xx, 00 to 68 are 20xx. */
export function fullYear(twoDigits: number): number {
  return twoDigits + (twoDigits >= 69 ? 1900 : 2000);
}
