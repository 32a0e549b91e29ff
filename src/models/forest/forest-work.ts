// All that growing the trees of a forest needs, as plain data: every thread has it, and any may grow any tree.

import type { BinRange } from '../binning/binned-rows.ts';
import { ClassSearch } from '../trees/class-search.ts';
import type { TreeLimits } from '../trees/grow-input.ts';
import { growTree } from '../trees/grow-tree.ts';
import { MeanSearch } from '../trees/mean-search.ts';
import type { RowWeights, SearchSpace, SplitSearch } from '../trees/split.ts';
import { bootstrapWeights, randomOfTree } from '../trees/tree-random.ts';
import type { TreeRecord } from '../trees/tree-record.ts';

export type ForestWork = {
  space: SearchSpace;
  ranges: readonly (BinRange | null)[];
  target: { values: Float64Array } | { codes: Int32Array; classes: number };
  /** Whole numbers above 0; null where every row counts 1. */
  weights: Float64Array | null;
  /** The most that the rows of a tree weigh together. */
  totalWeight: number;
  limits: TreeLimits;
  bootstrap: boolean;
  seed: number;
  trees: number;
};

/** Grows any tree of the forest: the same one whoever grows it, and in whatever order. */
export function treeGrower(work: ForestWork): (tree: number) => TreeRecord {
  const { space, ranges, weights, limits, bootstrap, seed } = work;
  const { rows } = space.binned;
  const search = searchFor(work);
  return tree => {
    const random = randomOfTree(seed, tree);
    const drawn = bootstrap ? bootstrapWeights(random, rows) : new Uint32Array(rows).fill(1);
    const sample: RowWeights = weights
      ? Float64Array.from(drawn, (count, row) => count * weights[row])
      : drawn;
    return growTree({ space, ranges, search, limits, weights: sample, random });
  };
}

function searchFor({ space, target, totalWeight }: ForestWork): SplitSearch {
  if ('values' in target) return new MeanSearch(space, target.values, totalWeight);
  if (target.classes === 2) return new MeanSearch(space, Float64Array.from(target.codes), totalWeight);
  return new ClassSearch(space, target.codes, target.classes);
}
