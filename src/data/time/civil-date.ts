// Days and dates of the proleptic Gregorian calendar, by arithmetic alone: no Date object a row, no time zone.

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const DAYS_BEFORE_MONTH_LEAP = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];

/** Leap days that the rule (every 4th year, not every 100th, but every 400th) has given up to the end of 1969. */
const LEAP_DAYS_BEFORE_1970 = 492 - 19 + 4;

const MEAN_DAYS_A_YEAR = 365.2425;

type CivilDate = {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
  /** 1 to 366. */
  dayOfYear: number;
};

/** Days from 1970-01-01 to January 1st of `year`; 11323 for 2001. */
export function firstDayOfYear(year: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return 365 * (year - 1970) + leapDays - LEAP_DAYS_BEFORE_1970;
}

/** The year in which day `days` (whole days since 1970-01-01) falls; 1969 for -1. */
export function yearOfDay(days: number): number {
  // The mean year misses by at most two days, so the estimate is off by at most one year.
  const estimate = 1970 + Math.floor(days / MEAN_DAYS_A_YEAR);
  if (firstDayOfYear(estimate) > days) return estimate - 1;
  return firstDayOfYear(estimate + 1) <= days ? estimate + 1 : estimate;
}

/** Days of the year that are past before each month, and last those of the whole year: 13 numbers. */
export function daysBeforeMonth(year: number): readonly number[] {
  const isLeap = firstDayOfYear(year + 1) - firstDayOfYear(year) === 366;
  return isLeap ? DAYS_BEFORE_MONTH_LEAP : DAYS_BEFORE_MONTH;
}

/** Day since 1970-01-01 to its date; 2024-02-29, day 60 of its year, for 19782. */
export function civilDate(days: number): CivilDate {
  const year = yearOfDay(days);
  const elapsed = days - firstDayOfYear(year);
  const before = daysBeforeMonth(year);
  // No month has more than 31 days: a 32nd of the days is the month or the one before it.
  let month = Math.floor(elapsed / 32);
  if (elapsed >= before[month + 1]) month++;
  return { year, month: month + 1, day: elapsed - before[month] + 1, dayOfYear: elapsed + 1 };
}

/** ISO 8601 weekday, 1 for Monday to 7 for Sunday; 4 for day 0, a Thursday. */
export function dayOfWeek(days: number): number {
  const sinceMonday = (days + 3) % 7;
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1;
}

/** ISO 8601 week, 1 to 53: a week belongs to the year that its Thursday is in; 53 for 2027-01-01. */
export function isoWeek(days: number): number {
  const thursday = days - dayOfWeek(days) + 4;
  return Math.floor((thursday - firstDayOfYear(yearOfDay(thursday))) / 7) + 1;
}
