// A CSV of any length as counts beside the reference, and a sample of its rows to predict, in one pass.

import { cellError } from '../data/csv/cell-error.ts';
import { type ColumnSink, createColumnSink } from '../data/csv/column-sink.ts';
import { type FileStart, readRows } from '../data/csv/read-rows.ts';
import { fieldText, type RecordView } from '../data/csv/scan-records.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import { type BatchCounter, batchCounter } from './drift/batch-counts.ts';
import type { Profile } from './profile.ts';
import { sampleRows } from './sample-rows.ts';

type CountCsvOptions = {
  file: CsvFile;
  reference: Profile;
  /** How the columns of the reference are read; of others there is no need. */
  columns: readonly ColumnSchema[];
  /** Further columns of the sample, such as the target; a file may lack them, and they are not counted. */
  also?: readonly ColumnSchema[];
  /** Names that are no news where the file has them: the target, what is excluded. */
  known: readonly string[];
  separator?: Separator;
  /** Rows to predict, drawn by seed, each row as likely as another. */
  sample: { rows: number; seed: number };
};

export type CountedCsv = {
  counter: BatchCounter;
  /** In the order of the file. Null where the file lacks a column that it would need. */
  sample: Table | null;
};

const BLOCK_ROWS = 8192;

/**
 * Reads a file once, in memory that does not grow with it. A cell that does not fit its column is missing and counted as
 * unreadable; a column that the file lacks is left out of the counts. A header without rows counts nothing. Throws what
 * `readRows` throws.
 */
export async function countCsv({
  file,
  reference,
  columns,
  also = [],
  known,
  separator,
  sample,
}: CountCsvOptions): Promise<CountedCsv> {
  const counter = batchCounter(reference);
  const sampled = sampleRows({ ...sample, path: file.path });
  const lines = new Uint32Array(BLOCK_ROWS);
  let sinks: ColumnSink[] = [];
  let fields = new Int32Array(0);
  let rows = 0;
  let counted = 0;
  const handOver = () => {
    if (rows === 0) return;
    const block = sinks.map(sink => sink.finish(rows));
    for (const sink of sinks) sink.clear();
    counter.add(block.slice(0, counted), rows);
    sampled.add(block, rows, lines);
    rows = 0;
  };
  const misfits = (error: NonNullable<ReturnType<ColumnSink['put']>>, sink: number, record: RecordView) => {
    const { schema } = sinks[sink];
    const known = counter.counts.unreadable.get(schema.name);
    if (known) known.cells++;
    else {
      const place = { value: fieldText(record, fields[sink]), file: file.path, line: record.line };
      const first = cellError(error, schema, place).message;
      counter.counts.unreadable.set(schema.name, { cells: 1, first });
    }
  };
  await readRows({
    files: [file],
    separator,
    onFile: (start: FileStart) => {
      const isThere = ({ name }: ColumnSchema) => start.positions.has(name);
      counted = columns.filter(isThere).length;
      const read = [...columns.filter(isThere), ...also.filter(isThere)];
      sinks = read.map(createColumnSink);
      fields = Int32Array.from(read, ({ name }) => start.positions.get(name)!);
      for (const sink of sinks) sink.begin(start.separator);
      const names = new Set([...known, ...columns.map(({ name }) => name)]);
      counter.counts.newColumns.push(...start.names.filter(name => !names.has(name)));
    },
    onRow: record => {
      for (let i = 0; i < sinks.length; i++) {
        const error = sinks[i].put(record, fields[i], rows);
        if (error !== null) misfits(error, i, record);
      }
      lines[rows++] = record.line;
      if (rows === BLOCK_ROWS) handOver();
    },
  });
  handOver();
  return { counter, sample: counted === columns.length ? sampled.table() : null };
}
