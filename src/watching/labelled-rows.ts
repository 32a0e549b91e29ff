// Rows whose label has come: what they should have been, and what was predicted of them.

import { type Column, columnNamed, type Table, takeRows } from '../data/table.ts';
import type { TargetValues, Task } from '../data/target.ts';
import { type Prediction, takePrediction } from '../models/learner.ts';
import type { Segment } from '../monitoring/decay/segment-rows.ts';
import type { Configuration } from '../project/schema.ts';
import { segmentsOf } from '../project/segment-texts.ts';

export type LabelledRows = { target: TargetValues; prediction: Prediction; segments: Segment[] };

/**
 * The rows of `table` that have a target, oldest first where a column orders them; none where the table has no such
 * column. `prediction` has a row for each of the table.
 */
export function labelledRows({
  table,
  prediction,
  configuration,
  settings,
}: {
  table: Table;
  prediction: Prediction;
  /** Of the model. */
  configuration: Configuration;
  /** Whose `monitoring.by` names segments. */
  settings: Configuration;
}): LabelledRows | null {
  const { problem } = configuration;
  const column = columnNamed(table, problem.target);
  if (!column) return null;
  const rows = inOrder(rowsWithValue(column), problem.time ? columnNamed(table, problem.time) : undefined);
  if (rows.length === 0) return null;
  return {
    target: targetOf(takeRows([column], rows)[0], problem.task),
    prediction: takePrediction(prediction, rows),
    segments: segmentsOf({ ...configuration, monitoring: settings.monitoring }, name => {
      const found = columnNamed(table, name);
      return found && takeRows([found], rows)[0];
    }),
  };
}

function rowsWithValue(column: Column): Uint32Array {
  const isThere =
    column.type === 'categorical'
      ? (row: number) => column.codes[row] >= 0
      : (row: number) => !Number.isNaN(column.values[row]);
  const length = column.type === 'categorical' ? column.codes.length : column.values.length;
  return Uint32Array.from({ length }, (_, row) => row).filter(isThere);
}

function inOrder(rows: Uint32Array, time: Column | undefined): Uint32Array {
  if (time?.type !== 'time') return rows;
  const at = (row: number) => (Number.isNaN(time.values[row]) ? Number.NEGATIVE_INFINITY : time.values[row]);
  return rows.sort((one, other) => (at(one) < at(other) ? -1 : at(one) > at(other) ? 1 : one - other));
}

/** Of one class too, unlike a target that a model is fitted to. Classes of numbers are their texts, of times ISO 8601. */
function targetOf(column: Column, task: Task): TargetValues {
  if (task === 'regression') {
    if (column.type === 'numeric') return { task, values: column.values };
    return { task, values: new Float64Array() };
  }
  const texts =
    column.type === 'categorical'
      ? Array.from(column.codes, code => column.categories[code])
      : Array.from(column.values, value =>
          column.type === 'time' ? new Date(value).toISOString() : String(value),
        );
  const classes = [...new Set(texts)].sort();
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  return { task, classes, codes: Int32Array.from(texts, text => codeOf.get(text)!) };
}
