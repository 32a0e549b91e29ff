// Of the best splits of each feature of a node the best, ties to the lowest feature.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import { hessianIn, readWhole } from '../kernels/plain/memory.ts';
import { RESULT } from './layout.ts';
import { scanCategories } from './scan-categories.ts';
import { type SplitLimits, weighsMore } from './split-limits.ts';
import type { Workplace } from './tasks.ts';

/** A node as it waits to be split. */
export type BestSplit = {
  /** In units of the rounded gradients: comparable within a tree. */
  gain: number;
  feature: number;
  /** Numeric: the last bin on the left. -1 for categories. */
  cut: number;
  missingLeft: boolean;
  /** By bin, 1 where it goes left; the last is for missing values. */
  goesLeft: Uint8Array;
  /** Sums of the left child: 4 words. */
  left: Uint32Array;
};

/** Below this share of a node's own score a gain is what rounding leaves of none. */
const NOISE = 2 ** -40;

/** Null where no split gains anything. `slot` holds the node's histograms, sums[1 + which] its sums. */
export function bestSplit(
  place: Workplace,
  which: number,
  slot: number,
  limits: SplitLimits,
): BestSplit | null {
  const { layout, words, numbers } = place;
  const sums = (layout.sums + 16 * (1 + which)) >> 2;
  let score = -1;
  let best = -1;
  let categories: ReturnType<typeof scanCategories> = null;
  for (let feature = 0; feature < layout.binCounts.length; feature++) {
    if (layout.categorical[feature]) {
      const found = scanCategories(place, slot, feature, sums, limits);
      if (!found || found.score <= score) continue;
      categories = found;
      score = found.score;
      best = feature;
    } else {
      const found = numbers[(layout.results[which] + feature * RESULT) >> 3];
      if (found <= score) continue;
      categories = null;
      score = found;
      best = feature;
    }
  }
  if (best < 0) return null;
  const gradient = readWhole(words, sums);
  const own = (gradient * gradient) / (hessianIn(words, sums + 2, layout.countBits) + limits.l2);
  const gain = score - own;
  if (!(gain > score * NOISE)) return null;
  if (categories) return { gain, feature: best, cut: -1, ...categories };
  const at = (layout.results[which] + best * RESULT) >> 2;
  const bin = words[at + 6];
  const missing = (layout.histograms + (slot * layout.features + best) * 4096 + MISSING_BIN * 16) >> 2;
  const seesMissing = words[missing + 2] !== 0 || words[missing + 3] !== 0;
  const left = words.slice(at + 2, at + 6);
  // Where no row lacks the value, one that does later goes where most went.
  const missingLeft = seesMissing ? words[at + 7] === 1 : weighsMore(left, words, sums, layout.countBits);
  const goesLeft = new Uint8Array(256);
  goesLeft.fill(1, 0, bin + 1);
  goesLeft[MISSING_BIN] = missingLeft ? 1 : 0;
  return { gain, feature: best, cut: bin, missingLeft, goesLeft, left };
}
