// Rows with errors that were drawn, so that what is known of them is exact.

import { type Summary, summarise } from '../../../src/monitoring/decay/summary.ts';

/** Uniform draws in [0, 1), the same for the same seed: mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A normal draw, by Box and Muller. */
export function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

export function drawn(rows: number, one: () => number): Summary {
  return summarise(Float64Array.from({ length: rows }, one));
}
