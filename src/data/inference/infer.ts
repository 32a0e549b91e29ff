// The type of each column, from all of its values, with the reason.

import { UserError } from '../../errors.ts';
import { type FileStart, noRows, readRows } from '../csv/read-rows.ts';
import type { Separator } from '../csv/separator.ts';
import type { CsvFile } from '../csv/source.ts';
import { shownValue } from '../place.ts';
import type { ColumnSchema } from '../schema.ts';
import { beginEvidence, conclude, type Evidence, type InferredColumn, weigh } from './column-evidence.ts';

type InferOptions = {
  files: readonly CsvFile[];
  separator?: Separator;
  /** Formats that a person gave, by column; such a column is a time or an error. */
  timeFormats?: ReadonlyMap<string, string>;
};

/**
 * Reads every row once. Numeric: every value is a number (few distinct ones too: a person may say otherwise);
 * whole numbers with leading zeros, or too long for a double, are categories. Time: every value fits one common
 * format. All else is categorical. A column without any value is numeric.
 *
 * Throws UserError `no-rows`, `not-a-time` and `missing-column` for a given format, and what `readRows` throws.
 *
 * @example (await inferColumns({ files })).columns[1] // { name: 'dteday', type: 'time', format: 'yyyy-MM-dd', … }
 */
export async function inferColumns({
  files,
  separator,
  timeFormats = new Map(),
}: InferOptions): Promise<{ rows: number; columns: InferredColumn[] }> {
  let evidence: Evidence[] = [];
  let positions: number[] = [];
  let path = '';
  let rows = 0;
  await readRows({
    files,
    separator,
    onFile: start => {
      path = start.file.path;
      if (evidence.length === 0) evidence = beginColumns(start, timeFormats);
      positions = evidence.map(({ name }) => start.positions.get(name)!);
      for (const each of evidence) each.decimal = { commaAllowed: start.separator === ';', mark: 0 };
    },
    onRow: record => {
      rows++;
      for (let i = 0; i < evidence.length; i++) weigh(evidence[i], record, positions[i], path);
    },
  });
  if (rows === 0) throw noRows(files);
  return { rows, columns: evidence.map(conclude) };
}

/**
 * The schema to read these columns with. Throws UserError `ambiguous-time` where one needs a person's word.
 */
export function schemaOf(columns: readonly InferredColumn[]): ColumnSchema[] {
  return columns.map(column => {
    if (column.type === 'time') return { name: column.name, type: 'time', format: column.format };
    if (column.type !== 'ambiguous-time') return { name: column.name, type: column.type };
    const { candidates } = column;
    throw new UserError(
      `column ${shownValue(column.name)}: ${shownValue(column.example)} may be ${candidates.join(' or ')}, and no other row decides`,
      {
        code: 'ambiguous-time',
        hint: `say which: ${candidates.map(format => `--time-format '${format}'`).join(' or ')}; or leave the column out with --exclude`,
        details: { column: column.name, candidates },
      },
    );
  });
}

function beginColumns(start: FileStart, timeFormats: ReadonlyMap<string, string>): Evidence[] {
  for (const name of timeFormats.keys()) {
    if (start.positions.has(name)) continue;
    throw new UserError(`${start.file.path} has no column ${shownValue(name)}`, {
      code: 'missing-column',
      hint: 'a time format names a column of the file',
      details: { file: start.file.path, column: name },
    });
  }
  return start.names.map(name => beginEvidence(name, timeFormats.get(name)));
}
