// The order in which errors are looked at, and neighbours in it together.

/** Rows in the order in which errors are looked at: by time where rows have one, else as they stand. */
export type RowOrder = { by: 'time' | 'row'; rows: Uint32Array; at: (place: number) => number };

/** By time where some row has one. */
export function orderRows(rows: number, timeOrder: Uint32Array | null, times: Float64Array | null): RowOrder {
  if (timeOrder !== null && times !== null) {
    const known = timeOrder.filter(row => !Number.isNaN(times[row]));
    if (known.length > 0) return { by: 'time', rows: known, at: place => times[known[place]] };
  }
  return { by: 'row', rows: Uint32Array.from({ length: rows }, (_, row) => row), at: place => place + 1 };
}

/** Neighbours in that order, together: at most 40 groups of thirty rows or more. `at` is where their middle is. */
export function groupsInOrder({ rows, at }: RowOrder): { x: number; rows: Uint32Array }[] {
  const groups = Math.max(1, Math.min(40, Math.floor(rows.length / 30)));
  return Array.from({ length: groups }, (_, group) => {
    const start = Math.floor((group * rows.length) / groups);
    const end = Math.floor(((group + 1) * rows.length) / groups);
    return { x: at(Math.floor((start + end - 1) / 2)), rows: rows.subarray(start, end) };
  });
}
