// Rows that were read already, for another reason, as the dataset that training would read once more.

import type { ColumnSchema } from '../data/schema.ts';
import { columnNamed, type Table } from '../data/table.ts';
import type { Configuration } from '../project/schema.ts';
import type { DataFile } from '../provenance/data-files.ts';
import { columnsToRead, type Dataset } from './dataset.ts';

export type RowsAtHand = {
  table: Table;
  /** How the columns of the table were read, in its order. */
  schema: readonly ColumnSchema[];
  /** `data.files` and `data.separator` as they were read by. */
  patterns: readonly string[];
  separator: Configuration['data']['separator'];
  /** The files of the table, in its order, as the data repository calls them. */
  files: readonly DataFile[];
};

/** What reading by `configuration` would give, or null where it reads otherwise than these rows were read. */
export function datasetAtHand(configuration: Configuration, rows: RowsAtHand): Dataset | null {
  const { files, separator } = configuration.data;
  if (separator !== rows.separator || files.join('\0') !== rows.patterns.join('\0')) return null;
  const wanted = columnsToRead(configuration);
  const isSame = (column: ColumnSchema) => rows.schema.some(read => describe(read) === describe(column));
  if (!wanted.every(isSame)) return null;
  const { table } = rows;
  const origin = {
    ...table.origin,
    files: table.origin.files.map((file, index) => ({ ...file, path: rows.files[index].path })),
  };
  const columns = wanted.map(({ name }) => columnNamed(table, name)!);
  return { table: { ...table, columns, origin }, files: [...rows.files] };
}

function describe(column: ColumnSchema): string {
  return [column.name, column.type, column.type === 'time' ? column.format : ''].join('\0');
}
