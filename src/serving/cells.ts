// Values of a request become the typed columns that a model is given: as the CSV of its training was read.

import { isInfinity, isMissing, parseNumber } from '../data/csv/number.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { Column, Table } from '../data/table.ts';
import { compileTimeFormat, type ParseTime } from '../data/time/time-format.ts';
import { nearName } from '../project/near-name.ts';
import type { RawValues, Received } from './received.ts';
import { badRequest, shown } from './rejection.ts';

export type CellReader = {
  schemas: readonly ColumnSchema[];
  /**
   * The rows of a request with a model's columns, in its order. Throws Rejection naming column and row. `known`: names
   * that other models have, which this one leaves out.
   */
  read(received: Received, known: ReadonlySet<string>): Table;
};

type Place = { first: number; step: number; rows: number };
type Convert = (raw: RawValues, place: Place) => Column;

/** Compiled once a model, since every request is read by it. */
export function cellReader(schemas: readonly ColumnSchema[]): CellReader {
  const converts = schemas.map(converterOf);
  const names = schemas.map(({ name }) => name);
  const own = new Set(names);
  const columnsOf = ({ rows, columns, matrix, strict }: Received, known: ReadonlySet<string>): Column[] => {
    if (matrix !== null) {
      const { width, values } = matrix;
      if (width === names.length) {
        return converts.map((convert, first) => convert(values, { first, step: width, rows }));
      }
      throw badRequest(`the table has ${width} columns, the model ${names.length}: ${names.join(', ')}`);
    }
    if (strict) requireKnown(columns, own, known);
    return converts.map((convert, index) => {
      const raw = columns.get(names[index]);
      if (raw === undefined) throw absent(names[index], [...columns.keys()]);
      return convert(raw, { first: 0, step: 1, rows });
    });
  };
  return {
    schemas,
    read: (received, known) => ({
      rows: received.rows,
      columns: columnsOf(received, known),
      origin: NO_ORIGIN,
    }),
  };
}

/** Rows of a request stand in no file: messages call them by their number. */
const NO_ORIGIN = { files: [], lines: new Uint32Array(0) };

function requireKnown(
  columns: ReadonlyMap<string, unknown>,
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
): void {
  for (const name of columns.keys()) {
    if (own.has(name) || known.has(name)) continue;
    const near = nearName(name, [...own]);
    throw badRequest(`the model has no input ${shown(name)}${near ? `: did you mean "${near}"?` : ''}`);
  }
}

function absent(name: string, given: readonly string[]): Error {
  const near = nearName(name, given);
  return badRequest(`the input "${name}" is not there${near ? `: is it ${shown(near)}?` : ''}`);
}

function converterOf(schema: ColumnSchema): Convert {
  const { name } = schema;
  if (schema.type === 'categorical') return (raw, place) => categoricalColumn(name, raw, place);
  const { type } = schema;
  const parseTime = schema.type === 'time' ? compileTimeFormat(schema.format) : null;
  const wanted = schema.type === 'time' ? `a time written ${schema.format}` : 'a finite number';
  return (raw, { first, step, rows }) => {
    const values = new Float64Array(rows);
    for (let row = 0, at = first; row < rows; row++, at += step) {
      const value = raw.values[at];
      const number = parseTime === null ? numberIn(value, raw.kind) : timeIn(value, parseTime);
      if (number === null)
        throw badRequest(`"${name}", row ${row + 1}: ${shownCell(value)} is not ${wanted}`);
      values[row] = number;
    }
    return { type, name, values };
  };
}

/** NaN where missing, null where it is no number. */
function numberIn(value: unknown, kind: RawValues['kind']): number | null {
  if (typeof value === 'number') return Number.isFinite(value) || Number.isNaN(value) ? value : null;
  if (value === null) return Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  // A text is a number only where its column came as text: "12" in JSON is a slip of the client.
  return kind === 'texts' && typeof value === 'string' ? parsed(value, parseFinite) : null;
}

function timeIn(value: unknown, parse: ParseTime): number | null {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return Number.isNaN(value) ? value : parsed(String(value), parse);
  return typeof value === 'string' ? parsed(value, parse) : null;
}

function parsed(text: string, parse: ParseTime): number | null {
  const bytes = Buffer.from(text.trim());
  if (isMissing(bytes, 0, bytes.length)) return Number.NaN;
  const value = parse(bytes, 0, bytes.length);
  return Number.isFinite(value) ? value : null;
}

const parseFinite: ParseTime = (bytes, start, end) =>
  isInfinity(bytes, start, end) ? Number.NaN : parseNumber(bytes, start, end);

/** Categories by code unit of their text, as a CSV gives them. */
function categoricalColumn(name: string, { values }: RawValues, { first, step, rows }: Place): Column {
  const codes = new Int32Array(rows);
  const codeOf = new Map<string, number>();
  for (let row = 0, at = first; row < rows; row++, at += step) {
    const text = textIn(values[at], name, row);
    if (text === null) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(text);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(text, code);
    }
    codes[row] = code;
  }
  const found = [...codeOf.keys()];
  if (found.length < 2) return { type: 'categorical', name, codes, categories: found };
  const categories = [...found].sort();
  const rank = new Map(categories.map((text, code) => [text, code]));
  const sorted = found.map(text => rank.get(text)!);
  return { type: 'categorical', name, codes: codes.map(code => (code < 0 ? -1 : sorted[code])), categories };
}

function textIn(value: unknown, name: string, row: number): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return presentText(value);
  if (typeof value === 'number') return Number.isNaN(value) ? null : String(value);
  if (typeof value === 'boolean') return String(value);
  throw badRequest(`"${name}", row ${row + 1}: ${shownCell(value)} is no text`);
}

/** What a CSV would read as missing is missing here too. */
function presentText(value: string): string | null {
  const text = value.trim();
  if (text.length > 4) return text;
  const bytes = Buffer.from(text);
  return isMissing(bytes, 0, bytes.length) ? null : text;
}

function shownCell(value: unknown): string {
  if (typeof value === 'string') return shown(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
