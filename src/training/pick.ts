/** The values at `rows`, in that order. */
export function pick<A extends Float64Array | Int32Array | Uint32Array>(values: A, rows: Uint32Array): A {
  const picked = new (values.constructor as new (length: number) => A)(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}
