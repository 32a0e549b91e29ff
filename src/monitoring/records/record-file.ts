// The running records of an environment, monitoring/*.csv: rows of texts under a header, oldest first.

import { csvField } from '../../data/csv/copy-record.ts';

/** A row by column; what a column does not say is ''. */
export type Row = Record<string, string>;

/**
 * Rows of a file as we write it; '' and what is no such file have none. Columns of a later version are passed over, what
 * one of an earlier version lacks is ''.
 */
export function parseRows(text: string, columns: readonly string[]): Row[] {
  const [header, ...records] = recordsOf(text);
  if (header === undefined || !GROUP.every(column => header.includes(column))) return [];
  const places = columns.map(column => header.indexOf(column));
  return records
    .filter(record => record.length === header.length)
    .map(record => Object.fromEntries(columns.map((column, at) => [column, record[places[at]] ?? ''])));
}

/** With a header and LF. */
export function writeRows(columns: readonly string[], rows: readonly Row[]): string {
  const line = (values: readonly string[]) => `${values.map(csvField).join(',')}\n`;
  return line(columns) + rows.map(row => line(columns.map(column => row[column] ?? ''))).join('');
}

/** As they would be read again. */
export function completeRows(columns: readonly string[], rows: readonly Row[]): Row[] {
  return rows.map(row => Object.fromEntries(columns.map(column => [column, row[column] ?? ''])));
}

/** Fields in quotes may hold commas, line ends and doubled quotes (RFC 4180). */
function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    // What is no CSV ends the file: a torn line is not a record.
    if (found === null) return records;
    record.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

/** Which rows belong together: those of one window of one model. */
const GROUP = ['release', 'window'] as const;

/**
 * `rows`, all of one window, in the place of what is there of that window, or after all else. Where nothing but `at`
 * would differ what is there stays, so that the same window twice changes nothing. `byTime`: a window that is new stands
 * before those of its model whose rows are later. Beyond `most` rows the oldest windows
 * go, whole.
 */
export function putRows(
  before: readonly Row[],
  rows: readonly Row[],
  {
    most,
    same = alike,
    byTime = false,
  }: { most: number; same?: (one: Row, other: Row) => boolean; byTime?: boolean },
): Row[] {
  if (rows.length === 0) return [...before];
  const isOfWindow = (row: Row) => GROUP.every(name => row[name] === rows[0][name]);
  const known = before.filter(isOfWindow);
  if (known.length === rows.length && known.every((row, at) => same(row, rows[at]))) return [...before];
  const isLater = (row: Row) =>
    row['release'] === rows[0]['release'] && rows[0]['to'] !== '' && row['to'] > rows[0]['to'];
  const place = before.findIndex(known.length > 0 || !byTime ? isOfWindow : isLater);
  const others = before.filter(row => !isOfWindow(row));
  const put =
    place === -1 ? [...before, ...rows] : [...others.slice(0, place), ...rows, ...others.slice(place)];
  return newestWindows(put, Math.max(most, rows.length));
}

function alike(one: Row, other: Row): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete('at');
  return [...names].every(name => (one[name] ?? '') === (other[name] ?? ''));
}

function newestWindows(rows: readonly Row[], most: number): Row[] {
  let first = Math.max(0, rows.length - most);
  const sameWindow = (one: Row, other: Row) => GROUP.every(name => one[name] === other[name]);
  while (first > 0 && first < rows.length && sameWindow(rows[first], rows[first - 1])) first++;
  return rows.slice(first);
}

/** A number as a field, '' where there is none: the shortest decimal that reads back as the same double. */
export function numberField(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '' : String(value);
}

/** NaN where there is none. */
export function fieldNumber(text: string | undefined): number {
  return text === undefined || text === '' ? Number.NaN : Number(text);
}
