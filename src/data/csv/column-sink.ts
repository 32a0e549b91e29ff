// Fields of one column become its typed values, row by row.

import type { ColumnSchema } from '../schema.ts';
import type { Column } from '../table.ts';
import { compileTimeFormat } from '../time/time-format.ts';
import { createCategoryIndex } from './category-index.ts';
import { type DecimalMark, isInfinity, isMissing, parseMarkedNumber } from './number.ts';
import { sameBytes } from './same-bytes.ts';
import type { RecordView } from './scan-records.ts';
import type { Separator } from './separator.ts';

/** Why a cell does not fit; the reader adds the place. */
export type Misfit = 'not-a-number' | 'not-finite' | 'not-a-time';

export type ColumnSink = {
  schema: ColumnSchema;
  /** A file begins: it may write its decimals differently from the one before. */
  begin: (separator: Separator) => void;
  /** Puts a field at `row`, over what may stand there; says what is wrong with it, or null. */
  put: (record: RecordView, field: number, row: number) => Misfit | null;
  /** The column of the first `rows` rows. */
  finish: (rows: number) => Column;
  /** Forgets all rows, but not what it learned of the file; columns that it gave stay as they are. */
  clear: () => void;
  /** As `finish`, but over memory that the next rows are written to once `reuse` was called. */
  view: (rows: number) => Column;
  /** Forgets all rows as `clear` does, and takes their memory for the next. */
  reuse: () => void;
};

/** A sink for one column; memory grows by doubling with the rows. */
export function createColumnSink(schema: ColumnSchema): ColumnSink {
  if (schema.type === 'numeric') return numericSink(schema);
  if (schema.type === 'time') return timeSink(schema);
  return categoricalSink(schema);
}

// Small at first, for files of ten thousand columns and few rows.
const FIRST_ROWS = 64;

function doubled<A extends Float64Array | Int32Array | Uint32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** The first `rows` values, in memory of that size. */
function trimmed<A extends Float64Array | Int32Array | Uint32Array>(values: A, rows: number): A {
  return (values.length === rows ? values : values.slice(0, rows)) as A;
}

function numericSink(schema: ColumnSchema): ColumnSink {
  let values = new Float64Array(FIRST_ROWS);
  const decimal: DecimalMark = { commaAllowed: false, mark: 0 };
  return {
    schema,
    begin(separator) {
      decimal.commaAllowed = separator === ';';
      decimal.mark = 0;
    },
    put({ bytes, starts, ends }, field, row) {
      if (row === values.length) values = doubled(values, new Float64Array(2 * row));
      const start = starts[field];
      const end = ends[field];
      const value = parseMarkedNumber(bytes, start, end, decimal);
      values[row] = value;
      // NaN minus itself and an infinity minus itself are both NaN.
      if (value - value === 0 || isMissing(bytes, start, end)) return null;
      return Number.isNaN(value) && !isInfinity(bytes, start, end) ? 'not-a-number' : 'not-finite';
    },
    finish: rows => ({ type: 'numeric', name: schema.name, values: trimmed(values, rows) }),
    clear() {
      values = new Float64Array(values.length);
    },
    view: rows => ({ type: 'numeric', name: schema.name, values: values.subarray(0, rows) }),
    reuse() {},
  };
}

function timeSink(schema: ColumnSchema & { type: 'time' }): ColumnSink {
  const parse = compileTimeFormat(schema.format);
  let values = new Float64Array(FIRST_ROWS);
  let lastBytes: Uint8Array = new Uint8Array(0);
  let lastValue = Number.NaN;
  return {
    schema,
    begin() {},
    put({ bytes, starts, ends }, field, row) {
      if (row === values.length) values = doubled(values, new Float64Array(2 * row));
      const start = starts[field];
      const end = ends[field];
      if (sameBytes(lastBytes, bytes, start, end)) {
        values[row] = lastValue;
        return null;
      }
      const value = parse(bytes, start, end);
      values[row] = value;
      if (Number.isNaN(value)) return isMissing(bytes, start, end) ? null : 'not-a-time';
      if (lastBytes.length !== end - start) lastBytes = new Uint8Array(end - start);
      for (let i = start; i < end; i++) lastBytes[i - start] = bytes[i];
      lastValue = value;
      return null;
    },
    finish: rows => ({ type: 'time', name: schema.name, values: trimmed(values, rows) }),
    clear() {
      values = new Float64Array(values.length);
    },
    view: rows => ({ type: 'time', name: schema.name, values: values.subarray(0, rows) }),
    reuse() {},
  };
}

function categoricalSink(schema: ColumnSchema): ColumnSink {
  let index = createCategoryIndex();
  let codes = new Int32Array(FIRST_ROWS);
  return {
    schema,
    begin() {},
    put({ bytes, starts, ends }, field, row) {
      if (row === codes.length) codes = doubled(codes, new Int32Array(2 * row));
      const start = starts[field];
      const end = ends[field];
      codes[row] = isMissing(bytes, start, end) ? -1 : index.codeOf(bytes, start, end);
      return null;
    },
    finish,
    clear() {
      index = createCategoryIndex();
    },
    view: finish,
    reuse() {
      index = createCategoryIndex();
    },
  };

  function finish(rows: number): Column {
    // Rows that were rejected may have brought categories that nothing bears.
    const borne = new Uint8Array(index.size());
    for (let row = 0; row < rows; row++) if (codes[row] >= 0) borne[codes[row]] = 1;
    const texts: { text: string; code: number }[] = [];
    for (let code = 0; code < borne.length; code++) {
      if (borne[code] === 0) continue;
      // No category holds a lone quote: the scanner lets quotes stand only doubled, inside quotes.
      texts.push({ code, text: Buffer.from(index.bytesOf(code)).toString('utf8').replaceAll('""', '"') });
    }
    texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    const sortedCode = new Int32Array(borne.length);
    texts.forEach(({ code }, position) => {
      sortedCode[code] = position;
    });
    const sorted = new Int32Array(rows);
    for (let row = 0; row < rows; row++) sorted[row] = codes[row] < 0 ? -1 : sortedCode[codes[row]];
    return {
      type: 'categorical',
      name: schema.name,
      codes: sorted,
      categories: texts.map(({ text }) => text),
    };
  }
}
