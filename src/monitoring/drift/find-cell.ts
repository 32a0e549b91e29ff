// The cell of a value: where it stands among ascending bounds.

const BUCKETS = 4096;

/**
 * How many of the ascending `bounds` are below a value; NaN has no place. A grid of even steps says between which
 * bounds to look, which takes one step for most values, and never more than a binary search does.
 *
 * @example placeAmong([1, 2, 4])(2) // 1
 */
export function placeAmong(bounds: readonly number[]): (value: number) => number {
  const size = bounds.length;
  if (size === 0) return () => 0;
  const first = bounds[0];
  const last = bounds[size - 1];
  const step = last > first && last - first < Number.MAX_VALUE ? (BUCKETS - 1) / (last - first) : 0;
  const bucketOf = (value: number) => Math.floor((value - first) * step);
  // Rounding is monotone, so a bound in a lower bucket is below every value of a higher one.
  const from = new Int32Array(BUCKETS + 1);
  for (const bound of bounds) from[bucketOf(bound) + 1]++;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) from[bucket] += from[bucket - 1];
  const sorted = Float64Array.from(bounds);
  return value => {
    if (value <= first) return 0;
    if (value > last) return size;
    const bucket = ((value - first) * step) | 0;
    let low = from[bucket];
    let high = from[bucket + 1];
    while (high - low > 4) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    while (low < high && sorted[low] < value) low++;
    return low;
  };
}
