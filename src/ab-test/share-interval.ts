// A share, or the mean of anything between 0 and 1, with an interval that holds at every look and from the first unit on.

import { gammaln } from 'simple-statistics';

/** Weights of the mixture: as much for each end as half a unit (Jeffreys), so that rare failures are seen early. */
const [ONES, ZEROS] = [0.5, 0.5];

/**
 * Shares that `sum` of `count` units does not rule out: those under which the likelihood, mixed over Beta(1/2, 1/2) of other
 * shares, is less than 1 / (1 - level) times as large. Its chance ever to be more is 1 - level under the true share
 * (Ville 1939; Robbins 1970). It holds for any losses between 0 and 1, since (q/p)^x ((1-q)/(1-p))^(1-x) has no larger
 * mean than where each is 0 or 1 (weighted means), and exactly: 20 failures of 20 need no spread.
 *
 * @example shareInterval({ sum: 20, count: 20, level: 0.95 }) // { low: 0.783…, high: 1 }
 */
export function shareInterval({ sum, count, level }: { sum: number; count: number; level: number }): {
  low: number;
  high: number;
} {
  const isRuledOut = ruledOut({ sum, count, level });
  const middle = sum / count;
  return {
    low: sum <= 0 ? 0 : border(0, middle, isRuledOut),
    high: sum >= count ? 1 : border(1, middle, isRuledOut),
  };
}

/** Says of a share above 0 and below 1 whether it is outside of the interval. */
export function ruledOut({ sum, count, level }: { sum: number; count: number; level: number }) {
  const least = logBeta(ONES + sum, ZEROS + count - sum) - logBeta(ONES, ZEROS) + Math.log(1 - level);
  return (share: number): boolean => least > sum * Math.log(share) + (count - sum) * Math.log1p(-share);
}

/** Between `out`, which is ruled out, and `inside`, which is not. */
function border(out: number, inside: number, isRuledOut: (share: number) => boolean): number {
  let [far, near] = [out, inside];
  for (let step = 0; step < 40; step++) {
    const middle = (far + near) / 2;
    if (isRuledOut(middle)) far = middle;
    else near = middle;
  }
  return near;
}

const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);
