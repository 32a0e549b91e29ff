// How many rows of a part are at most a number, as far as its cells tell.

import type { NumberProfile } from '../profile-numbers.ts';

/** `at` is what is taken for it; the truth is `off` rows from it at the most. */
export type KnownRank = { at: number; off: number };

/**
 * For numbers that are asked for in ascending order. Exact at the edges of the part and wherever it counts single
 * values; within a cell rows are taken to lie evenly, which is off by no more than the cell holds.
 */
export function ranksOf(part: NumberProfile): (value: number) => KnownRank {
  const { cells } = part;
  const known = part.count - part.missing;
  let cell = 0;
  let below = 0;
  if (cells.kind === 'values')
    return value => {
      while (cell < cells.values.length && cells.values[cell] <= value) below += cells.counts[cell++];
      return { at: below, off: 0 };
    };
  const low = part.min ?? -Number.MAX_VALUE;
  const high = part.max ?? Number.MAX_VALUE;
  const own = Math.ceil((cells.rankError ?? 0) * known);
  return value => {
    if (value >= high) return { at: known, off: 0 };
    if (value < low) return { at: 0, off: 0 };
    while (cell < cells.edges.length && cells.edges[cell] <= value) below += cells.counts[cell++];
    const from = cell === 0 ? low : cells.edges[cell - 1];
    if (cell > 0 && value === from) return { at: below, off: own };
    const to = cells.edges[cell] ?? high;
    const count = cells.counts[cell];
    // Halves, so that the way from the least double to the greatest is a number.
    const inside = Math.round(((value / 2 - from / 2) / (to / 2 - from / 2)) * count);
    return { at: below + inside, off: own + Math.max(inside, count - inside) };
  };
}
