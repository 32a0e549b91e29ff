// The best partition of a node's categories in two.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import { addWhole, countIn, hessianIn, readWhole } from '../kernels/plain/memory.ts';
import { type SplitLimits, weighsMore } from './split-limits.ts';
import { histogramAt, type Workplace } from './tasks.ts';

/** Rows that a category needs to be chosen for the left, by its share of the hessians. */
const SUPPORT = 10;

type Categories = { score: number; missingLeft: boolean; goesLeft: Uint8Array; left: Uint32Array };

/**
 * Categories in the order of gradient / (hessian + 10), and of that order a beginning or an end of at most half of
 * them goes left (after Fisher, 1958; the rule is scikit-learn's). Missing is one more category. Those that are too
 * rare go right. Those that the node has no row of go where missing values go: to their side, or else to the one
 * with more rows. `sums` is the index of the node's sums.
 */
export function scanCategories(
  { layout, words }: Workplace,
  slot: number,
  feature: number,
  sums: number,
  { leastHessian, l2, hessianUnit }: SplitLimits,
): Categories | null {
  const { countBits, leastRows } = layout;
  const start = histogramAt(layout, slot, feature) >> 2;
  const rows = countIn(words, sums + 2, countBits);
  const hessian = hessianIn(words, sums + 2, countBits);
  const gradient = readWhole(words, sums);
  const { present, order } = orderedCategories();

  let best: { score: number; bins: number[]; left: Uint32Array } | null = null;
  const middle = (order.length + 1) >> 1;
  if (order.length > 1) {
    tryBeginnings(order, middle);
    tryBeginnings(order.slice().reverse(), middle - 1);
  }
  return best && partition(best);

  function orderedCategories() {
    const present: number[] = [];
    const order: number[] = [];
    const rank = new Float64Array(256);
    const bins = layout.binCounts[feature];
    for (let bin = 0; bin <= MISSING_BIN; bin = bin + 1 === bins ? MISSING_BIN : bin + 1) {
      const at = start + bin * 4;
      if (countIn(words, at + 2, countBits) === 0) continue;
      present.push(bin);
      const own = hessianIn(words, at + 2, countBits);
      if ((own * rows) / hessian < SUPPORT) continue;
      order.push(bin);
      rank[bin] = readWhole(words, at) / (own + SUPPORT * hessianUnit);
    }
    order.sort((one, other) => rank[one] - rank[other] || one - other);
    return { present, order };
  }

  /** The first, the first two, ... of `bins` on the left, up to `most` of them. */
  function tryBeginnings(bins: readonly number[], most: number): void {
    const left = new Uint32Array(8);
    for (let i = 0; i < most; i++) {
      left.set(words.subarray(start + bins[i] * 4, start + bins[i] * 4 + 4), 4);
      addWhole(left, 0, 4);
      addWhole(left, 2, 6);
      const leftRows = countIn(left, 2, countBits);
      const leftHessian = hessianIn(left, 2, countBits);
      const rightHessian = hessian - leftHessian;
      if (leftRows < leastRows || leftHessian < leastHessian) continue;
      if (rows - leftRows < leastRows || rightHessian < leastHessian) break;
      const leftGradient = readWhole(left, 0);
      const rightGradient = gradient - leftGradient;
      const score =
        (leftGradient * leftGradient) / (leftHessian + l2) +
        (rightGradient * rightGradient) / (rightHessian + l2);
      if (best === null || score > best.score)
        best = { score, bins: bins.slice(0, i + 1), left: left.slice(0, 4) };
    }
  }

  function partition(found: { score: number; bins: number[]; left: Uint32Array }): Categories {
    const missingLeft = present.includes(MISSING_BIN)
      ? found.bins.includes(MISSING_BIN)
      : weighsMore(found.left, words, sums, countBits);
    const goesLeft = new Uint8Array(256).fill(missingLeft ? 1 : 0);
    for (const bin of present) goesLeft[bin] = 0;
    for (const bin of found.bins) goesLeft[bin] = 1;
    return { score: found.score, missingLeft, goesLeft, left: found.left };
  }
}
