// What ml-random-forest 2.1 would do wrong in silence, or never finish: refused before it begins.

import type { NumericColumn } from '../../data/table.ts';
import { UserError } from '../../errors.ts';
import type { FeatureColumns } from '../learner.ts';

/** Seconds a tree, feature and squared row, as measured: it scans all rows for every threshold that it tries. */
const SECONDS = 5e-8;
const MOST_SECONDS = 3600;

/**
 * The columns as numbers. Throws UserError `categorical-feature` for a category (it would be split as though its
 * number meant something) and `missing-value` for what is no finite number (it would go right, whatever is there).
 */
export function numbersOnly(columns: FeatureColumns): readonly NumericColumn[] {
  return columns.map(column => {
    if (column.type === 'categorical') {
      throw new UserError(`ml-random-forest takes numbers, and "${column.name}" is categorical`, {
        code: 'categorical-feature',
        hint: `Make numbers of it in src/features.js, exclude it, or choose kind: random-forest, which splits categories`,
        details: { feature: column.name },
      });
    }
    const row = column.values.findIndex(value => !Number.isFinite(value));
    if (row >= 0) {
      throw new UserError(
        `ml-random-forest takes no missing values, and "${column.name}" has one in row ${row + 1}`,
        {
          code: 'missing-value',
          hint: 'Fill it in src/features.js, or choose kind: random-forest, which learns where missing values belong',
          details: { feature: column.name, row },
        },
      );
    }
    return column;
  });
}

/** Throws UserError `too-slow`, with the estimate, where a fit would take more than an hour. */
export function refuseHours({
  rows,
  features,
  trees,
}: {
  rows: number;
  features: number;
  trees: number;
}): void {
  const seconds = SECONDS * trees * features * rows * rows;
  if (seconds <= MOST_SECONDS) return;
  const hours = (seconds / 3600).toPrecision(2);
  throw new UserError(
    `ml-random-forest would take about ${hours} hours: ${trees} trees on ${rows} rows of ${features} features`,
    {
      code: 'too-slow',
      hint: 'Its time grows with the square of the rows: choose kind: random-forest, which takes seconds, or train on fewer rows',
      details: { seconds: Math.round(seconds), rows, features, trees },
    },
  );
}
