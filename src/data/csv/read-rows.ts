// One or more CSV files as one sequence of rows under one header.

import { UserError } from '../../errors.ts';
import { placeText, shownValue } from '../place.ts';
import { checkHeader } from './header.ts';
import { readRecords } from './read-records.ts';
import { fieldText, type RecordView } from './scan-records.ts';
import type { Separator } from './separator.ts';
import type { CsvFile } from './source.ts';

export type FileStart = {
  file: CsvFile;
  separator: Separator;
  /** Names in the order of this file. */
  names: readonly string[];
  /** Where each name stands in this file. */
  positions: ReadonlyMap<string, number>;
};

type ReadRowsOptions = {
  files: readonly CsvFile[];
  separator?: Separator;
  /** Files may differ in columns: whoever needs one asks for it in `onFile`. Default false. */
  mixed?: boolean;
  /** Called for each file once its header is read. */
  onFile: (start: FileStart) => void;
  /** Called for each row; the view is overwritten by the next one. */
  onRow: (record: RecordView) => void;
  /** Takes rows of the wrong width; where it is absent they throw. */
  onRagged?: (error: UserError, record: RecordView) => void;
  /** Waited for between blocks of text. */
  between?: () => Promise<void>;
};

/**
 * Reads files one after the other. All must have the same columns, in any order, unless they are `mixed`. Throws UserError `empty-file`,
 * `ragged-row`, `column-mismatch`, what `checkHeader` throws and what `readRecords` throws.
 */
export async function readRows({
  files,
  separator,
  mixed = false,
  onFile,
  onRow,
  onRagged,
  between,
}: ReadRowsOptions): Promise<void> {
  let reference: FileStart | undefined;
  for (const file of files) {
    let found: Separator = ',';
    let start: FileStart | undefined;
    await readRecords({
      file,
      separator,
      between,
      onSeparator: each => {
        found = each;
      },
      onRecord: record => {
        if (start !== undefined) {
          if (record.count === start.names.length) onRow(record);
          else raggedRow({ start, record, onRagged });
          return;
        }
        start = readHeader(file, found, record);
        reference ??= start;
        if (!mixed) refuseOtherColumns(reference, start);
        onFile(start);
      },
    });
    if (start === undefined) throw emptyFile(file);
  }
}

function readHeader(file: CsvFile, separator: Separator, record: RecordView): FileStart {
  const names = Array.from({ length: record.count }, (_, field) => fieldText(record, field));
  checkHeader(names, file.path);
  return { file, separator, names, positions: new Map(names.map((name, position) => [name, position])) };
}

/** A row that has more or fewer values than the header names: handed on, or thrown. */
export function raggedRow({
  start,
  record,
  onRagged,
}: {
  start: { file: { path: string }; names: readonly string[] };
  record: RecordView;
  onRagged?: ReadRowsOptions['onRagged'];
}): void {
  const expected = start.names.length;
  const found = record.count;
  const place = { file: start.file.path, line: record.line };
  const error = new UserError(
    `${placeText(place)}: ${found} ${found === 1 ? 'value' : 'values'} where the header names ${expected} ${expected === 1 ? 'column' : 'columns'}`,
    {
      code: 'ragged-row',
      hint:
        found > expected
          ? 'quote values that hold the separator'
          : 'complete the row, or take it out (a file cut short ends so)',
      details: { ...place, expected, found },
    },
  );
  if (onRagged === undefined) throw error;
  onRagged(error, record);
}

function refuseOtherColumns(reference: FileStart, start: FileStart): void {
  for (const [from, into] of [
    [reference, start],
    [start, reference],
  ]) {
    const absent = from.names.find(name => !into.positions.has(name));
    if (absent === undefined) continue;
    throw new UserError(
      `${into.file.path} has no column ${shownValue(absent)}, which ${from.file.path} has`,
      {
        code: 'column-mismatch',
        hint: 'all files need the same columns, in any order',
        details: { file: into.file.path, column: absent, other: from.file.path },
      },
    );
  }
}

export function emptyFile(file: Pick<CsvFile, 'path'>): UserError {
  return new UserError(`${file.path} is empty`, {
    code: 'empty-file',
    hint: 'a CSV needs a header and rows',
    details: { file: file.path },
  });
}

/** The error for files that have a header and nothing under it. */
export function noRows(files: readonly CsvFile[]): UserError {
  const names = files.map(file => file.path).join(', ');
  return new UserError(`${names}: there are no rows under the header`, {
    code: 'no-rows',
    hint: 'give a CSV with rows',
    details: { file: files[0]?.path ?? null },
  });
}
