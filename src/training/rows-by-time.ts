// Rows in the order of their times, so that what a fit holds out for itself are the newest.

import { pick } from './pick.ts';
import type { FittedRows } from './recent-rows.ts';

/**
 * The same rows, oldest first; those without a time before all others, equal times as they were. `times` has a value
 * for every row there is, in milliseconds, NaN where there is none.
 *
 * @example rowsByTime({ rows: Uint32Array.of(0, 2), weights: null }, Float64Array.of(9, 4, 5)).rows // [2, 0]
 */
export function rowsByTime(fitted: FittedRows, times: Float64Array): FittedRows {
  const { rows, weights } = fitted;
  const ageOf = (at: number) => {
    const time = times[rows[at]];
    return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
  };
  let sorted = true;
  for (let at = 1; at < rows.length && sorted; at++) sorted = ageOf(at - 1) <= ageOf(at);
  if (sorted) return fitted;
  const keys = Float64Array.from(rows, (_, at) => ageOf(at));
  const order = Uint32Array.from(rows, (_, at) => at).sort((one, other) =>
    keys[one] < keys[other] ? -1 : keys[one] > keys[other] ? 1 : one - other,
  );
  return { rows: pick(rows, order), weights: weights && pick(weights, order) };
}
