// The predictions of a batch on their way to the log: a batch waits for the log rather than lose a row of it.

import type { Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import type { KeptColumn } from '../prediction-log/kept-columns.ts';
import { asDeclared } from '../prediction-log/key-columns.ts';
import type { LoggedModel } from '../prediction-log/logged-rows.ts';
import type { Configuration } from '../project/schema.ts';
import type { SpreadLog } from './spread-log.ts';

export type BatchLog = {
  /** Columns that name the row, read where the file has them. */
  columns: readonly KeptColumn[];
  /** Resolves once there is room for the next block. */
  add(block: { table: Table; firstRow: number; prediction: Prediction; bytes: number }): Promise<void>;
};

export function logBatch(
  log: SpreadLog,
  { model, id, configuration }: { model: LoggedModel; id: string; configuration: Configuration },
): BatchLog {
  const keys = new Set(model.columns.filter(({ key }) => key).map(({ name }) => name));
  return {
    columns: model.columns,
    add({ table, ...rest }) {
      const columns = table.columns.map(column =>
        keys.has(column.name) && column.type === 'categorical' ? asDeclared(column, configuration) : column,
      );
      return log.append({ model, role: 'answer', id, table: { ...table, columns }, ...rest });
    },
  };
}
