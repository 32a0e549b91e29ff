// The rows of a node, parted by its split.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import type { BinnedRows, BinRange } from '../binning/binned-rows.ts';
import { midpoint } from '../binning/edges.ts';
import type { RowWeights, Split } from './split.ts';

/** Rows that go left first, each side in its old order; returns where the right side begins. */
export function partRows(
  { cells, stride }: BinnedRows,
  { feature, categorical, missingLeft, leftBins }: Split,
  cut: number,
  rows: Uint32Array,
  start: number,
  end: number,
  aside: Uint32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const bin = cells[row * stride + feature];
    let goesLeft: boolean;
    if (bin === MISSING_BIN) goesLeft = missingLeft;
    else if (categorical) goesLeft = ((leftBins[bin >> 3] >> (bin & 7)) & 1) === 1;
    else goesLeft = bin <= cut;
    if (goesLeft) rows[left++] = row;
    else aside[right++] = row;
  }
  for (let i = 0; i < right; i++) rows[left + i] = aside[i];
  return left;
}

export function rowsWithWeight(weights: RowWeights): Uint32Array {
  let count = 0;
  for (const weight of weights) if (weight > 0) count++;
  const rows = new Uint32Array(count);
  for (let row = 0, i = 0; row < weights.length; row++) if (weights[row] > 0) rows[i++] = row;
  return rows;
}

/**
 * The last bin on the left. Bins between the two that the node has rows in are parted where a threshold midway
 * would part them, as an exact tree would.
 */
export function cutBetween({ lowBin, highBin }: Split, { low, high }: BinRange): number {
  if (highBin < 0) return high.length - 1;
  const threshold = midpoint(high[lowBin], low[highBin]);
  let cut = lowBin;
  while (cut + 1 < highBin && high[cut + 1] <= threshold) cut++;
  return cut;
}
