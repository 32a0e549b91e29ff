// Which parts of a date are worth a feature at first: those that differ from row to row and come back.

import type { TimeColumn } from '../data/table.ts';
import { type CalendarPart, calendarFeatures } from './calendar.ts';

const WORTH_TRYING: readonly CalendarPart[] = ['year', 'month', 'day_of_week', 'hour'];

/** The parts of which these rows show more than one value. A person adds or removes others in mv.yaml. */
export function chooseCalendar(column: TimeColumn): CalendarPart[] {
  const features = calendarFeatures(column, WORTH_TRYING);
  return WORTH_TRYING.filter((_, index) => {
    const { values } = features[index];
    const first = values.find(value => !Number.isNaN(value));
    return first !== undefined && values.some(value => !Number.isNaN(value) && value !== first);
  });
}
