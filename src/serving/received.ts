// A request as it came, whatever its protocol: columns by name, or one table without names. What a model makes of them
// is decided once it is known which model.

import { badRequest, shown } from './rejection.ts';

/** Values of one column, or of a table row by row. `texts` came as text, so that a number among them is to be read. */
export type RawValues =
  | { kind: 'numbers'; values: Float64Array }
  | { kind: 'texts'; values: readonly (string | null)[] }
  | { kind: 'json'; values: readonly unknown[] };

export type Received = {
  /** The client's own id of the request; null where it gave none. */
  id: string | null;
  rows: number;
  /** By name; empty where `matrix` is given. */
  columns: ReadonlyMap<string, RawValues>;
  /** Rows one after the other, each with as many values as a model has columns, in the order of its signature. */
  matrix: { width: number; values: RawValues } | null;
  /** Parameters of the request that are plain values. */
  parameters: Readonly<Record<string, unknown>>;
  /** Whether columns that no model knows are an error, or are left out. */
  strict: boolean;
};

/** Of one request, known to a model or not. */
const MOST_COLUMNS = 10_000;

/** Throws Rejection; asked before columns are made, which may cost more than their names. */
export function requireFewColumns(count: number): void {
  if (count > MOST_COLUMNS) throw badRequest(`there are more than ${MOST_COLUMNS} columns`);
}

/** Characters. */
export const LONGEST_ID = 200;
/** With a colon and the number of a row. */
export const LONGEST_PREDICTION_ID = LONGEST_ID + 11;

/** The id of a request. Throws Rejection where it is none that a log and a header can carry. */
export function requestId(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw badRequest('"id" is no text');
  return checkedName('"id"', value);
}

/** Throws Rejection where `text` is too long or holds control characters: it is written into logs and headers. */
export function checkedName(what: string, text: string): string {
  if (text === '') throw badRequest(`${what} is empty`);
  if (text.length > LONGEST_ID) throw badRequest(`${what} is longer than ${LONGEST_ID} characters`);
  if (/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u.test(text))
    throw badRequest(`${what} holds control characters`);
  return text;
}

/**
 * Who is assigned to an arm: the header, or the field that `--unit` names, else null. Throws Rejection where the rows
 * are of several: one request is one unit's.
 */
export function unitOf(received: Received, field: string | null, header: string | undefined): string | null {
  if (header !== undefined) return header;
  if (field === null) return null;
  const given = received.parameters[field];
  if (given !== undefined) return unitText(field, given);
  const column = received.columns.get(field);
  if (column === undefined) return null;
  const { values } = column;
  const unit = values[0];
  for (const value of values) {
    if (value !== unit) throw badRequest(`the rows have several ${shown(field)}: send one unit a request`);
  }
  return unitText(field, unit);
}

function unitText(field: string, value: unknown): string {
  if (typeof value === 'string') return checkedName(shown(field), value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw badRequest(`${shown(field)}, which names the unit, is neither a text nor a number`);
}
