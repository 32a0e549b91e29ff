// Targets as whole numbers, so that sums of them are exact: in any order, on any engine, by any number of threads.

/**
 * `values` less their mean, times a power of two, rounded: as fine as it can be while any sum of them, of `weight` in
 * all, stays below 2^52. [1, 2, 6] of weight 3 -> [-2, -1, 3] x 2^48.
 */
export function wholeNumbers(values: Float64Array, weight = values.length): Float64Array {
  const count = values.length;
  let centre = 0;
  for (const value of values) centre += value / count;
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value - centre));
  const scaled = new Float64Array(count);
  if (greatest === 0) return scaled;
  const room = 2 ** 52 / weight;
  let scale = 1;
  while (greatest * scale > room) scale /= 2;
  while (greatest * scale * 2 <= room && scale < 2 ** 1000) scale *= 2;
  for (let i = 0; i < count; i++) scaled[i] = Math.round((values[i] - centre) * scale);
  return scaled;
}
