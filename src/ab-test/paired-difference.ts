// Both models predicted the same rows: what makes a row hard for both then cancels.

import type { ArmDifference } from './arm-difference.ts';
import { ENOUGH_TELLING } from './arm-difference.ts';
import { boundary, TUNED_FOR } from './boundary.ts';
import { type LossMoments, tellingShare, varianceOf } from './loss-moments.ts';

export type PairedDifference = {
  /** Mean of challenger less baseline, a pair a unit; null without pairs. */
  value: number | null;
  /** Null until there are enough telling pairs, as with `ArmDifference`. */
  low: number | null;
  high: number | null;
  level: number;
  /** Units that both models predicted. */
  pairs: number;
  /** How many labels two arms apart would need, in all, for each label of a pair: 2 (v + w) / variance of the difference. */
  timesFewerLabels: number | null;
};

/**
 * The mean of paired differences, with an interval that holds at every look. `differences` are challenger less baseline
 * of one unit, `variances` those of the two models' losses on the same units.
 */
export function pairedDifference({
  differences,
  variances,
  level,
  tunedFor = TUNED_FOR,
}: {
  differences: LossMoments;
  variances: ArmDifference['variances'];
  level: number;
  tunedFor?: number;
}): PairedDifference {
  const variance = varianceOf(differences);
  const { count: pairs, mean } = differences;
  const none = { low: null, high: null, level, pairs, timesFewerLabels: null };
  if (variance === null) return { ...none, value: pairs === 0 ? null : mean };
  const timesFewerLabels =
    variances === null || variance === 0
      ? null
      : (2 * (variances.baseline + variances.challenger)) / variance;
  if (pairs * tellingShare(differences) < ENOUGH_TELLING) return { ...none, value: mean, timesFewerLabels };
  const reach = Math.sqrt(variance / pairs) * boundary({ units: pairs, level, tunedFor });
  return { value: mean, low: mean - reach, high: mean + reach, level, pairs, timesFewerLabels };
}
