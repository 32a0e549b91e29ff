// A record goes into typed columns, or is refused with the place of the cell at fault.

import type { UserError } from '../../errors.ts';
import { cellError } from './cell-error.ts';
import type { ColumnSink } from './column-sink.ts';
import { fieldText, type RecordView } from './scan-records.ts';

/** Puts the record's `fields` into their sinks at `row`; gives the error of the first that does not fit, or null. */
export function putRecord(
  { sinks, fields, file }: { sinks: readonly ColumnSink[]; fields: Int32Array; file: string },
  record: RecordView,
  row: number,
): UserError | null {
  for (let i = 0; i < sinks.length; i++) {
    const misfit = sinks[i].put(record, fields[i], row);
    if (misfit === null) continue;
    const witness = { value: fieldText(record, fields[i]), file, line: record.line };
    return cellError(misfit, sinks[i].schema, witness);
  }
  return null;
}
