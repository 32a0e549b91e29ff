// The proleptic Gregorian calendar in UTC, in whole numbers: faster than Date, and it refuses what Date bends.

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_BEFORE_1970 = 719162;

export type ClockTime = {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes that the local clock is ahead of UTC. */
  offset: number;
};

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Milliseconds since 1970-01-01T00:00:00Z of midnight (UTC) of a date; NaN where there is no such date (31 February,
 * month 13, year 0 or past 9999).
 *
 * @example midnightOf(2011, 1, 1) // 1293840000000
 */
export function midnightOf(year: number, month: number, day: number): number {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const leap = isLeapYear(year);
  if (day > DAYS_IN_MONTH[month] + (leap && month === 2 ? 1 : 0)) return Number.NaN;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const days = past * 365 + leapDays + DAYS_BEFORE_MONTH[month] + (leap && month > 2 ? 1 : 0) + day - 1;
  return (days - DAYS_BEFORE_1970) * 86_400_000;
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
