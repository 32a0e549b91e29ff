// What is kept of many numbers, one a row, so that their mean can be judged later: moments, and how dependent they are.

export type Summary = {
  rows: number;
  mean: number;
  /** Mean squared deviation from the mean (divided by `rows`). */
  variance: number;
  /** How many rows tell as much as one that is independent; 1 or more. */
  dependence: number;
};

/** Welford's recurrence: a long column of large numbers loses no digits. [1, 2, 4] -> rows 3, mean 2.333, variance 1.556 */
export function summarise(values: Float64Array, dependence = 1): Summary {
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const step = values[row] - mean;
    mean += step / (row + 1);
    squares += step * (values[row] - mean);
  }
  return {
    rows: values.length,
    mean: values.length === 0 ? Number.NaN : mean,
    variance: values.length === 0 ? Number.NaN : squares / values.length,
    dependence,
  };
}

/**
 * Of all their rows together. The dependence is their mean by rows: each is known badly from few rows, and the greatest of
 * many is mostly noise. Rows 0 and mean NaN where there are none.
 */
export function pool(parts: readonly Summary[]): Summary {
  const filled = parts.filter(part => part.rows > 0);
  const rows = filled.reduce((total, part) => total + part.rows, 0);
  const mean = filled.reduce((total, part) => total + (part.rows / rows) * part.mean, 0);
  const variance = filled.reduce(
    (total, part) => total + (part.rows / rows) * (part.variance + (part.mean - mean) ** 2),
    0,
  );
  const dependence = filled.reduce((total, part) => total + (part.rows / rows) * part.dependence, 0);
  return rows === 0
    ? { rows: 0, mean: Number.NaN, variance: Number.NaN, dependence: 1 }
    : { rows, mean, variance, dependence };
}

/** As many independent rows as would tell as much. */
export function effectiveRows({ rows, dependence }: Summary): number {
  return rows / Math.max(1, dependence);
}
