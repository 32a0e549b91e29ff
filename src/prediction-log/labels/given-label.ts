// A label, and which prediction it is of: named by its id, or by the values of key columns.

import type { Column } from '../../data/table.ts';
import type { Task } from '../../data/target.ts';
import type { HashValue } from '../hash-value.ts';
import type { LoggedPrediction, LoggedValue } from '../parse-line.ts';

/** A number of a regression, a class of a classification. */
export type Label = number | string;

/** `key` are hashes of the values in the columns `on`, so that a file of labels tells nothing that the log does not. */
export type LabelName = { id: string } | { on: readonly string[]; key: readonly string[] };

export type GivenLabel = { of: LabelName; label: Label };

/** One text for each name, and no text for two. */
export function nameText(of: LabelName): string {
  return 'id' in of ? `=${of.id}` : JSON.stringify([of.on, of.key]);
}

/**
 * What was given as a label, as it is kept: a number where numbers are predicted, else a text. A class that is written
 * in another way, such as 1.0 for 1, is the class of `classes` that is the same number. Null where it is none.
 *
 * @example labelOf('1.0', { task: 'classification', classes: ['0', '1'] }) // '1'
 */
export function labelOf(
  value: unknown,
  { task, classes = [] }: { task: Task; classes?: readonly string[] },
): Label | null {
  if (typeof value === 'boolean') return task === 'classification' ? String(value) : null;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value).trim();
  if (text === '') return null;
  const number = Number(text);
  if (task === 'regression') return Number.isFinite(number) ? number : null;
  if (classes.includes(text)) return text;
  return classes.find(name => sameLabel(name, text)) ?? text;
}

/** Equal as numbers where both are numbers: 1, '1' and '1.0' are the same. */
export function sameLabel(one: Label, other: Label): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map(label => (String(label).trim() === '' ? Number.NaN : Number(label)));
  return a === b;
}

/** The name of row `row` by its values in `columns`; null where one is missing. */
export function keyOfRow(columns: readonly Column[], row: number, hash: HashValue): LabelName | null {
  const key: string[] = [];
  for (const column of columns) {
    const text = textAt(column, row);
    if (text === null) return null;
    key.push(hash(column.name, text));
  }
  return { on: columns.map(({ name }) => name), key };
}

function textAt(column: Column, row: number): string | null {
  if (column.type === 'categorical')
    return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
  const value = column.values[row];
  if (Number.isNaN(value)) return null;
  return column.type === 'time' ? new Date(value).toISOString() : String(value);
}

/** The name that a prediction goes by in the columns `on`; null where it was logged without one of them. */
export function keyOfPrediction(
  { key, features }: Pick<LoggedPrediction, 'key' | 'features'>,
  on: readonly string[],
  hash: HashValue,
): LabelName | null {
  const hashes: string[] = [];
  for (const name of on) {
    const value: LoggedValue | undefined = key[name] ?? features[name];
    if (value === undefined || value === null) return null;
    hashes.push(typeof value === 'string' && value.startsWith('hmac:') ? value : hash(name, String(value)));
  }
  return { on, key: hashes };
}
