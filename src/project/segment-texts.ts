// Rows as the segments that `monitoring.by` names: what each row has in a column, or in a part of a time.

import type { Column } from '../data/table.ts';
import { calendarFeatures } from '../features/calendar.ts';
import type { Configuration } from './schema.ts';
import { type SegmentColumn, segmentColumn } from './segment-column.ts';

/** Those whose column `columnOf` gives; each with a text a row, null where it is missing. */
export function segmentsOf(
  configuration: Configuration,
  columnOf: (name: string) => Column | undefined,
): { column: string; values: (string | null)[] }[] {
  return configuration.monitoring.by.flatMap(name => {
    const found = segmentColumn(configuration, name);
    const column = found ? columnOf(found.column) : undefined;
    return found && column ? [{ column: name, values: textsOf(column, found) }] : [];
  });
}

/** A number is its shortest decimal. */
function textsOf(column: Column, { part }: SegmentColumn): (string | null)[] {
  if (column.type === 'categorical')
    return Array.from(column.codes, code => (code < 0 ? null : column.categories[code]));
  const numbers =
    column.type === 'time' && part !== null ? calendarFeatures(column, [part])[0].values : column.values;
  return Array.from(numbers, value => (Number.isNaN(value) ? null : String(value)));
}
