// Prediction intervals by split conformal prediction (Papadopoulos et al., 2002; Lei et al., 2018): how far predictions
// missed on rows that the model had not seen says how far they will miss.

/**
 * The interval of a prediction is `[prediction - below, prediction + above]`, of the first group whose `upTo` is at
 * least the prediction: where predictions are large, errors often are too.
 */
export type PredictionIntervals = {
  /** Share of true values that are to lie inside, such as 0.9. */
  level: number;
  /** By rising `upTo`; the last has null, which is no bound. */
  groups: { upTo: number | null; below: number; above: number }[];
};

/** Rows that a group has at least, and groups at most. */
const GROUP = { rows: 100, most: 10 };

/**
 * Each side is passed by at most half of what the level leaves: of n errors sorted, the ceil((n + 1) (1 + level) / 2)th.
 * Where the rows to come are like these in any order, at least the level of them lies inside. Null where a group of
 * all rows is too small for such an error to exist (39 rows at level 0.95, 19 at 0.9). O(rows log rows).
 */
export function fitIntervals({
  predicted,
  actual,
  level,
}: {
  predicted: Float64Array;
  actual: Float64Array;
  level: number;
}): PredictionIntervals | null {
  const order = Uint32Array.from(predicted, (_, row) => row).sort(
    (one, other) => predicted[one] - predicted[other] || one - other,
  );
  if (rankOf(order.length, level) > order.length) return null;
  const fewest = Math.max(GROUP.rows, fewestRows(level));
  const wanted = Math.min(GROUP.most, Math.max(1, Math.floor(order.length / fewest)));
  const groups: PredictionIntervals['groups'] = [];
  for (let start = 0; start < order.length; ) {
    const made = groups.length + 1;
    let end =
      made === wanted ? order.length : Math.max(start + 1, Math.round((made * order.length) / wanted));
    // Equal predictions stay together.
    while (end < order.length && predicted[order[end]] === predicted[order[end - 1]]) end++;
    if (order.length - end < fewest) end = order.length;
    if (end - start >= fewest || start === 0 || end === order.length) {
      const rows = order.subarray(start, end);
      groups.push({
        upTo: end === order.length ? null : predicted[order[end - 1]],
        below: reach(rows, level, row => predicted[row] - actual[row]),
        above: reach(rows, level, row => actual[row] - predicted[row]),
      });
    }
    start = end;
  }
  return { level, groups };
}

/** Lower and upper ends, one a prediction. O(predictions x groups), and of those there are at most ten. */
export function applyIntervals(
  { groups }: PredictionIntervals,
  values: Float64Array,
): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(values.length);
  const high = new Float64Array(values.length);
  values.forEach((value, row) => {
    const { below, above } =
      groups.find(({ upTo }) => upTo === null || value <= upTo) ?? groups[groups.length - 1];
    low[row] = value - below;
    high[row] = value + above;
  });
  return { low, high };
}

/** Share of the true values that lie inside, and how wide the intervals are in the mean. */
export function shareInside(
  { low, high }: { low: Float64Array; high: Float64Array },
  actual: Float64Array,
): { coverage: number; mean_width: number } {
  let inside = 0;
  let width = 0;
  for (let row = 0; row < actual.length; row++) {
    if (actual[row] >= low[row] && actual[row] <= high[row]) inside++;
    width += high[row] - low[row];
  }
  return { coverage: inside / actual.length, mean_width: width / actual.length };
}

/** Never negative: a prediction lies inside its own interval, even of a model that is always too low. */
function reach(rows: Uint32Array, level: number, error: (row: number) => number): number {
  const errors = Float64Array.from(rows, error).sort();
  return Math.max(errors[Math.min(rankOf(errors.length, level), errors.length) - 1], 0);
}

function rankOf(rows: number, level: number): number {
  // The last bits of (1 + 0.9) / 2 must not make one rank more of it.
  return Math.ceil((rows + 1) * ((1 + level) / 2) - 1e-9);
}

function fewestRows(level: number): number {
  let rows = 1;
  while (rankOf(rows, level) > rows) rows++;
  return rows;
}
