// The difference of two arms' mean losses, with an interval that holds at every look.

import { boundary, TUNED_FOR } from './boundary.ts';
import { type LossMoments, mergeMoments, noLosses, tellingShare, varianceOf } from './loss-moments.ts';
import { type Interval, relativeDifference } from './relative-difference.ts';

/** The losses of one weight epoch: units that were assigned under the same weights. */
export type Stratum = { baseline: LossMoments; challenger: LossMoments };

export type ArmDifference = {
  /** Challenger less baseline: below 0 the challenger is better. Null where no epoch has units of both arms. */
  value: number | null;
  /** Null until there are `ENOUGH_TELLING` telling losses: before that the interval would not hold. */
  low: number | null;
  high: number | null;
  level: number;
  /** As a share of the baseline's mean; null where that is 0, and as long as there is no interval. */
  relative: Interval | null;
  /** Of one loss in each arm; null where `value` is. */
  variances: { baseline: number; challenger: number } | null;
  /** As many losses of the smaller arm as tell something of the spread: of rare errors, those that are expected in it. */
  telling: number;
};

/**
 * Below this many telling losses the smaller arm's mean is not yet nearly normal. By simulation (docs/statistics.md):
 * at 20 no kind of loss errs in more than the stated share, at 10 skewed ones do.
 */
export const ENOUGH_TELLING = 20;

/**
 * An arm's variance is taken as if this many more losses with the variance of all had been seen. Without them an arm
 * whose first few losses are alike has a standard error of 0, and nearly every stream a false winner.
 */
export const BORROWED = 25;

/**
 * Challenger less baseline over weight epochs, each compared within itself: otherwise an arm that was given more units
 * on bad days would look worse for it. Epochs count by baseline × challenger / (baseline + challenger) units.
 */
export function armDifference({
  strata,
  level,
  tunedFor = TUNED_FOR,
}: {
  strata: readonly Stratum[];
  level: number;
  tunedFor?: number;
}): ArmDifference {
  const none = { low: null, high: null, level, relative: null };
  const used = strata.filter(({ baseline, challenger }) => baseline.count > 0 && challenger.count > 0);
  if (used.length === 0) return { ...none, value: null, variances: null, telling: 0 };
  let all = noLosses();
  for (const stratum of used) all = mergeMoments(mergeMoments(all, stratum.baseline), stratum.challenger);
  const overall = varianceOf(all)!;

  const baseline = meanOver(used, 'baseline', overall);
  const challenger = meanOver(used, 'challenger', overall);
  const value = challenger.mean - baseline.mean;
  const variances = { baseline: baseline.variance, challenger: challenger.variance };
  const telling = Math.min(baseline.units, challenger.units) * tellingShare(all);
  if (telling < ENOUGH_TELLING) return { ...none, value, variances, telling };
  const units = baseline.units + challenger.units;
  const standardError = Math.sqrt(baseline.standardError ** 2 + challenger.standardError ** 2);
  const reach = standardError * boundary({ units, level, tunedFor });
  const relative = relativeDifference({ baseline, challenger, units, level, tunedFor });
  return { value, low: value - reach, high: value + reach, level, relative, variances, telling };
}

const weightOf = ({ baseline, challenger }: Stratum): number =>
  (baseline.count * challenger.count) / (baseline.count + challenger.count);

/** The mean of an arm over epochs; each epoch's variance is drawn towards the arm's, and that towards both arms'. */
function meanOver(
  strata: readonly Stratum[],
  arm: keyof Stratum,
  overall: number,
): { mean: number; standardError: number; variance: number; units: number } {
  let [weight, units, squares] = [0, 0, 0];
  for (const stratum of strata) {
    weight += weightOf(stratum);
    units += stratum[arm].count;
    squares += stratum[arm].m2;
  }
  const variance = (squares + BORROWED * overall) / (units - strata.length + BORROWED);
  let [mean, squaredError] = [0, 0];
  for (const stratum of strata) {
    const { count, mean: own, m2 } = stratum[arm];
    const share = weightOf(stratum) / weight;
    const spread = strata.length === 1 ? variance : (m2 + BORROWED * variance) / (count - 1 + BORROWED);
    mean += share * own;
    squaredError += (share ** 2 * spread) / count;
  }
  return { mean, standardError: Math.sqrt(squaredError), variance, units };
}
