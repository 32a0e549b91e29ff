// Weights as whole numbers, so that sums of them are exact.

import { powerWithin } from '../trees/scales.ts';

type WholeWeights = {
  /** Null where every row counts 1. */
  weights: Float64Array | null;
  /** The most that the rows of a tree weigh together, repeats counted. */
  total: number;
  /** A power of two above `total`. */
  rowUnit: number;
};

/** Room for the weight of all rows: the rest of a double's 53 bits counts rows, and is left to the target. */
const ROOM = 2 ** 30;
const UNWEIGHED_UNIT = 2 ** 26;

/**
 * Weights above 0 times a power of two, rounded, at least 1; whole ones stay what they are where that fits. A tree
 * may draw the heaviest row every time, so as many rows of the greatest weight must fit. [0.5, 1.5] -> [2^28, 3 x 2^28]
 */
export function wholeWeights(weights: Float64Array | null, rows: number): WholeWeights {
  if (weights === null) return { weights, total: rows, rowUnit: UNWEIGHED_UNIT };
  let greatest = 0;
  for (const weight of weights) greatest = Math.max(greatest, weight);
  const fits = greatest * rows <= ROOM && weights.every(Number.isInteger);
  const scale = fits ? 1 : powerWithin(greatest, Math.max(1, ROOM / rows));
  const whole = weights.map(weight => Math.max(1, Math.floor(weight * scale + 0.5)));
  const total = (greatest * scale + 1) * rows;
  return { weights: whole, total, rowUnit: 2 * powerWithin(1, total) };
}
