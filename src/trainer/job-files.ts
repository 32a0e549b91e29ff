// What a fit reads: rows as CSV, targets apart, a line each. Missing is the empty field, and never anything else.

import { open } from 'node:fs/promises';
import type { Column } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';

const BLOCK = 8192;

/** Rows that `columns` hold; 0 where there is no column. */
export function rowsIn(columns: readonly Column[]): number {
  const [first] = columns;
  if (first === undefined) return 0;
  return first.type === 'categorical' ? first.codes.length : first.values.length;
}

/**
 * UTF-8, a header, LF at line ends, fields quoted where they must be (RFC 4180). Numbers in the fewest digits that give
 * the same double again, times as `2024-01-01T00:00:00.000Z`.
 */
export async function writeRows(file: string, columns: readonly Column[]): Promise<void> {
  const header = columns.map(column => quoted(column.name)).join(',');
  const fields = columns.map(fieldsOf);
  // A line of nothing would be no row to most readers.
  const nothing = columns.length === 1 ? '""' : '';
  await writeLines(
    file,
    rowsIn(columns),
    row => fields.map(field => field(row) || nothing).join(','),
    header,
  );
}

/** A JSON value a line: a number, or the text of a class. */
export async function writeTargets(file: string, target: TargetValues): Promise<void> {
  if (target.task === 'regression') {
    return writeLines(file, target.values.length, row => String(target.values[row]));
  }
  const texts = target.classes.map(text => JSON.stringify(text));
  return writeLines(file, target.codes.length, row => texts[target.codes[row]]);
}

/** A number a line. */
export async function writeWeights(file: string, weights: Float64Array): Promise<void> {
  return writeLines(file, weights.length, row => String(weights[row]));
}

async function writeLines(
  file: string,
  rows: number,
  lineOf: (row: number) => string,
  header?: string,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    if (header !== undefined) await handle.write(`${header}\n`);
    for (let start = 0; start < rows; start += BLOCK) {
      let text = '';
      for (let row = start; row < Math.min(rows, start + BLOCK); row++) text += `${lineOf(row)}\n`;
      await handle.write(text);
    }
  } finally {
    await handle.close();
  }
}

function fieldsOf(column: Column): (row: number) => string {
  if (column.type === 'categorical') {
    const texts = column.categories.map(quoted);
    return row => (column.codes[row] < 0 ? '' : texts[column.codes[row]]);
  }
  const { values } = column;
  const shown = column.type === 'time' ? timeText : String;
  return row => (Number.isNaN(values[row]) ? '' : shown(values[row]));
}

/** `2024-01-01T00:00:00.000Z` */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
