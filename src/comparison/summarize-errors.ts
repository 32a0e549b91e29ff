// The errors of a model in a few numbers, for a line of a table.

import type { Residuals } from './residuals.ts';

/** A class that is taken for another, and in how many rows. */
type Confused = { actual: string; predicted: string; rows: number };

export type ErrorSummary =
  /** Of predicted minus actual; `low` and `high` hold nine errors of ten. */
  | { mean: number; medianSize: number; low: number; high: number }
  /** The expected calibration error, and the commonest mistakes, at most three. */
  | { calibrationError: number; mostConfused: Confused[] };

const MOST_CONFUSED = 3;

/** Of the model `at`; null where it has no prediction. */
export function summarizeErrors(residuals: Residuals, at: number): ErrorSummary | null {
  if (residuals.task === 'regression') {
    const errors = residuals.models[at];
    if (!errors) return null;
    const { mean, medianSize, low, high } = errors;
    return { mean, medianSize, low, high };
  }
  const errors = residuals.models[at];
  if (!errors) return null;
  const { classes } = residuals.frame;
  const confused = errors.confusion.flatMap((counts, actual) =>
    counts.flatMap((rows, predicted): Confused[] =>
      actual === predicted || rows === 0
        ? []
        : [{ actual: classes[actual], predicted: classes[predicted], rows }],
    ),
  );
  // A stable sort: of equals the first by name.
  confused.sort((one, other) => other.rows - one.rows);
  return { calibrationError: errors.calibrationError, mostConfused: confused.slice(0, MOST_CONFUSED) };
}
