// A CSV of any length as blocks of rows: each block as typed columns, and as the text that its rows were.

import type { ColumnSchema } from '../schema.ts';
import type { Table } from '../table.ts';
import { type ColumnSink, createColumnSink } from './column-sink.ts';
import { copyRecord, roomForRecord } from './copy-record.ts';
import { putRecord } from './put-record.ts';
import { type FileStart, readRows } from './read-rows.ts';
import { requireColumns } from './require-columns.ts';
import type { RecordView } from './scan-records.ts';
import type { Separator } from './separator.ts';
import type { CsvFile } from './source.ts';

export type RowBlock = {
  table: Table;
  /** Row i as a line of a CSV with commas, without its end, is `text[ends[i - 1]] .. text[ends[i]]`; `ends[-1]` is 0. */
  text: Uint8Array;
  ends: Uint32Array;
};

type ReadBlocksOptions = {
  file: CsvFile;
  /** The columns that tables have, in this order, but for optional ones that the file lacks; those of the text are all of the file. */
  columns: readonly ColumnSchema[];
  separator?: Separator;
  /** Called once the header is read, with all names of the file. */
  onHeader: (names: readonly string[]) => void;
  /** Called with one block after the other; nothing further is read until it resolves. */
  onBlock: (block: RowBlock) => Promise<void>;
};

/** Rows of a block; fewer where their text is long. */
export const BLOCK_ROWS = 8192;
const BLOCK_BYTES = 1 << 22;

/**
 * Reads a file once, from start to end, in memory of a few blocks. A header without rows gives no block.
 * Throws as `readCsv` does, but for `no-rows`.
 */
export async function readBlocks({
  file,
  columns,
  separator,
  onHeader,
  onBlock,
}: ReadBlocksOptions): Promise<void> {
  const sinks = columns.map(createColumnSink);
  let fields = new Int32Array(0);
  let comma = 0;
  const full: RowBlock[] = [];
  let filling = openBlock(file.path, sinks);
  const put = (record: RecordView): void => {
    const error = putRecord({ sinks, fields, file: file.path }, record, filling.rows());
    if (error !== null) throw error;
    filling.add(record, comma);
    if (!filling.isFull()) return;
    const block = filling.close();
    full.push(block);
    // Rows of one file are about as long as each other.
    filling = openBlock(file.path, sinks, Math.ceil(1.1 * block.ends[block.ends.length - 1]));
  };
  const handOver = async (): Promise<void> => {
    for (let block = full.shift(); block !== undefined; block = full.shift()) await onBlock(block);
  };
  await readRows({
    files: [file],
    separator,
    between: handOver,
    onFile: (start: FileStart) => {
      comma = start.separator.charCodeAt(0);
      const there = sinks.filter(({ schema }) => !schema.optional || start.positions.has(schema.name));
      sinks.splice(0, sinks.length, ...there);
      fields = requireColumns(
        start,
        sinks.map(({ schema }) => schema.name),
      );
      for (const sink of sinks) sink.begin(start.separator);
      onHeader(start.names);
    },
    onRow: put,
  });
  if (filling.rows() > 0) full.push(filling.close());
  await handOver();
}

/** `room`: bytes of text to begin with. */
function openBlock(path: string, sinks: readonly ColumnSink[], room = 1 << 16) {
  const lines = new Uint32Array(BLOCK_ROWS);
  const ends = new Uint32Array(BLOCK_ROWS);
  let text: Uint8Array = Buffer.allocUnsafeSlow(room);
  let size = 0;
  let rows = 0;
  return {
    rows: () => rows,
    isFull: () => rows === BLOCK_ROWS || size >= BLOCK_BYTES,
    add(record: RecordView, separator: number): void {
      const needed = size + roomForRecord(record);
      if (needed > text.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * text.length));
        larger.set(text.subarray(0, size));
        text = larger;
      }
      size = copyRecord(text, size, record, separator);
      lines[rows] = record.line;
      ends[rows++] = size;
    },
    close(): RowBlock {
      const tableColumns = sinks.map(sink => sink.finish(rows));
      for (const sink of sinks) sink.clear();
      const origin = { files: [{ path, firstRow: 0 }], lines: lines.subarray(0, rows) };
      return { table: { rows, columns: tableColumns, origin }, text, ends: ends.subarray(0, rows) };
    },
  };
}
