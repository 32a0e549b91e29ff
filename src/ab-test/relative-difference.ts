// The same difference as a share of the baseline's mean, which is how people name effects.

import { boundary, TUNED_FOR } from './boundary.ts';

/** The mean of an arm's losses, and how far it may be off. */
export type ArmMean = { mean: number; standardError: number };

export type Interval = { value: number; low: number; high: number; level: number };

/**
 * (challenger - baseline) / baseline, by the delta method, with an interval as `boundary` gives it: for 1,396 of 3,000
 * and 2,422 of 3,461 0.50386, 0.40098 to 0.60675. Null where the baseline's mean is 0.
 */
export function relativeDifference({
  baseline,
  challenger,
  units,
  level,
  tunedFor = TUNED_FOR,
}: {
  baseline: ArmMean;
  challenger: ArmMean;
  /** Of both arms. */
  units: number;
  level: number;
  tunedFor?: number;
}): Interval | null {
  if (baseline.mean === 0) return null;
  const ratio = challenger.mean / baseline.mean;
  const error =
    Math.sqrt(challenger.standardError ** 2 + (ratio * baseline.standardError) ** 2) /
    Math.abs(baseline.mean);
  const reach = error * boundary({ units, level, tunedFor });
  return { value: ratio - 1, low: ratio - 1 - reach, high: ratio - 1 + reach, level };
}
