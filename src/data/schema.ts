// What a column of a CSV is to be read as.

/** `format` as in `compileTimeFormat`; an `optional` column may be absent from the file. */
export type ColumnSchema = { name: string; optional?: boolean } & (
  | { type: 'numeric' }
  | { type: 'categorical' }
  | { type: 'time'; format: string }
);
