// A problem that the child told, as an error that names the place of the row and shows its values.

import { type Column, placeOfRow, type RowOrigin } from '../data/table.ts';
import { type CommandError, Failure, UserError } from '../errors.ts';
import type { Problem } from './child/problem.ts';

const LONGEST_VALUE = 60;
const VALUES_SHOWN = 12;

/** Without `data` the problem is one of the code as such, with no row to it. */
export function errorOf(
  problem: Problem,
  data?: { columns: readonly Column[]; origin: RowOrigin },
): CommandError {
  const places = data ? problem.rows.map(row => ({ row, ...placeOfRow(data.origin, row) })) : [];
  const at = places.map(({ file, line, row }) => (file === '' ? `row ${row + 1}` : `${file}, line ${line}`));
  const details: Record<string, unknown> = { ...problem.details };
  let { hint } = problem;
  if (data && problem.rows.length > 0) {
    const values = rowValues(data.columns, problem.rows[problem.rows.length - 1]);
    details.places = places.map(({ row, file, line }) => ({ row, file, line }));
    details.row = values;
    hint ??= `The row has ${listed(values)}.`;
  }
  const message = at.length === 0 ? problem.message : `${problem.message} (${at.join('; ')})`;
  const Kind = problem.kind === 'usage' ? UserError : Failure;
  return new Kind(message, { code: problem.code, hint, details });
}

function rowValues(columns: readonly Column[], row: number): Record<string, string | number | null> {
  return Object.fromEntries(columns.map(column => [column.name, valueAt(column, row)]));
}

function valueAt(column: Column, row: number): string | number | null {
  if (column.type === 'categorical') {
    const text = column.codes[row] < 0 ? null : column.categories[column.codes[row]];
    return text !== null && text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  }
  const value = column.values[row];
  if (Number.isNaN(value)) return null;
  return column.type === 'time' ? new Date(value).toISOString() : value;
}

function listed(values: Record<string, string | number | null>): string {
  const entries = Object.entries(values);
  const shown = entries.slice(0, VALUES_SHOWN).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return (
    shown.join(', ') + (entries.length > VALUES_SHOWN ? `, and ${entries.length - VALUES_SHOWN} more` : '')
  );
}
