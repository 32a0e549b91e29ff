// What is in the data: types of columns, the task, and what a careful colleague would say before training on it.

import { readCsv } from '../data/csv/csv.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import { type Advice, adviseOnColumns } from '../data/inference/advice.ts';
import type { InferredColumn } from '../data/inference/column-evidence.ts';
import { inferColumns, schemaOf } from '../data/inference/infer.ts';
import { shownValue } from '../data/place.ts';
import { columnNamed } from '../data/table.ts';
import { inferTask, type Task } from '../data/target.ts';
import { UserError } from '../errors.ts';
import type { CalendarPart } from '../features/calendar.ts';
import { chooseCalendar } from '../features/choose-calendar.ts';
import { nearName } from '../project/near-name.ts';
import { describeFiles } from '../training/dataset.ts';
import { digestWhileRead } from '../training/digest-while-read.ts';
import type { RowsAtHand } from '../training/rows-at-hand.ts';
import { checkTarget } from './check-target.ts';

type SettledColumn = Exclude<InferredColumn, { type: 'ambiguous-time' }>;

export type Inspection = {
  columns: SettledColumn[];
  task: Task;
  taskReason: string;
  advice: Advice[];
  calendar: Map<string, CalendarPart[]>;
  /** All rows of all columns, as they were read for this. */
  read: Pick<RowsAtHand, 'table' | 'schema' | 'files'>;
};

type Files = { files: readonly CsvFile[]; separator: Separator | undefined };

/**
 * Types of all columns, from all rows. `timeFormat` decides the column `time` where that is given, and each column
 * that could be read by it; `<column>=<format>` decides that column alone. Throws UserError `unused-time-format`.
 */
export async function inspectColumns({
  files,
  separator,
  time,
  timeFormats,
}: Files & { time: string | undefined; timeFormats: readonly string[] }): Promise<InferredColumn[]> {
  const { columns } = await inferColumns({ files, separator });
  const given = new Map<string, string>();
  for (const written of timeFormats) {
    const named = columns.find(({ name }) => written.startsWith(`${name}=`));
    const format = named ? written.slice(named.name.length + 1) : written;
    const fitting = named
      ? [named]
      : columns.filter(
          column =>
            column.name === time || (column.type === 'ambiguous-time' && column.candidates.includes(format)),
        );
    if (fitting.length === 0) throw unusedFormat(format, columns);
    for (const { name } of fitting) given.set(name, format);
  }
  if (given.size === 0) return columns;
  return (await inferColumns({ files, separator, timeFormats: given })).columns;
}

function unusedFormat(format: string, columns: readonly InferredColumn[]): UserError {
  const ambiguous = columns.find(column => column.type === 'ambiguous-time');
  return new UserError(`--time-format ${shownValue(format)} fits no column`, {
    code: 'unused-time-format',
    hint: ambiguous
      ? `${shownValue(ambiguous.name)} may be ${ambiguous.candidates.join(' or ')}`
      : 'name the column: --time <column>, or --time-format <column>=<format>',
    details: { format },
  });
}

/** Throws UserError `column-not-found` with the near name. */
export function requireColumn(columns: readonly { name: string }[], name: string, option: string): void {
  if (columns.some(column => column.name === name)) return;
  const names = columns.map(column => column.name);
  const near = nearName(name, names);
  throw new UserError(`${option}: the data have no column ${shownValue(name)}`, {
    code: 'column-not-found',
    hint: near
      ? `did you mean ${shownValue(near)}?`
      : `columns: ${names.slice(0, 40).map(shownValue).join(', ')}${names.length > 40 ? ', …' : ''}`,
    details: { column: name, columns: names.slice(0, 200) },
  });
}

/** Reads every row by the types found, and looks at them with the target in mind. */
export async function inspectRows({
  files,
  separator,
  columns,
  target,
  time,
  task: wanted,
  exclude,
}: Files & {
  columns: readonly InferredColumn[];
  target: string;
  time: string | undefined;
  task: Task | undefined;
  exclude: readonly string[];
}): Promise<Inspection> {
  // A date that nobody will read need not be settled.
  const settled = columns.map(column =>
    column.type === 'ambiguous-time' && exclude.includes(column.name) && column.name !== time
      ? { ...column, type: 'categorical' as const }
      : column,
  );
  const schema = schemaOf(settled);
  if (time !== undefined) requireTime(columns, time);
  const digested = files.map(digestWhileRead);
  const table = await readCsv({ files: digested, separator, columns: schema });
  const goal = columnNamed(table, target)!;
  const inferred = inferTask(goal);
  const task = wanted ?? inferred.task;
  const onTarget = checkTarget({ column: goal, task, origin: table.origin });
  const advised = adviseOnColumns({ table, target, time });
  const calendar = new Map<string, CalendarPart[]>();
  for (const column of table.columns)
    if (column.type === 'time') calendar.set(column.name, chooseCalendar(column));
  return {
    columns: settled as SettledColumn[],
    task,
    taskReason: wanted ? 'as you said' : inferred.reason,
    advice: [
      ...onTarget,
      ...advised.filter(({ columns: spoken }) => !spoken.some(name => exclude.includes(name))),
    ],
    calendar,
    read: { table, schema, files: describeFiles(table, digested) },
  };
}

function requireTime(columns: readonly InferredColumn[], time: string): void {
  const found = columns.find(({ name }) => name === time)!;
  if (found.type === 'time') return;
  throw new UserError(
    `--time: ${shownValue(time)} does not hold times that are understood: it looks ${found.type} (${found.reason})`,
    {
      code: 'not-a-time',
      hint: 'say how they are written, for example --time-format "dd.MM.yyyy HH:mm", or unix for seconds since 1970; or leave --time out',
      details: { column: time },
    },
  );
}
