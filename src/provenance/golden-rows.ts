// models/golden.json: a few rows and what the model said of them when it was made. Whoever loads it asks it again.

import type { ColumnSchema } from '../data/schema.ts';
import type { Column, Table } from '../data/table.ts';
import { UserError } from '../errors.ts';
import type { Prediction } from '../models/learner.ts';

export type GoldenRows = {
  version: 1;
  /** As the model was given them; times in ISO 8601, what was missing as null. */
  rows: Record<string, number | string | null>[];
  predictions: number[] | { class: string; probabilities: Record<string, number> }[];
};

/** `columns` are those of the rows that `prediction` speaks of, as the model's signature names them; none where there is none. */
export function makeGoldenRows(columns: readonly Column[], prediction: Prediction | null): GoldenRows {
  if (prediction === null) return { version: 1, rows: [], predictions: [] };
  const count = prediction.task === 'regression' ? prediction.values.length : prediction.codes.length;
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(column => [column.name, cellOf(column, row)])),
  );
  if (prediction.task === 'regression') {
    return { version: 1, rows, predictions: Array.from(prediction.values) };
  }
  const { codes, classes, probabilities } = prediction;
  const predictions = Array.from(codes, (code, row) => ({
    class: classes[code],
    probabilities: Object.fromEntries(
      classes.map((name, at) => [name, probabilities[row * classes.length + at]]),
    ),
  }));
  return { version: 1, rows, predictions };
}

function cellOf(column: Column, row: number): number | string | null {
  if (column.type === 'categorical') {
    return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
  }
  const value = column.values[row];
  if (Number.isNaN(value)) return null;
  return column.type === 'time' ? new Date(value).toISOString() : value;
}

/** One line a row, so that a person can read what changed. */
export function writeGoldenRows({ version, rows, predictions }: GoldenRows): string {
  const lines = (values: readonly unknown[]) =>
    values.map(value => `    ${JSON.stringify(value)}`).join(',\n');
  return `{\n  "version": ${version},\n  "rows": [\n${lines(rows)}\n  ],\n  "predictions": [\n${lines(predictions)}\n  ]\n}\n`;
}

/** How far a prediction may be off, as a share of its size: other machines and libraries round differently. */
const TOLERANCE = 1e-6;

/** Null where the bytes are not such a file, or one of a later version. */
export function parseGoldenRows(bytes: Uint8Array): GoldenRows | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<GoldenRows> | null;
    const whole =
      value?.version === 1 &&
      Array.isArray(value.rows) &&
      Array.isArray(value.predictions) &&
      value.rows.length === value.predictions.length;
    return whole ? (value as GoldenRows) : null;
  } catch {
    return null;
  }
}

/** The rows as the model is to be given them again. */
export function tableOfGolden({ rows }: GoldenRows, schemas: readonly ColumnSchema[]): Table {
  return {
    rows: rows.length,
    columns: schemas.map(schema =>
      columnOf(
        schema,
        rows.map(row => row[schema.name] ?? null),
      ),
    ),
    origin: { files: [], lines: new Uint32Array(0) },
  };
}

function columnOf({ name, type }: ColumnSchema, values: readonly (number | string | null)[]): Column {
  if (type === 'categorical') {
    const categories = [...new Set(values.filter(value => value !== null).map(String))].sort();
    const codes = Int32Array.from(values, value => (value === null ? -1 : categories.indexOf(String(value))));
    return { type, name, codes, categories };
  }
  const numberOf = (value: number | string) => (type === 'time' ? Date.parse(String(value)) : Number(value));
  return {
    type,
    name,
    values: Float64Array.from(values, value => (value === null ? Number.NaN : numberOf(value))),
  };
}

/** Throws UserError `golden-rows-differ`, naming the first row that the model now answers differently. */
export function checkGoldenRows({ predictions }: GoldenRows, now: Prediction, name: string): void {
  predictions.forEach((then, row) => {
    const difference = differenceAt(then, now, row);
    if (difference === null) return;
    throw new UserError(
      `the model of "${name}" does not answer its golden row ${row + 1} as it did when it was made: ${difference}`,
      {
        code: 'golden-rows-differ',
        hint: 'train it anew; for Python, look whether packages differ from those of its provenance',
        details: { row, then },
      },
    );
  });
}

function differenceAt(then: GoldenRows['predictions'][number], now: Prediction, row: number): string | null {
  if (typeof then === 'number') {
    if (now.task !== 'regression') return 'it was a number';
    return close(then, now.values[row]) ? null : `${now.values[row]}, not ${then}`;
  }
  if (now.task !== 'classification') return 'it was a class';
  const { codes, classes, probabilities } = now;
  const shares = Object.entries(then.probabilities);
  const far = shares.find(
    ([name, share]) => !close(share, probabilities[row * classes.length + classes.indexOf(name)] ?? 0),
  );
  if (far) return `the probability of ${far[0]} was ${far[1]}`;
  return classes[codes[row]] === then.class ? null : `${classes[codes[row]]}, not ${then.class}`;
}

function close(then: number, now: number): boolean {
  return Math.abs(then - now) <= TOLERANCE * Math.max(1, Math.abs(then));
}
