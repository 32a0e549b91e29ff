// Which rows a model is fitted to, and how much each counts: `training.window` and `training.half_life`.

import { UserError } from '../errors.ts';

export type FittedRows = {
  rows: Uint32Array;
  /** What each of them counts, from just above 0 to 1; null where all count the same. */
  weights: Float64Array | null;
};

const DAY = 86_400_000;

/**
 * Of `rows` those of the last `window` days before the newest of them; a row counts half as much for every `halfLife`
 * days that it is older. What bears no time is not recent: a window leaves it out, and without one it counts as the
 * oldest does. `times` has a value for every row there is, in milliseconds, NaN where there is none.
 * Throws UserError `window-too-short` where fewer than two rows are left.
 *
 * @example recentRows({ rows: Uint32Array.of(0, 1), times: Float64Array.of(0, 86_400_000), window: null, halfLife: 1 })
 * // { rows: [0, 1], weights: [0.5, 1] }
 */
export function recentRows({
  rows,
  times,
  window,
  halfLife,
}: {
  rows: Uint32Array;
  times: Float64Array | null;
  /** Days; null for no limit. */
  window: number | null;
  halfLife: number | null;
}): FittedRows {
  if (times === null || (window === null && halfLife === null)) return { rows, weights: null };
  let newest = Number.NEGATIVE_INFINITY;
  for (const row of rows) if (times[row] > newest) newest = times[row];
  const kept = window === null ? rows : rows.filter(row => times[row] > newest - window * DAY);
  if (kept.length < Math.min(2, rows.length)) {
    throw new UserError(
      `the last ${window} days before the newest row hold ${kept.length} of ${rows.length} rows`,
      {
        code: 'window-too-short',
        hint: 'lengthen "training.window" in mv.yaml',
        details: { window, rows: kept.length },
      },
    );
  }
  return { rows: kept, weights: halfLife === null ? null : weightsOf(kept, times, newest, halfLife * DAY) };
}

function weightsOf(rows: Uint32Array, times: Float64Array, newest: number, halfLife: number): Float64Array {
  const weights = new Float64Array(rows.length);
  let least = 1;
  for (let i = 0; i < rows.length; i++) {
    weights[i] = 0.5 ** ((newest - times[rows[i]]) / halfLife);
    if (weights[i] < least) least = weights[i];
  }
  for (let i = 0; i < rows.length; i++) if (Number.isNaN(weights[i])) weights[i] = least;
  return weights;
}
