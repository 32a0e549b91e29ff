// How many standard errors an interval needs that may be looked at as often as one likes.

/** The number of units at which the interval is tightest for its level; fixed before any label is seen. */
export const TUNED_FOR = 5000;

/**
 * Standard errors to either side of an estimate from `units` observations, so that all intervals of a whole stream hold
 * the truth together with a chance of `level`: 3.03 for 5,000 and 0.95, where one look alone takes 1.96. The normal
 * mixture of Robbins (1970) in the asymptotic form of Waudby-Smith et al. (2024, Annals of Statistics 52), tuned for
 * `tunedFor` units.
 */
export function boundary({
  units,
  level,
  tunedFor = TUNED_FOR,
}: {
  units: number;
  level: number;
  tunedFor?: number;
}): number {
  const error = 1 - level;
  const precision = (-2 * Math.log(error) + Math.log(1 - 2 * Math.log(error))) / tunedFor;
  const spread = units * precision + 1;
  return Math.sqrt(((2 * spread) / (spread - 1)) * Math.log(Math.sqrt(spread) / error));
}
