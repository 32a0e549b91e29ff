// What is in the data: types of columns, the task, and what a careful colleague would say before training on it.

import { type Advice, adviseOnColumns } from '../data/advice.ts';
import type { InferredColumn } from '../data/column-evidence.ts';
import { readCsv } from '../data/csv.ts';
import { inferColumns, schemaOf } from '../data/infer.ts';
import type { CsvFile } from '../data/source.ts';
import { columnNamed, type Table } from '../data/table.ts';
import { inferTask, type Task } from '../data/target.ts';
import { UserError } from '../errors.ts';
import type { CalendarPart } from '../features/calendar.ts';
import { chooseCalendar } from '../features/choose-calendar.ts';
import { nearName } from '../project/near-name.ts';

export type SettledColumn = Exclude<InferredColumn, { type: 'ambiguous-time' }>;

export type Inspection = {
  table: Table;
  columns: SettledColumn[];
  task: Task;
  taskReason: string;
  advice: Advice[];
  calendar: Map<string, CalendarPart[]>;
};

/** Types of all columns, from all rows; a format that a person gave decides its column. */
export async function inspectColumns(
  files: readonly CsvFile[],
  { time, timeFormat }: { time: string | undefined; timeFormat: string | undefined },
): Promise<InferredColumn[]> {
  const given = time !== undefined && timeFormat !== undefined ? new Map([[time, timeFormat]]) : undefined;
  const { columns } = await inferColumns({ files, timeFormats: given });
  if (timeFormat === undefined) return columns;
  return columns.map(column =>
    column.type === 'ambiguous-time' && column.candidates.includes(timeFormat)
      ? {
          name: column.name,
          missing: column.missing,
          reason: 'the format was given',
          type: 'time',
          format: timeFormat,
        }
      : column,
  );
}

/** Throws UserError `column-not-found` with the near name. */
export function requireColumn(columns: readonly { name: string }[], name: string, option: string): void {
  if (columns.some(column => column.name === name)) return;
  const names = columns.map(column => column.name);
  const near = nearName(name, names);
  throw new UserError(`${option}: the data have no column "${name}"`, {
    code: 'column-not-found',
    hint: near
      ? `did you mean "${near}"?`
      : `columns: ${names.slice(0, 40).join(', ')}${names.length > 40 ? ', …' : ''}`,
    details: { column: name, columns: names.slice(0, 200) },
  });
}

/** Reads every row by the types found, and looks at them with the target in mind. */
export async function inspectRows({
  files,
  columns,
  target,
  time,
  task,
  exclude,
}: {
  files: readonly CsvFile[];
  columns: readonly InferredColumn[];
  target: string;
  time: string | undefined;
  task: Task | undefined;
  exclude: readonly string[];
}): Promise<Inspection> {
  const schema = schemaOf(columns);
  if (time !== undefined && schema.find(column => column.name === time)?.type !== 'time') {
    const found = columns.find(column => column.name === time)!;
    throw new UserError(
      `--time: "${time}" does not hold times that are understood: it looks ${found.type} (${found.reason})`,
      {
        code: 'not-a-time',
        hint: 'say how they are written, for example --time-format "dd.MM.yyyy HH:mm", or unix for seconds since 1970; or leave --time out',
      },
    );
  }
  const table = await readCsv({ files, columns: schema });
  const inferred = inferTask(columnNamed(table, target)!);
  const advised = adviseOnColumns({ table, target, time });
  const calendar = new Map<string, CalendarPart[]>();
  for (const column of table.columns)
    if (column.type === 'time') calendar.set(column.name, chooseCalendar(column));
  return {
    table,
    columns: columns as SettledColumn[],
    task: task ?? inferred.task,
    taskReason: task ? 'as you said' : inferred.reason,
    advice: advised.filter(({ columns: spoken }) => !spoken.some(name => exclude.includes(name))),
    calendar,
  };
}
