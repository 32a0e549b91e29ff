import { createColumnSink } from './column-sink.ts';
import type { ColumnSchema } from './schema.ts';
import type { Table } from './table.ts';

/** These columns, and no rows. */
export function emptyTable(columns: readonly ColumnSchema[]): Table {
  const none = columns.map(schema => createColumnSink(schema).finish(0));
  return { rows: 0, columns: none, origin: { files: [], lines: new Uint32Array(0) } };
}
