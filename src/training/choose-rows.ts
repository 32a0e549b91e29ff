// Which rows of a dataset have a target, which of them train, which judge, and which the model is fitted to.

import { type RowSplit, splitRows } from '../data/split.ts';
import { columnNamed, type Table, type TimeColumn, takeRows } from '../data/table.ts';
import { type PreparedTarget, prepareTarget } from '../data/target.ts';
import { halfLifeDays, windowDays } from '../project/recency.ts';
import type { Configuration } from '../project/schema.ts';
import { type FittedRows, recentRows } from './recent-rows.ts';

export type ChosenRows = PreparedTarget & {
  /** Of the rows that have a target; undefined where nothing orders them. */
  time: TimeColumn | undefined;
  /** Indices among the rows that have a target, here and below. */
  split: RowSplit;
  /** What the scored model is fitted to. */
  fitted: FittedRows;
  /** What the kept model is fitted to once more; null where it is the scored one. */
  refit: FittedRows | null;
};

/**
 * `table` has the target and, where there is one, the time column. Follows from the settings and those two columns
 * alone, so that it can be told of any model which rows it was made from. Throws what `prepareTarget`, `splitRows` and
 * `recentRows` throw.
 */
export function chooseRows(
  { problem, training, validation }: Pick<Configuration, 'problem' | 'training' | 'validation'>,
  table: Table,
): ChosenRows {
  const column = columnNamed(table, problem.target);
  if (!column) throw new Error(`the target "${problem.target}" was not read`);
  const prepared = prepareTarget({ column, task: problem.task, origin: table.origin });
  const { rows } = prepared;
  const time = timeOf(table, problem.time, rows);
  const split = splitRows({ rows: rows.length, time, fraction: validation.fraction, seed: training.seed });
  const recent = (of: Uint32Array) =>
    recentRows({ rows: of, times: time?.values ?? null, ...recencyOf(training) });
  return {
    ...prepared,
    time,
    split,
    fitted: recent(split.training),
    refit: validation.refit ? recent(rows.map((_, index) => index)) : null,
  };
}

function recencyOf({ window, half_life: halfLife }: Configuration['training']) {
  return {
    window: window === undefined ? null : windowDays(window),
    halfLife: halfLife === undefined ? null : halfLifeDays(halfLife),
  };
}

function timeOf(table: Table, name: string | undefined, rows: Uint32Array): TimeColumn | undefined {
  const column = name === undefined ? undefined : columnNamed(table, name);
  return column?.type === 'time' ? takeRows([column], rows)[0] : undefined;
}
