// What growing a tree takes.

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { BinRange } from '../binning/binned-rows.ts';
import type { RowWeights, SearchSpace, SplitSearch } from './split.ts';

export type TreeLimits = {
  /** Null: no limit. A tree of depth 0 is one leaf. */
  maxDepth: number | null;
  /** Fewest rows in a node that is split; at least 2. */
  minSamplesSplit: number;
  /** Features drawn for a split. */
  featuresPerSplit: number;
  /** Null: no limit. */
  maxLeaves: number | null;
};

export type GrowInput = {
  space: SearchSpace;
  ranges: readonly (BinRange | null)[];
  search: SplitSearch;
  limits: TreeLimits;
  /** What each row weighs in the sample; 0 where it is not in it. */
  weights: RowWeights;
  random: RandomGenerator;
};
