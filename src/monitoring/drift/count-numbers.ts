// A numeric column of a batch in counts: how many values fall into each cell of the reference.

import type { NumberProfile } from '../profile-numbers.ts';
import { placeAmong } from './find-cell.ts';

export type NumberCounts = {
  type: 'numeric';
  /** Rows, missing ones too. */
  rows: number;
  missing: number;
  /** Below the least value of the reference, and above the greatest. */
  below: number;
  above: number;
  /**
   * As many as the reference has where its cells lie between edges. Where they are values: cell 2 i is value i, cell
   * 2 i + 1 is what lies between it and the next.
   */
  cells: Float64Array;
  /** Of known values; `squares` is the sum of squared deviations from the mean. */
  mean: number;
  squares: number;
  min: number;
  max: number;
};

export type NumberCounter = {
  /** Adds values; NaN and infinities are missing. */
  add: (values: Float64Array) => void;
  counts: NumberCounts;
};

export function countNumbers(profile: NumberProfile): NumberCounter {
  const { cells: reference, count, missing } = profile;
  const ofValues = reference.kind === 'values';
  const known = count > missing;
  const bounds = ofValues ? reference.values : reference.edges;
  const low = profile.min ?? Number.NEGATIVE_INFINITY;
  const high = profile.max ?? Number.POSITIVE_INFINITY;
  const placeOf = placeAmong(bounds);
  const cells = new Float64Array(ofValues ? Math.max(0, 2 * bounds.length - 1) : bounds.length + 1);
  const counts: NumberCounts = {
    type: 'numeric',
    rows: 0,
    missing: 0,
    below: 0,
    above: 0,
    cells,
    mean: 0,
    squares: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  };
  return {
    counts,
    add(values) {
      let sum = 0;
      let own = 0;
      let { min, max, below, above } = counts;
      for (const value of values) {
        if (value - value !== 0) continue;
        own++;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
        if (!known || value > high) above++;
        else if (value < low) below++;
        else {
          const place = placeOf(value);
          if (!ofValues) cells[place]++;
          else if (bounds[place] === value) cells[2 * place]++;
          else cells[2 * place - 1]++;
        }
      }
      const mean = own > 0 ? sum / own : 0;
      let squares = 0;
      for (const value of values) if (value - value === 0) squares += (value - mean) ** 2;
      addMoments(counts, { known: own, mean, squares });
      Object.assign(counts, { min, max, below, above });
      counts.rows += values.length;
      counts.missing += values.length - own;
    },
  };
}

/** Adds what another counter of the same reference has counted. */
export function addNumberCounts(into: NumberCounts, from: NumberCounts): void {
  addMoments(into, { known: from.rows - from.missing, mean: from.mean, squares: from.squares });
  for (let cell = 0; cell < into.cells.length; cell++) into.cells[cell] += from.cells[cell];
  into.rows += from.rows;
  into.missing += from.missing;
  into.below += from.below;
  into.above += from.above;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
}

/** By Chan, Golub and LeVeque (1979). `into.rows` still are those before. */
function addMoments(into: NumberCounts, from: { known: number; mean: number; squares: number }): void {
  const before = into.rows - into.missing;
  const total = before + from.known;
  if (from.known === 0) return;
  const apart = from.mean - into.mean;
  into.mean += (apart * from.known) / total;
  into.squares += from.squares + (apart * apart * before * from.known) / total;
}
