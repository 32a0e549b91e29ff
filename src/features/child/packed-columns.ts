// The columns of a block in two pieces of memory: in a message each piece costs as much as hundreds of its numbers.

/** Numbers, or codes of categories. */
export type BlockColumn = Float64Array | Int32Array;

/** Columns of numbers one after the other, and those of codes. */
export type PackedColumns = { numbers: Float64Array; codes: Int32Array };

/** All `columns` have `rows` values. */
export function packColumns(columns: readonly BlockColumn[], rows: number): PackedColumns {
  let ofNumbers = 0;
  for (const column of columns) if (column instanceof Float64Array) ofNumbers++;
  const numbers = new Float64Array(ofNumbers * rows);
  const codes = new Int32Array((columns.length - ofNumbers) * rows);
  let [numberAt, codeAt] = [0, 0];
  for (const column of columns) {
    if (column instanceof Float64Array) {
      numbers.set(column, numberAt);
      numberAt += rows;
    } else {
      codes.set(column, codeAt);
      codeAt += rows;
    }
  }
  return { numbers, codes };
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
