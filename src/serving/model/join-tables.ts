// Rows of several requests as one block, and its answer in parts again.

import type { CategoricalColumn, Column, Table } from '../../data/table.ts';
import type { Prediction } from '../../models/learner.ts';

/** The rows of all `tables`, which have the same columns, one after the other. */
export function joinTables(tables: readonly Table[]): Table {
  const [first] = tables;
  if (tables.length === 1) return first;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    rows,
    columns: first.columns.map((_, index) =>
      joinColumns(
        tables.map(({ columns }) => columns[index]),
        rows,
      ),
    ),
    origin: first.origin,
  };
}

function joinColumns(parts: readonly Column[], rows: number): Column {
  const [first] = parts;
  if (first.type === 'categorical') return joinCategories(parts as readonly CategoricalColumn[], rows);
  const values = new Float64Array(rows);
  let at = 0;
  for (const part of parts as readonly (typeof first)[]) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { ...first, values };
}

function joinCategories(parts: readonly CategoricalColumn[], rows: number): CategoricalColumn {
  const categories = [...new Set(parts.flatMap(part => part.categories))].sort();
  const codeOf = new Map(categories.map((text, code) => [text, code]));
  const codes = new Int32Array(rows);
  let at = 0;
  for (const part of parts) {
    const own = part.categories.map(text => codeOf.get(text)!);
    for (const code of part.codes) codes[at++] = code < 0 ? -1 : own[code];
  }
  return { ...parts[0], codes, categories };
}

/** The answer for `rows` rows from `first` on: views, nothing is copied. */
export function partOf(prediction: Prediction, first: number, rows: number): Prediction {
  if (prediction.task === 'regression') {
    return { task: 'regression', values: prediction.values.subarray(first, first + rows) };
  }
  const { codes, classes, probabilities } = prediction;
  return {
    task: 'classification',
    codes: codes.subarray(first, first + rows),
    classes,
    probabilities: probabilities.subarray(first * classes.length, (first + rows) * classes.length),
  };
}
