// The columns of a block in two pieces of memory, as they travel.

/** Numbers, or codes of categories. */
export type BlockColumn = Float64Array | Int32Array;

/** Columns of numbers one after the other, and those of codes. */
export type PackedColumns = { numbers: Float64Array; codes: Int32Array };

/** Writes columns into memory that has room for them. */
export function packColumns(columns: readonly BlockColumn[], { numbers, codes }: PackedColumns): void {
  let [numberAt, codeAt] = [0, 0];
  for (const column of columns) {
    if (column instanceof Float64Array) {
      numbers.set(column, numberAt);
      numberAt += column.length;
    } else {
      codes.set(column, codeAt);
      codeAt += column.length;
    }
  }
}

/** The columns again, as views; `categorical` says which of them hold codes. */
export function unpackColumns(
  { numbers, codes }: PackedColumns,
  rows: number,
  categorical: readonly boolean[],
): BlockColumn[] {
  let [numberAt, codeAt] = [0, 0];
  return categorical.map(holdsCodes => {
    if (holdsCodes) {
      codeAt += rows;
      return codes.subarray(codeAt - rows, codeAt);
    }
    numberAt += rows;
    return numbers.subarray(numberAt - rows, numberAt);
  });
}
