// Which columns a row has when features are made of it.

import { type Column, columnNamed, type Table } from '../data/table.ts';
import { UserError } from '../errors.ts';
import { type CalendarPart, calendarFeatures, calendarName } from './calendar.ts';

/** Calendar parts by time column, as `mv.yaml` declares them: `{ dteday: ['month', 'day_of_week'] }`. */
export type Calendar = Readonly<Record<string, readonly CalendarPart[]>>;

/**
 * The columns of `row`, in the order of `inputs`, each time column followed by its calendar parts.
 * Throws UserError: `column-not-found`, `not-a-time-column`, `calendar-name-taken`.
 */
export function inputColumns({
  table,
  inputs,
  calendar = {},
}: {
  table: Table;
  inputs: readonly string[];
  calendar?: Calendar;
}): Column[] {
  for (const name of Object.keys(calendar)) {
    if (inputs.includes(name)) continue;
    throw new UserError(`calendar features are declared for "${name}", which is no input column`, {
      code: 'column-not-found',
      hint: `The inputs are: ${inputs.join(', ')}.`,
      details: { column: name },
    });
  }
  const columns: Column[] = [];
  for (let place = 0; place < inputs.length; place++) {
    const name = inputs[place];
    // Tables of a server have these columns in this order: looking each up would take longer than all else does here.
    const near = table.columns[place];
    const column = near?.name === name ? near : columnNamed(table, name);
    if (!column) {
      throw new UserError(`the data have no column "${name}"`, {
        code: 'column-not-found',
        hint: `They have: ${table.columns.map(other => other.name).join(', ')}.`,
        details: { column: name },
      });
    }
    const parts = Object.hasOwn(calendar, name) ? calendar[name] : [];
    columns.push(column);
    if (parts.length > 0) columns.push(...calendarColumns(table, column, parts));
  }
  return columns;
}

function calendarColumns(table: Table, column: Column, parts: readonly CalendarPart[]): Column[] {
  if (column.type !== 'time') {
    throw new UserError(
      `calendar features are declared for "${column.name}", which is ${column.type}, not time`,
      {
        code: 'not-a-time-column',
        hint: `Give it the type time in mv.yaml, or take its calendar features away.`,
        details: { column: column.name, type: column.type },
      },
    );
  }
  const taken = parts.map(part => calendarName(column.name, part)).find(name => columnNamed(table, name));
  if (taken) {
    throw new UserError(`the calendar feature "${taken}" has the name of a column of the data`, {
      code: 'calendar-name-taken',
      hint: `Take it out of the calendar features of "${column.name}" in mv.yaml, or rename the column.`,
      details: { column: taken },
    });
  }
  return calendarFeatures(column, parts);
}
