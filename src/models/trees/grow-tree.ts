// One decision tree, grown depth first, in the order in which it is stored: a node, its left subtree, its right one.

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { MISSING_BIN } from '../binning/bin-rules.ts';
import type { BinnedRows, BinRange } from '../binning/binned-rows.ts';
import { midpoint } from '../binning/edges.ts';
import { belowOf } from '../forest/forest-random.ts';
import type { SearchSpace, Split, SplitSearch } from './split.ts';
import { type TreeRecord, TreeWriter } from './tree-record.ts';

type TreeLimits = {
  /** Null: no limit. A tree of depth 0 is one leaf. */
  maxDepth: number | null;
  /** Fewest rows in a node that is split; at least 2. */
  minSamplesSplit: number;
  /** Features drawn for a split. */
  featuresPerSplit: number;
};

type GrowInput = {
  space: SearchSpace;
  ranges: readonly (BinRange | null)[];
  search: SplitSearch;
  limits: TreeLimits;
  /** How often each row is in the sample. */
  weights: Uint32Array;
  random: RandomGenerator;
};

/** The tree over the rows with a weight, of which there is at least one. */
export function growTree({ space, ranges, search, limits, weights, random }: GrowInput): TreeRecord {
  const features = space.binCounts.length;
  const writer = new TreeWriter(features, search.outputs);
  const rows = rowsWithWeight(weights);
  const aside = new Uint32Array(rows.length);
  const candidates = new Candidates(features, limits.featuresPerSplit, random);
  search.startTree(weights);

  // Right children that wait: start, end, depth of each.
  const waiting: number[] = [0, rows.length, 0];
  while (waiting.length > 0) {
    const depth = waiting.pop() as number;
    const end = waiting.pop() as number;
    const start = waiting.pop() as number;
    const pure = search.enterNode(rows, start, end);
    const size = end - start;
    const mayBeSplit =
      !pure &&
      size >= limits.minSamplesSplit &&
      size >= 2 * space.minSamplesLeaf &&
      (limits.maxDepth === null || depth < limits.maxDepth);
    if (mayBeSplit) candidates.search(search, depth, size);
    const split = search.best;
    if (!mayBeSplit || split.feature < 0) {
      const at = writer.leaf();
      search.writeLeaf(writer.leaves, at);
      continue;
    }
    let cut = -1;
    if (split.categorical) writer.categorical(split, space.binCounts[split.feature], search.gainOfBest());
    else {
      cut = cutBetween(split, ranges[split.feature] as BinRange);
      writer.numeric(split, cut, search.gainOfBest());
    }
    const middle = partRows(space.binned, split, cut, rows, start, end, aside);
    waiting.push(middle, end, depth + 1, start, middle, depth + 1);
  }
  return writer.finish();
}

/** Rows that go left first, each side in its old order; returns where the right side begins. */
function partRows(
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

function rowsWithWeight(weights: Uint32Array): Uint32Array {
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
function cutBetween({ lowBin, highBin }: Split, { low, high }: BinRange): number {
  if (highBin < 0) return high.length - 1;
  const threshold = midpoint(high[lowBin], low[highBin]);
  let cut = lowBin;
  while (cut + 1 < highBin && high[cut + 1] <= threshold) cut++;
  return cut;
}

/** Which features a node looks at: all that vary in it, in their order, or some of them drawn. */
class Candidates {
  readonly #features: number;
  readonly #wanted: number;
  readonly #random: RandomGenerator;
  /** By depth, `#features` numbers: those not known to be constant below a node of that depth. */
  readonly #varying: Uint16Array[] = [];
  readonly #counts: number[] = [];
  readonly #pool: Uint16Array;

  constructor(features: number, wanted: number, random: RandomGenerator) {
    this.#features = features;
    this.#wanted = wanted;
    this.#random = random;
    this.#pool = new Uint16Array(features);
    this.#varying.push(Uint16Array.from({ length: features }, (_, feature) => feature));
    this.#counts.push(features);
  }

  search(search: SplitSearch, depth: number, size: number): void {
    // Slot d + 1 is what a node of depth d leaves to its children; a whole subtree is done before it is written again.
    this.#varying[depth + 1] ??= new Uint16Array(this.#features);
    if (this.#wanted >= this.#features) this.#searchAll(search, depth, size);
    else this.#searchDrawn(search, depth, size);
  }

  #searchAll(search: SplitSearch, depth: number, size: number): void {
    const known = this.#varying[depth];
    const kept = this.#varying[depth + 1];
    const count = this.#counts[depth];
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (!search.tryFeature(known[i])) continue;
      kept[left++] = known[i];
      // Two rows can be parted in one way only, so no other feature does better.
      if (size === 2 && search.best.feature >= 0) break;
    }
    this.#counts[depth + 1] = left;
  }

  /**
   * Draws until enough were looked at and one of them varied: scikit-learn's rule, in which a feature that is
   * constant in the node counts as looked at.
   */
  #searchDrawn(search: SplitSearch, depth: number, size: number): void {
    const known = this.#varying[depth];
    const kept = this.#varying[depth + 1];
    const pool = this.#pool;
    const count = this.#counts[depth];
    for (let i = 0; i < count; i++) pool[i] = known[i];
    let constant = this.#features - count;
    let varying = count;
    let looked = 0;
    let useful = 0;
    let left = 0;
    while (varying > 0 && (looked < this.#wanted || useful === 0)) {
      const drawn = belowOf(this.#random, constant + varying) - constant;
      looked++;
      if (drawn < 0) {
        constant--;
        continue;
      }
      const feature = pool[drawn];
      pool[drawn] = pool[--varying];
      if (!search.tryFeature(feature)) continue;
      kept[left++] = feature;
      useful++;
      if (size === 2 && search.best.feature >= 0) break;
    }
    for (let i = 0; i < varying; i++) kept[left++] = pool[i];
    this.#counts[depth + 1] = left;
  }
}
