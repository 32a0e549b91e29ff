// Which stretches of windows are looked at, and how far a mean must be off in one of them: so that all looks together
// raise a false alarm as seldom as was asked.

import { errorFunction } from 'simple-statistics';

/** False alarms are counted over so many windows in a row: half a year of days. */
export const HORIZON = 182;

/**
 * The newest 1, 2, 4, 7, 14 and 28 windows: a sudden fall shows in few, a slow one in many. The share of false alarms
 * that each may have: most of it for a week of days, in which a fall of ten points is to be found.
 */
const LENGTHS = [
  { windows: 1, share: 1 / 9 },
  { windows: 2, share: 1 / 9 },
  { windows: 4, share: 1 / 9 },
  { windows: 7, share: 4 / 9 },
  { windows: 14, share: 1 / 9 },
  { windows: 28, share: 1 / 9 },
] as const;

/**
 * Stretches share windows, so that they err together: by simulation their shares may add up to 1.15 times what all of
 * them err in (docs/statistics.md).
 */
const OVERLAP = 1.15;

export type Stretch = {
  /** How many of the newest windows. */
  windows: number;
  /** How many standard errors the mean may be off, were it normal. */
  limit: number;
};

/** @example stretchesFor(0.05)[3] // { windows: 7, limit: 3.5 } */
export function stretchesFor(falseAlarmRate: number): readonly Stretch[] {
  const found =
    known.get(falseAlarmRate) ??
    LENGTHS.map(({ windows, share }) => ({
      windows,
      limit: limitFor(windows, Math.min(0.5, falseAlarmRate * share * OVERLAP)),
    }));
  known.set(falseAlarmRate, found);
  return found;
}

/** Few rates are ever asked for, and each search takes as long as all the rest of a judgement. */
const known = new Map<number, readonly Stretch[]>();

/** By halving: the chance falls as the limit grows. */
function limitFor(windows: number, chance: number): number {
  let low = 0;
  let high = 10;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (chanceOfCrossing(middle, windows) > chance) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * That the mean of some `windows` in a row of HORIZON independent normal ones is ever above `limit` standard errors. For
 * one, exact. For more, the tail approximation of a moving sum in steps (Siegmund 1985, Sequential Analysis; Siegmund
 * and Yakir 2007, The Statistics of Gene Mapping).
 */
function chanceOfCrossing(limit: number, windows: number): number {
  const tail = upperTail(limit);
  if (windows === 1) return 1 - (1 - tail) ** HORIZON;
  const density = Math.exp((-limit * limit) / 2) / Math.sqrt(2 * Math.PI);
  const steps = HORIZON - windows;
  return tail + (steps * limit * density * overshoot(limit * Math.sqrt(2 / windows))) / windows;
}

/** Siegmund's nu: what looking in steps, and not at every instant, takes off. */
function overshoot(step: number): number {
  const half = step / 2;
  const density = Math.exp((-half * half) / 2) / Math.sqrt(2 * Math.PI);
  const below = 1 - upperTail(half);
  return ((2 / step) * (below - 0.5)) / (half * below + density);
}

/** The chance of a normal above `z` >= 0: near 0 from the error function, whose 1e-7 is too coarse for a tail. */
function upperTail(z: number): number {
  if (z < 1) return (1 - errorFunction(z / Math.SQRT2)) / 2;
  // The continued fraction of Laplace, from its end.
  let fraction = z;
  for (let term = 60; term >= 1; term--) fraction = z + term / fraction;
  return Math.exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * fraction);
}
