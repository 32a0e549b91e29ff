// What a forest can use of an instant: it splits on numbers, and the instant itself only ever grows.

import type { NumericColumn, TimeColumn } from '../data/table.ts';
import { civilDate, dayOfWeek, isoWeek, yearOfDay } from '../data/time/civil-date.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The parts that `mv.yaml` may declare for a time column, each with its range. All are of the UTC clock. */
export const CALENDAR_PARTS = [
  'year',
  'quarter', // 1 to 4
  'month', // 1 to 12
  'week', // ISO 8601, 1 to 53
  'day', // of the month, 1 to 31
  'day_of_week', // ISO 8601, 1 Monday to 7 Sunday
  'day_of_year', // 1 to 366
  'weekend', // 1 on Saturday and Sunday, else 0
  'hour', // 0 to 23
  'minute', // 0 to 59
  // Days since 1970-01-01, with their fraction: a trend. Trees cannot extrapolate: for any day after the last of
  // the training data they answer what they answer for that last day.
  'elapsed_days',
] as const;

export type CalendarPart = (typeof CALENDAR_PARTS)[number];

const PART_OF_DAY: Partial<Record<CalendarPart, (days: number) => number>> = {
  year: yearOfDay,
  quarter: days => Math.ceil(civilDate(days).month / 3),
  month: days => civilDate(days).month,
  week: isoWeek,
  day: days => civilDate(days).day,
  day_of_week: dayOfWeek,
  day_of_year: days => civilDate(days).dayOfYear,
  weekend: days => (dayOfWeek(days) >= 6 ? 1 : 0),
};

const PART_OF_INSTANT: Partial<Record<CalendarPart, (milliseconds: number) => number>> = {
  hour: milliseconds => Math.floor((milliseconds - Math.floor(milliseconds / DAY) * DAY) / HOUR),
  minute: milliseconds => Math.floor((milliseconds - Math.floor(milliseconds / HOUR) * HOUR) / MINUTE),
  elapsed_days: milliseconds => milliseconds / DAY,
};

/** The name a part's column bears: `dteday_month`. */
export function calendarName(column: string, part: CalendarPart): string {
  return `${column}_${part}`;
}

/**
 * One numeric column a part, in the order of `parts`; missing instants give missing parts.
 * 2011-01-01T05:00Z with `['month', 'day_of_week', 'hour']` gives 1, 6 and 5.
 */
export function calendarFeatures(column: TimeColumn, parts: readonly CalendarPart[]): NumericColumn[] {
  return parts.map(part => ({
    type: 'numeric',
    name: calendarName(column.name, part),
    values: calendarValues(column.values, part),
  }));
}

function calendarValues(instants: Float64Array, part: CalendarPart): Float64Array {
  const values = new Float64Array(instants.length).fill(Number.NaN);
  const ofInstant = PART_OF_INSTANT[part];
  const ofDay = PART_OF_DAY[part];
  // Rows in time order share their day with the row before: the part is worked out once a run of equal days.
  let knownDay = Number.NaN;
  let knownValue = Number.NaN;
  for (let row = 0; row < instants.length; row++) {
    const instant = instants[row];
    if (Number.isNaN(instant)) continue;
    if (ofInstant) {
      values[row] = ofInstant(instant);
      continue;
    }
    const day = Math.floor(instant / DAY);
    if (day !== knownDay) {
      knownDay = day;
      knownValue = ofDay!(day);
    }
    values[row] = knownValue;
  }
  return values;
}
