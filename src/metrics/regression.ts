// How far predicted numbers are from true ones.

type RegressionScores = { mse: number; rmse: number; mae: number; r2_score: number };

/**
 * Mean squared error, its root, mean absolute error (both in the target's units) and the coefficient of
 * determination, 1 - squared error / squared deviation from the mean of `actual`. As scikit-learn does: a constant
 * `actual` has an r2_score of 1 where every prediction is right and 0 elsewhere. NaN where there are no rows, and
 * r2_score for fewer than two.
 *
 * actual [3, -0.5, 2, 7], predicted [2.5, 0, 2, 8] -> mse 0.375, rmse 0.6124, mae 0.5, r2_score 0.9486
 */
export function scoreRegression(actual: Float64Array, predicted: Float64Array): RegressionScores {
  const rows = actual.length;
  let squared = 0;
  let absolute = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const error = actual[row] - predicted[row];
    squared += error * error;
    absolute += Math.abs(error);
    total += actual[row];
  }
  const mean = total / rows;
  let spread = 0;
  for (const value of actual) spread += (value - mean) * (value - mean);
  const mse = squared / rows;
  return { mse, rmse: Math.sqrt(mse), mae: absolute / rows, r2_score: determination(squared, spread, rows) };
}

function determination(squared: number, spread: number, rows: number): number {
  if (rows < 2) return Number.NaN;
  if (spread === 0) return squared === 0 ? 1 : 0;
  return 1 - squared / spread;
}
