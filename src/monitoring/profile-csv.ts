// A CSV of any length as columns of a profile, in one pass: blocks of rows are profiled, and their profiles merged.

import { createColumnSink } from '../data/csv/column-sink.ts';
import { putRecord } from '../data/csv/put-record.ts';
import { readRows } from '../data/csv/read-rows.ts';
import { requireColumns } from '../data/csv/require-columns.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import { mergeColumns } from './merge/merge-profiles.ts';
import { type Bounds, boundsOf, type ColumnProfile, profileColumn } from './profile.ts';

/** Values that are held at once, and rows of a block: many, so that what rows in a row have in common is seen. */
const MOST_VALUES = 1 << 22;
const MOST_ROWS = 1 << 17;
/** Blocks are cut finer than what they become, so that little is lost twice. */
const CELLS = 1000;
/** So many profiles become one. */
const TOGETHER = 16;

/**
 * In memory that does not grow with the rows. A file of one block has the very profile that its rows would have in
 * memory; of more blocks the cells are off by what `rankError` says, less than 1 / 500 of the rows for each time that
 * sixteen become one. Throws what `readRows`, `requireColumns` and `putRecord` throw: rows that others are held against
 * have to be in order.
 */
export async function profileCsv({
  file,
  columns,
  separator,
}: {
  file: CsvFile;
  columns: readonly ColumnSchema[];
  separator?: Separator;
}): Promise<{ rows: number; columns: ColumnProfile[] }> {
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / Math.max(1, columns.length))));
  const sinks = columns.map(createColumnSink);
  const whole = boundsOf(columns.length);
  const fine: Bounds = { ...whole, cells: CELLS };
  /** By column, profiles of so many blocks each: powers of `TOGETHER`, the largest first. */
  const parts: { blocks: number; columns: ColumnProfile[] }[] = [];
  let fields = new Int32Array(0);
  let rows = 0;
  let all = 0;
  const profiled = (bounds: Bounds) => {
    const block = sinks.map(sink => profileColumn(sink.view(rows), bounds));
    for (const sink of sinks) sink.reuse();
    rows = 0;
    return block;
  };
  const close = () => {
    parts.push({ blocks: 1, columns: profiled(fine) });
    while (parts.length >= TOGETHER && parts.at(-TOGETHER)!.blocks === parts.at(-1)!.blocks) {
      const last = parts.splice(-TOGETHER);
      parts.push({ blocks: TOGETHER * last[0].blocks, columns: merged(last, fine) });
    }
  };
  await readRows({
    files: [file],
    separator,
    onFile: start => {
      fields = requireColumns(
        start,
        columns.map(({ name }) => name),
      );
      for (const sink of sinks) sink.begin(start.separator);
    },
    onRow: record => {
      if (rows === most) close();
      const error = putRecord({ sinks, fields, file: file.path }, record, rows);
      if (error !== null) throw error;
      rows++;
      all++;
    },
  });
  if (parts.length === 0) return { rows: all, columns: profiled(whole) };
  if (rows > 0) close();
  return { rows: all, columns: merged(parts, whole) };
}

function merged(parts: readonly { columns: ColumnProfile[] }[], bounds: Bounds): ColumnProfile[] {
  return parts[0].columns.map((_, at) =>
    mergeColumns(
      parts.map(({ columns }) => columns[at]),
      bounds,
    ),
  );
}
