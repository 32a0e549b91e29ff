// How far a metric has moved, as people read it.

import { formatNumber, formatRelative, relativeDifference } from '../terminal/format.ts';

/** Scores that end at 1 and are near 0 where a model knows little: a share of them would make much of nothing. */
const SCORES = new Set(['r2_score', 'accuracy', 'f1', 'precision', 'recall', 'roc_auc']);

/**
 * The signed difference: of a score in its own unit with four decimals, else as a share of what it was before. `-`
 * where one of them is not known.
 *
 * @example formatChange('rmse', 38.6, 41.9) // '-7.9 %'
 * @example formatChange('r2_score', 0.02, 0.01) // '+0.0100', which is no gain of 100 %
 */
export function formatChange(
  metric: string,
  value: number | null | undefined,
  before: number | null | undefined,
): string {
  if (value === null || value === undefined || before === null || before === undefined)
    return formatNumber(null);
  if (!SCORES.has(metric)) return formatRelative(relativeDifference(value, before));
  const difference = (value - before).toFixed(4);
  if (Number(difference) === 0) return '0.0000';
  return value > before ? `+${difference}` : difference;
}
