// Rows as typed columns: the one shape in which data travels from CSV to features to models.

/** Numbers; NaN is missing. */
export type NumericColumn = { type: 'numeric'; name: string; values: Float64Array };

/** Categories by code; -1 is missing. `categories[code]` is the text; sorted by code unit, so that row order leaves no trace. */
export type CategoricalColumn = {
  type: 'categorical';
  name: string;
  codes: Int32Array;
  categories: string[];
};

/** Instants in milliseconds since 1970-01-01T00:00:00Z; NaN is missing. */
export type TimeColumn = { type: 'time'; name: string; values: Float64Array };

export type Column = NumericColumn | CategoricalColumn | TimeColumn;
export type ColumnType = Column['type'];

/** Where a row came from, so that a message about it can name the place. */
export type RowOrigin = {
  /** Files in reading order; `firstRow` is the index of a file's first row in the table. */
  files: { path: string; firstRow: number }[];
  /** Line of each row in its file (the header is line 1; a quoted field may span lines: the first counts). */
  lines: Uint32Array;
};

export type Table = { rows: number; columns: Column[]; origin: RowOrigin };

export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find(column => column.name === name);
}

/** File and line of a row, for messages: `initial/hour.csv, line 17`. */
export function placeOfRow(origin: RowOrigin, row: number): { file: string; line: number } {
  // Few files, called for errors only: a linear look is enough.
  let file = origin.files[0];
  for (const candidate of origin.files) if (candidate.firstRow <= row) file = candidate;
  return { file: file?.path ?? '', line: origin.lines[row] ?? 0 };
}

/** The rows at `indices`, in that order, of every column. O(rows x columns). */
export function takeRows<C extends Column>(columns: readonly C[], indices: Uint32Array): C[] {
  return columns.map(column => {
    if (column.type === 'categorical') {
      const codes = new Int32Array(indices.length);
      for (let i = 0; i < indices.length; i++) codes[i] = column.codes[indices[i]];
      return { ...column, codes };
    }
    const values = new Float64Array(indices.length);
    for (let i = 0; i < indices.length; i++) values[i] = column.values[indices[i]];
    return { ...column, values };
  });
}
