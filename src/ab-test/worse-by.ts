// How much worse a challenger is than the baseline, with an interval that holds at every look.

import { armDifference, type Stratum } from './arm-difference.ts';
import type { LossMoments } from './loss-moments.ts';

/** `amount` of the baseline's metric, whose losses grow as its power `times`; or in units of the metric. */
export type WorseBy = { of: 'share'; amount: number; times: 1 | 2 } | { of: 'units'; amount: number };

/** Beyond this many times the baseline's losses nobody asks how much worse. */
const MOST_TIMES = 1e6;

/**
 * In units of the metric it is the difference of the arms. As a share, those shares θ that the difference of the
 * challenger and 1 + θ times the baseline does not rule out (Fieller 1954): no quotient is taken, so a baseline whose
 * losses are near 0 is no trouble. `high` is null where nothing above is ruled out.
 */
export function worseBy({ strata, by, level }: { strata: readonly Stratum[]; by: WorseBy; level: number }): {
  value: number | null;
  low: number | null;
  high: number | null;
} {
  const { value, low, high, relative } = armDifference({ strata, level });
  if (by.of === 'units') return { value, low, high };
  const { times } = by;
  const metricShare = (factor: number): number => factor ** (1 / times) - 1;
  const shareOfValue = relative === null ? null : metricShare(Math.max(1 + relative.value, 0));
  if (low === null) return { value: shareOfValue, low: null, high: null };
  const against = (factor: number) => armDifference({ strata: strata.map(scaled(factor)), level });
  const least = lastOf(factor => aboveZero(against(factor).low));
  const most = firstOf(factor => belowZero(against(factor).high));
  return {
    value: shareOfValue,
    low: least === null ? null : metricShare(least),
    high: most === null ? null : metricShare(most),
  };
}

const aboveZero = (end: number | null): boolean => end !== null && end > 0;
const belowZero = (end: number | null): boolean => end !== null && end < 0;

/** The baseline's losses times `factor`. */
const scaled =
  (factor: number) =>
  ({ baseline, challenger }: Stratum): Stratum => ({ challenger, baseline: times(baseline, factor) });

function times({ count, mean, m2, m3, m4 }: LossMoments, factor: number): LossMoments {
  return { count, mean: mean * factor, m2: m2 * factor ** 2, m3: m3 * factor ** 3, m4: m4 * factor ** 4 };
}

/** The largest factor that holds, where all smaller ones do: 0 where none does, null where all do. */
function lastOf(holds: (factor: number) => boolean): number | null {
  if (holds(MOST_TIMES)) return MOST_TIMES;
  return between(holds);
}

/** The smallest factor that holds, where all larger ones do; null where none does. */
function firstOf(holds: (factor: number) => boolean): number | null {
  if (!holds(MOST_TIMES)) return null;
  return between(factor => !holds(factor));
}

/** Where what is true of small factors ceases to be: by doubling, then by halving. */
function between(isSmall: (factor: number) => boolean): number {
  let [low, high] = [0, 1];
  while (high < MOST_TIMES && isSmall(high)) [low, high] = [high, 2 * high];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (isSmall(middle)) low = middle;
    else high = middle;
  }
  return low;
}
