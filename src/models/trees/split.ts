// One way to part the rows of a node, and how a search for the best one is asked.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import type { BinnedRows } from '../binning/binned-rows.ts';

/** What a search has found so far in a node; written in place, for there are millions of nodes. */
export type Split = {
  /** -1 where nothing was found yet. */
  feature: number;
  /** What the split gains, up to a constant of the node: compare within a node only. */
  score: number;
  categorical: boolean;
  /** Numeric: the last bin on the left that the node has rows in. */
  lowBin: number;
  /** Numeric: the first bin on the right that the node has rows in; -1 where only missing values go right. */
  highBin: number;
  missingLeft: boolean;
  /** Categorical: bit b says that bin b goes left. 32 bytes. */
  leftBins: Uint8Array;
};

export function emptySplit(): Split {
  return {
    feature: -1,
    score: Number.NEGATIVE_INFINITY,
    categorical: false,
    lowBin: 0,
    highBin: 0,
    missingLeft: false,
    leftBins: new Uint8Array(32),
  };
}

/** Whole numbers: how often a row was drawn, or that times its weight. */
export type RowWeights = Uint32Array | Float64Array;

/** What a search looks through: the same for every node of a tree. */
export type SearchSpace = {
  binned: BinnedRows;
  /** Bins of each feature, the missing one not counted. */
  binCounts: readonly number[];
  categorical: readonly boolean[];
  /** Fewest rows (repeats of a row count once, as in scikit-learn) on either side of a split. */
  minSamplesLeaf: number;
  /** What a row counts beside its weight: a power of two above the weight of all rows of a tree. */
  rowUnit: number;
};

/** Finds the split of a node that gains most, one feature at a time; the first of equals stays. */
export interface SplitSearch {
  readonly best: Split;
  /** Numbers in a leaf. */
  readonly outputs: number;
  /** Takes what each row weighs in this tree's sample, a whole number; rows with 0 are never asked for. */
  startTree(weights: RowWeights): void;
  /** Reads rows[start..end) and forgets the last node's best. Returns whether all have one target. */
  enterNode(rows: Uint32Array, start: number, end: number): boolean;
  /** Lets `best` be of this feature where that is better. Returns false where the node has one bin of it. */
  tryFeature(feature: number): boolean;
  /** What `best` gains over not splitting, in units that add up over the nodes of a tree. */
  gainOfBest(): number;
  /** Writes `outputs` numbers that the node would predict as a leaf. */
  writeLeaf(into: Float64Array, offset: number): void;
}

// Rows and their weight in one double, so that one addition counts both: weight + rows x unit. The unit is a power of
// two above the weight of all rows.

export function rowsIn(packed: number, unit: number): number {
  return Math.floor(packed / unit);
}

export function weightIn(packed: number, unit: number): number {
  return packed - Math.floor(packed / unit) * unit;
}

/** Whether a side of a node weighs at least half of it. */
export function isLarger(side: number, node: number, unit: number): boolean {
  return 2 * weightIn(side, unit) >= weightIn(node, unit);
}

/** `best` becomes: bins[0..at] of a numeric feature left, the rest of the `present` bins right. */
export function keepThreshold(
  best: Split,
  feature: number,
  score: number,
  bins: Uint8Array,
  at: number,
  present: number,
  missingLeft: boolean,
): void {
  best.feature = feature;
  best.score = score;
  best.categorical = false;
  best.lowBin = bins[at];
  best.highBin = at + 1 < present ? bins[at + 1] : -1;
  best.missingLeft = missingLeft;
}

/**
 * `best` becomes: the first `left` groups of `order` left, the others of `groups` right. Bins that the node has no
 * row of go where missing values go: that is where they are told to go, or else where most rows went (`absentLeft`).
 */
export function keepCategories(
  best: Split,
  feature: number,
  score: number,
  bins: Uint8Array,
  order: Uint8Array,
  left: number,
  groups: number,
  absentLeft: boolean,
): void {
  let missingLeft = absentLeft;
  for (let i = 0; i < left; i++) if (bins[order[i]] === MISSING_BIN) missingLeft = true;
  best.feature = feature;
  best.score = score;
  best.categorical = true;
  best.missingLeft = missingLeft;
  best.leftBins.fill(missingLeft ? 0xff : 0);
  const [from, to] = missingLeft ? [left, groups] : [0, left];
  for (let i = from; i < to; i++) {
    const bin = bins[order[i]];
    best.leftBins[bin >> 3] ^= 1 << (bin & 7);
  }
}
