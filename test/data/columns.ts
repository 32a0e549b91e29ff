import type { CategoricalColumn, Column, NumericColumn, Table, TimeColumn } from '../../src/data/table.ts';

export const numeric = (name: string, values: ArrayLike<number>): NumericColumn => ({
  type: 'numeric',
  name,
  values: Float64Array.from(values),
});

/** Dates in ISO 8601; null is missing. */
export const time = (name: string, values: readonly (string | null)[]): TimeColumn => ({
  type: 'time',
  name,
  values: Float64Array.from(values, value => (value === null ? Number.NaN : Date.parse(value))),
});

export function categorical(name: string, texts: readonly (string | null)[]): CategoricalColumn {
  const categories = [...new Set(texts.filter(text => text !== null))].sort();
  const codes = Int32Array.from(texts, text => (text === null ? -1 : categories.indexOf(text)));
  return { type: 'categorical', name, codes, categories };
}

/** A table whose rows stand one a line under a header in rows.csv. */
export function tableOf(...columns: Column[]): Table {
  const rows = columns[0].type === 'categorical' ? columns[0].codes.length : columns[0].values.length;
  const lines = Uint32Array.from({ length: rows }, (_, row) => row + 2);
  return { rows, columns, origin: { files: [{ path: 'rows.csv', firstRow: 0 }], lines } };
}

export const range = (length: number, value: (row: number) => number): number[] =>
  Array.from({ length }, (_, row) => value(row));
