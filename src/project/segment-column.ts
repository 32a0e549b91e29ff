// What rows are split by: a column of mv.yaml, or a calendar part of one, named as its feature would be.

import { CALENDAR_PARTS, type CalendarPart, calendarName } from '../features/calendar.ts';
import type { Configuration } from './schema.ts';

export type SegmentColumn = { column: string; part: CalendarPart | null };

/** `weather` is a column, `date_day_of_week` a part of one; null where it is neither, or a time as it is. */
export function segmentColumn({ features: { columns } }: Configuration, name: string): SegmentColumn | null {
  if (Object.hasOwn(columns, name))
    return typeof columns[name] === 'string' ? { column: name, part: null } : null;
  for (const [column, declared] of Object.entries(columns)) {
    const part = CALENDAR_PARTS.find(each => calendarName(column, each) === name);
    if (typeof declared !== 'string' && part !== undefined) return { column, part };
  }
  return null;
}
