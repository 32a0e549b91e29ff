// The rows of one file against what is expected of them: which are new, which are known, which are wrong and why.

import { cellError } from '../data/csv/cell-error.ts';
import { type ColumnSink, createColumnSink } from '../data/csv/column-sink.ts';
import { readRows } from '../data/csv/read-rows.ts';
import { requireColumns } from '../data/csv/require-columns.ts';
import { fieldText, type RecordView } from '../data/csv/scan-records.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import { shownValue } from '../data/place.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { UserError } from '../errors.ts';
import { type Fault, faultOf } from './fault.ts';
import type { KnownRows } from './known-rows.ts';

export type CheckedFile = {
  names: readonly string[];
  separator: Separator;
  /** Rows to take. */
  rows: number;
  /** Rows whose key is there already, with the same values. */
  known: number;
  /** In the order of the file; of many only the first, `MOST_FAULTS`. */
  faults: Fault[];
  /** By the line on which it begins: every row that is not taken, and why. */
  leftOut: Map<number, 'known' | 'rejected'>;
};

/** More than these nobody reads; their number is still told. */
const MOST_FAULTS = 10_000;

type CheckInput = {
  file: CsvFile;
  columns: readonly ColumnSchema[];
  separator: Separator | undefined;
  /** Names of key columns, and the rows that are there; both empty where mv.yaml names no key. */
  keys: readonly string[];
  knownRows: KnownRows | null;
};

/**
 * Reads a file once, in memory of one block and of the rows that are left out. Wrong rows are listed; throws UserError
 * for what makes the whole file unreadable: `missing-column`, `empty-file`, `not-csv`, `stray-quote` and the like.
 */
export async function checkRows({
  file,
  columns,
  separator,
  keys,
  knownRows,
}: CheckInput): Promise<CheckedFile> {
  // A category may be any text, also one that was never seen.
  const checked = columns.filter(column => column.type !== 'categorical');
  const sinks: ColumnSink[] = checked.map(createColumnSink);
  let fields = new Int32Array(0);
  let keyFields = new Int32Array(0);
  let allFields = new Int32Array(0);
  const result: CheckedFile = {
    names: [],
    separator: ',',
    rows: 0,
    known: 0,
    faults: [],
    leftOut: new Map(),
  };
  const reject = (fault: Fault, record: RecordView) => {
    if (result.faults.length < MOST_FAULTS) result.faults.push(fault);
    result.leftOut.set(record.line, 'rejected');
  };
  await readRows({
    files: [file],
    separator,
    onFile(start) {
      result.names = start.names;
      result.separator = start.separator;
      allFields = requireColumns(
        start,
        columns.map(({ name }) => name),
      );
      fields = requireColumns(
        start,
        checked.map(({ name }) => name),
      );
      keyFields = requireColumns(start, keys);
      for (const sink of sinks) sink.begin(start.separator);
    },
    onRagged: (error: UserError, record) => reject(faultOf(error, file.path), record),
    onRow(record) {
      let wrong = false;
      for (let i = 0; i < sinks.length; i++) {
        // Always in the first place: what is checked is not kept.
        const misfit = sinks[i].put(record, fields[i], 0);
        if (misfit === null) continue;
        wrong = true;
        const witness = { value: fieldText(record, fields[i]), file: file.path, line: record.line };
        reject(faultOf(cellError(misfit, checked[i], witness), file.path), record);
      }
      if (wrong) return;
      const standing = knownRows?.take(record, keyFields, allFields) ?? 'new';
      if (standing === 'new') result.rows++;
      else if (standing === 'same') {
        result.known++;
        result.leftOut.set(record.line, 'known');
      } else reject(otherValues(file.path, record, keys, keyFields), record);
    },
  });
  return result;
}

function otherValues(
  file: string,
  record: RecordView,
  keys: readonly string[],
  keyFields: Int32Array,
): Fault {
  const key = keys.map((name, index) => `${name} ${shownValue(fieldText(record, keyFields[index]))}`);
  return {
    file,
    line: record.line,
    column: keys[0],
    reason: `a row with ${key.join(', ')} is there already, with other values`,
  };
}
