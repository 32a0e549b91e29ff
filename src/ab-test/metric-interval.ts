// The metric of one arm, with an interval that holds at every look.

import { ENOUGH_TELLING } from './arm-difference.ts';
import { boundary } from './boundary.ts';
import type { GuardedLoss } from './collect-units.ts';
import { type LossMoments, mergeMoments, noLosses, tellingShare, varianceOf } from './loss-moments.ts';
import { shareInterval } from './share-interval.ts';

export type GuardedMetric = {
  /** As it was named. */
  name: string;
  loss: GuardedLoss;
  /** The metric of a mean loss: `rmse` of a mean squared error of 9 is 3. */
  fromLoss(loss: number): number;
  /** Whether every loss is between 0 and 1. */
  isShare: boolean;
};

/** Of shares an exact interval from the first unit on; of anything else that of a mean, once enough of it tells. */
export function metricInterval({
  losses: each,
  metric: { fromLoss, isShare },
  level,
}: {
  /** An epoch each. */
  losses: readonly LossMoments[];
  metric: Pick<GuardedMetric, 'fromLoss' | 'isShare'>;
  level: number;
}): { value: number | null; low: number | null; high: number | null } {
  const losses = each.reduce(mergeMoments, noLosses());
  const { count, mean } = losses;
  if (count === 0) return { value: null, low: null, high: null };
  const ends = isShare ? shareInterval({ sum: mean * count, count, level }) : meanInterval(losses, level);
  if (ends === null) return { value: fromLoss(mean), low: null, high: null };
  const [low, high] = [fromLoss(ends.low), fromLoss(ends.high)];
  return { value: fromLoss(mean), low: Math.min(low, high), high: Math.max(low, high) };
}

function meanInterval(losses: LossMoments, level: number): { low: number; high: number } | null {
  const { count, mean } = losses;
  const variance = varianceOf(losses);
  if (variance === null || count * tellingShare(losses) < ENOUGH_TELLING) return null;
  const reach = Math.sqrt(variance / count) * boundary({ units: count, level });
  return { low: mean - reach, high: mean + reach };
}
