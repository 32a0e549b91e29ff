// Means of many columns over resamples of their rows, in blocks.

import { randomDraws } from '../data/random-draws.ts';

/** Of so many blocks the spread is known to 3 % of itself; more would cost more and say little. */
const MOST_BLOCKS = 500;
/** Neighbours are added up beforehand where there are more rows. */
const MOST_CELLS = 20_000;

export type Resampling = {
  /** Rows a block. */
  length: number;
  /** Blocks a resample. */
  blocks: number;
  /** Calls `each` for every resample with the means of the columns in it; the array is overwritten by the next. */
  run(resamples: number, each: (means: Float64Array, resample: number) => void): void;
};

/**
 * The circular block bootstrap (Politis and Romano 1992): a resample is as many rows as there are, in blocks of `length`
 * neighbours that begin anywhere, the first row following the last. Blocks are made longer than asked for where there
 * would be more than 500 of them, which costs what independent rows would tell beyond that. Sums over blocks are made
 * once, so that a resample costs blocks x columns, whatever the rows.
 */
export function resampling({
  columns,
  length,
  seed,
}: {
  columns: readonly Float64Array[];
  length: number;
  seed: number;
}): Resampling {
  const rows = columns[0].length;
  const cells = Math.min(rows, MOST_CELLS);
  const wished = Math.max(length, Math.ceil(rows / MOST_BLOCKS));
  const cellsABlock = Math.min(cells, Math.max(1, Math.round((wished * cells) / rows)));
  const blocks = Math.ceil(cells / cellsABlock);
  // One more column counts rows: cells differ by one.
  const width = columns.length + 1;
  const sums = blockSums(columns, cells, cellsABlock);
  return {
    length: (cellsABlock * rows) / cells,
    blocks,
    run(resamples, each) {
      const draw = randomDraws(seed);
      const total = new Float64Array(width);
      const means = new Float64Array(columns.length);
      for (let resample = 0; resample < resamples; resample++) {
        total.fill(0);
        for (let block = 0; block < blocks; block++) {
          const start = draw(cells) * width;
          for (let column = 0; column < width; column++) total[column] += sums[start + column];
        }
        for (let column = 0; column < columns.length; column++)
          means[column] = total[column] / total[width - 1];
        each(means, resample);
      }
    },
  };
}

/** Of the block that begins at each cell, what each column sums to, and its rows: cells x (columns + 1). */
function blockSums(columns: readonly Float64Array[], cells: number, cellsABlock: number): Float64Array {
  const rows = columns[0].length;
  const width = columns.length + 1;
  const sums = new Float64Array(cells * width);
  const startOf = (cell: number) => Math.floor((cell * rows) / cells);
  const own = new Float64Array(cells);
  for (let column = 0; column < width; column++) {
    for (let cell = 0; cell < cells; cell++) {
      const end = startOf(cell + 1);
      own[cell] = 0;
      for (let row = startOf(cell); row < end; row++)
        own[cell] += column < width - 1 ? columns[column][row] : 1;
    }
    let sum = 0;
    for (let cell = 0; cell < cellsABlock; cell++) sum += own[cell];
    for (let cell = 0; cell < cells; cell++) {
      sums[cell * width + column] = sum;
      sum += own[(cell + cellsABlock) % cells] - own[cell];
    }
  }
  return sums;
}
