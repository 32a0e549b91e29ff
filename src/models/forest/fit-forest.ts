// Fitting a forest: bin the features once, then grow tree after tree, each from a random stream of its own.

import { binCount, makeBins } from '../binning/bin-rules.ts';
import { binRanges, binRows } from '../binning/binned-rows.ts';
import { checkInput } from '../binning/check-input.ts';
import type { FitInput, Target } from '../learner.ts';
import { ClassSearch } from '../trees/class-search.ts';
import { growTree } from '../trees/grow-tree.ts';
import { MeanSearch } from '../trees/mean-search.ts';
import type { SearchSpace, SplitSearch } from '../trees/split.ts';
import { storeTrees } from '../trees/stored-trees.ts';
import type { TreeRecord } from '../trees/tree-record.ts';
import type { Forest } from './forest-file.ts';
import { type ForestParameters, featuresPerSplit, forestParameters } from './forest-parameters.ts';
import { bootstrapWeights, randomOfTree } from './forest-random.ts';

/** Throws UserError where there is nothing to learn from, too much of it, or a target that is not known. */
export function fitForest({
  features,
  target,
  parameters,
  seed,
  weights,
  onProgress,
}: FitInput<Partial<ForestParameters>>): Forest {
  const settings = forestParameters(parameters);
  checkInput(features, target, weights);
  const bins = makeBins(features, settings.bins);
  const binned = binRows(bins, features);
  const ranges = binRanges(bins, features, binned);
  const space: SearchSpace = {
    binned,
    binCounts: bins.map(binCount),
    categorical: bins.map(each => each.type === 'categorical'),
    minSamplesLeaf: settings.min_samples_leaf,
  };
  const search = searchFor(space, target);
  const limits = {
    maxDepth: settings.max_depth,
    minSamplesSplit: settings.min_samples_split,
    featuresPerSplit: featuresPerSplit(settings.max_features, bins.length, target.task),
  };
  const trees: TreeRecord[] = [];
  for (let tree = 0; tree < settings.trees; tree++) {
    const random = randomOfTree(seed, tree);
    const sample = settings.bootstrap
      ? bootstrapWeights(random, binned.rows)
      : new Uint32Array(binned.rows).fill(1);
    trees.push(growTree({ space, ranges, search, limits, weights: sample, random }));
    onProgress?.((tree + 1) / settings.trees);
  }
  return {
    bins,
    classes: target.task === 'regression' ? null : target.classes,
    importance: sharesOfGain(trees, bins.length),
    trees: storeTrees(trees, search.outputs),
  };
}

function searchFor(space: SearchSpace, target: Target): SplitSearch {
  if (target.task === 'regression') return new MeanSearch(space, target.values);
  if (target.classes.length === 2) return new MeanSearch(space, Float64Array.from(target.codes));
  return new ClassSearch(space, target.codes, target.classes.length);
}

/** The mean over trees of each feature's share of what the tree gained, as scikit-learn's impurity-based importance. */
function sharesOfGain(trees: readonly TreeRecord[], features: number): Float64Array {
  const shares = new Float64Array(features);
  for (const { gains } of trees) {
    const gained = sum(gains);
    if (gained > 0)
      for (let feature = 0; feature < features; feature++) shares[feature] += gains[feature] / gained;
  }
  const whole = sum(shares);
  return whole > 0 ? shares.map(share => share / whole) : shares;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
