// The column to predict becomes what a learner takes: numbers, or classes by code.

import { UserError } from '../errors.ts';
import { placeText, shownValue } from './place.ts';
import { type Column, placeOfRow, type RowOrigin } from './table.ts';

export type Task = 'regression' | 'classification';

/** What a learner fits to. `classes` are texts, sorted by code unit; `codes[row]` indexes them. */
export type TargetValues =
  | { task: 'regression'; values: Float64Array }
  | { task: 'classification'; codes: Int32Array; classes: string[] };

export type PreparedTarget = {
  target: TargetValues;
  /** Rows of the table that have a target, ascending; entry i of the target belongs to `rows[i]`. */
  rows: Uint32Array;
  /** Rows left out because their target is missing. */
  dropped: number;
  /** The first of them, for a message. */
  firstDropped: { file: string; line: number } | null;
};

/** With more distinct whole numbers than this a target is a quantity rather than a set of classes. */
const MOST_CLASSES_OF_NUMBERS = 10;

/**
 * The task that fits a target: regression for numbers with fractions or more than 10 distinct values, classification
 * for all else.
 *
 * @example inferTask(cnt) // { task: 'regression', reason: '"cnt" has more than 10 distinct numbers' }
 */
export function inferTask(column: Column): { task: Task; reason: string } {
  const name = shownValue(column.name);
  if (column.type !== 'numeric') return { task: 'classification', reason: `${name} is ${column.type}` };
  const distinct = new Set<number>();
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value))
      return { task: 'regression', reason: `${name} has numbers with a fraction` };
    distinct.add(value);
    if (distinct.size > MOST_CLASSES_OF_NUMBERS) {
      return {
        task: 'regression',
        reason: `${name} has more than ${MOST_CLASSES_OF_NUMBERS} distinct numbers`,
      };
    }
  }
  const reason = `${name} has ${distinct.size} distinct whole ${distinct.size === 1 ? 'number' : 'numbers'}`;
  return { task: 'classification', reason };
}

/**
 * The target of the rows that have one. Classes of a numeric column are its numbers as text, of a time column ISO 8601.
 * Throws UserError `target-not-numeric` (regression on anything but numbers), `target-missing` (no row has a value)
 * and `target-one-class`.
 */
export function prepareTarget({
  column,
  task,
  origin,
}: {
  column: Column;
  task: Task;
  origin: RowOrigin;
}): PreparedTarget {
  const present = (row: number): boolean =>
    column.type === 'categorical' ? column.codes[row] >= 0 : !Number.isNaN(column.values[row]);
  const length = column.type === 'categorical' ? column.codes.length : column.values.length;
  const kept: number[] = [];
  let firstDropped: PreparedTarget['firstDropped'] = null;
  for (let row = 0; row < length; row++) {
    if (present(row)) kept.push(row);
    else firstDropped ??= placeOfRow(origin, row);
  }
  if (kept.length === 0) {
    throw new UserError(`the target ${shownValue(column.name)} has no value in any of ${length} rows`, {
      code: 'target-missing',
      hint: 'name another column, or give rows that have it',
      details: { column: column.name, rows: length },
    });
  }
  const rows = Uint32Array.from(kept);
  const target = task === 'regression' ? quantities(column, rows, origin) : classesOf(column, rows);
  return { target, rows, dropped: length - rows.length, firstDropped };
}

function quantities(column: Column, rows: Uint32Array, origin: RowOrigin): TargetValues {
  if (column.type === 'numeric') {
    return { task: 'regression', values: Float64Array.from(rows, row => column.values[row]) };
  }
  const place = placeText({ ...placeOfRow(origin, rows[0]), column: column.name });
  throw new UserError(
    `${place}: the target of a regression must be numeric, and this column is ${column.type}`,
    {
      code: 'target-not-numeric',
      hint: 'use --task classification, or name a numeric column',
      details: { column: column.name, type: column.type },
    },
  );
}

function classesOf(column: Column, rows: Uint32Array): TargetValues {
  const textOf = classText(column);
  const values = column.type === 'categorical' ? column.codes : column.values;
  const distinct = new Map<number, string>();
  for (const row of rows) {
    const value = values[row];
    if (!distinct.has(value)) distinct.set(value, textOf(value));
  }
  // Distinct values have distinct texts, so no two share a class. The default order is by code unit.
  const classes = [...distinct.values()].sort();
  if (classes.length === 1) {
    throw new UserError(
      `the target ${shownValue(column.name)} is ${shownValue(classes[0])} in every row: there is nothing to tell apart`,
      {
        code: 'target-one-class',
        hint: 'give rows of at least two classes',
        details: { column: column.name, class: classes[0] },
      },
    );
  }
  const positionOf = new Map(classes.map((text, position) => [text, position]));
  const codeOf = new Map([...distinct].map(([value, text]) => [value, positionOf.get(text)!]));
  return { task: 'classification', classes, codes: Int32Array.from(rows, row => codeOf.get(values[row])!) };
}

function classText(column: Column): (value: number) => string {
  if (column.type === 'categorical') return code => column.categories[code];
  if (column.type === 'time') return instant => new Date(instant).toISOString();
  return String;
}

/** The target of some rows, in the order in which they are named. */
export function takeTarget(target: TargetValues, rows: Uint32Array): TargetValues {
  if (target.task === 'regression') {
    return { task: 'regression', values: Float64Array.from(rows, row => target.values[row]) };
  }
  return { ...target, codes: Int32Array.from(rows, row => target.codes[row]) };
}
