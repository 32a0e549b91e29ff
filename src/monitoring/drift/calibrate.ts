// The p-value of a statistic whose distribution is only known by drawing from it.

/** So many draws as extreme as what was seen are enough: the p-value is then known to a fifth of itself. */
const ENOUGH = 25;

/**
 * The share of draws that are at least as extreme (at most `observed`, a logarithm of a chance), by the sequential test
 * of Besag and Clifford (1991): drawing ends early where it can only end in no alarm. A p-value at any number of
 * draws, never 0. `drawn(i)` is the statistic of draw i.
 */
export function calibratedP({
  observed,
  drawn,
  most,
}: {
  observed: number;
  drawn: (index: number) => number;
  most: number;
}): number {
  if (observed >= 0) return 1;
  // A draw that is the same but for rounding is as extreme.
  const limit = observed + 1e-9 * Math.max(1, -observed);
  let extreme = 0;
  for (let index = 0; index < most; index++) {
    if (drawn(index) <= limit) extreme++;
    if (extreme === ENOUGH) return extreme / (index + 1);
  }
  return (extreme + 1) / (most + 1);
}
