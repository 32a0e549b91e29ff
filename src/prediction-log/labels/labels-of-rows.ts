// Labels in rows: those of a file of labels, and those that a data update brings with its target.

import type { Column, Table } from '../../data/table.ts';
import { columnNamed } from '../../data/table.ts';
import type { Task } from '../../data/target.ts';
import type { HashValue } from '../hash-value.ts';
import { type GivenLabel, keyOfRow, labelOf } from './given-label.ts';

export type RowLabels = {
  labels: GivenLabel[];
  /** Rows without a label, or without a value in a column that names them. */
  withoutLabel: number;
  withoutName: number;
};

/**
 * The labels of the rows of `table`, in their order: each row named by its prediction id in column `by.id`, or by its values in the
 * columns `by.on`.
 *
 * @example labelsOfRows({ table, by: { on: ['day'] }, target: 'sales', task: 'regression', classes, hash })
 */
export function labelsOfRows({
  table,
  by,
  target,
  task,
  classes,
  hash,
}: {
  table: Table;
  by: { id: string } | { on: readonly string[] };
  target: string;
  task: Task;
  classes?: readonly string[];
  hash: HashValue;
}): RowLabels {
  const found: RowLabels = { labels: [], withoutLabel: 0, withoutName: 0 };
  const labelColumn = columnNamed(table, target);
  const nameColumns = ('id' in by ? [by.id] : by.on).map(name => columnNamed(table, name));
  if (labelColumn === undefined || nameColumns.includes(undefined)) return found;
  const columns = nameColumns as Column[];
  for (let row = 0; row < table.rows; row++) {
    const value = valueAt(labelColumn, row);
    const label = value === null ? null : labelOf(value, { task, classes });
    const id = 'id' in by ? valueAt(columns[0], row) : null;
    const of = 'id' in by ? (id === null ? null : { id: String(id) }) : keyOfRow(columns, row, hash);
    if (label === null) found.withoutLabel++;
    else if (of === null) found.withoutName++;
    else found.labels.push({ of, label });
  }
  return found;
}

function valueAt(column: Column, row: number): number | string | null {
  if (column.type === 'categorical')
    return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
  const value = column.values[row];
  if (Number.isNaN(value)) return null;
  return column.type === 'time' ? new Date(value).toISOString() : value;
}
