import type { ColumnSchema } from '../schema.ts';
import type { Table } from '../table.ts';
import { createColumnSink } from './column-sink.ts';

/** These columns, and no rows. */
export function emptyTable(columns: readonly ColumnSchema[]): Table {
  const none = columns.map(schema => createColumnSink(schema).finish(0));
  return { rows: 0, columns: none, origin: { files: [], lines: new Uint32Array(0) } };
}
