// CSV files to a table of typed columns: the read that training, prediction and monitoring share.

import type { UserError } from '../../errors.ts';
import type { ColumnSchema } from '../schema.ts';
import type { RowOrigin, Table } from '../table.ts';
import { type ColumnSink, createColumnSink } from './column-sink.ts';
import { putRecord } from './put-record.ts';
import { noRows, readRows } from './read-rows.ts';
import { requireColumns } from './require-columns.ts';
import type { RecordView } from './scan-records.ts';
import type { Separator } from './separator.ts';
import type { CsvFile } from './source.ts';

type ReadCsvOptions = {
  files: readonly CsvFile[];
  /** The columns to keep, in the order of the table; others are passed over unread. */
  columns: readonly ColumnSchema[];
  /** Found in each file where it is not given. */
  separator?: Separator;
  /** Takes the error of each row that cannot be read, and the row is left out; where it is absent the first one throws. */
  onRejected?: (error: UserError) => void;
  /** A header without rows is a table of 0 rows rather than an error. Default false. */
  allowEmpty?: boolean;
  /** Files may differ in the columns that are not read; then none of `columns` is optional. Default false. */
  mixed?: boolean;
};

/**
 * Reads files, one after the other, into one table. Memory is that of the columns and one block of text.
 * Values are trimmed of spaces and tabs; empty ones and `MISSING_WORDS` are missing. Categories are texts as written.
 *
 * Throws UserError `not-a-number`, `not-finite`, `not-a-time` (with file, line, column and value), `missing-column`,
 * `no-rows`, and what `readRows` throws.
 *
 * @example await readCsv({ files: [fileOnDisk({ path: 'day.csv' })], columns: [{ name: 'cnt', type: 'numeric' }] })
 */
export async function readCsv({
  files,
  columns,
  separator,
  onRejected,
  allowEmpty = false,
  mixed = false,
}: ReadCsvOptions): Promise<Table> {
  let sinks: ColumnSink[] = columns.map(createColumnSink);
  let fields = new Int32Array(0);
  let lines = new Uint32Array(64);
  let rows = 0;
  const origin: RowOrigin = { files: [], lines };

  const onRow = (record: RecordView): void => {
    const error = putRecord({ sinks, fields, file: origin.files.at(-1)!.path }, record, rows);
    if (error !== null) {
      if (onRejected === undefined) throw error;
      onRejected(error);
      return;
    }
    if (rows === lines.length) {
      const more = new Uint32Array(2 * rows);
      more.set(lines);
      lines = more;
    }
    lines[rows++] = record.line;
  };

  await readRows({
    files,
    separator,
    mixed,
    onFile: start => {
      origin.files.push({ path: start.file.path, firstRow: rows });
      // All files have the same columns, so what is absent from one is absent from all.
      sinks = sinks.filter(({ schema }) => start.positions.has(schema.name) || !schema.optional);
      fields = requireColumns(
        start,
        sinks.map(({ schema }) => schema.name),
      );
      for (const sink of sinks) sink.begin(start.separator);
    },
    onRow,
    onRagged: onRejected,
  });
  if (rows === 0 && !allowEmpty) throw noRows(files);
  origin.lines = lines.slice(0, rows);
  return { rows, columns: sinks.map(sink => sink.finish(rows)), origin };
}
