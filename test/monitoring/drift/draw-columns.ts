// Columns drawn by seed, for simulations.

/** Standard normals, by the transform of Box and Muller (1958). `draw` as `randomDraws` gives it. */
export function normals(draw: (below: number) => number, rows: number): Float64Array {
  const uniform = () => (draw(0x100000000) + 0.5) / 0x100000000;
  return Float64Array.from(
    { length: rows },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
