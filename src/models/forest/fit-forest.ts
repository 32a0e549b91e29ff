// Fitting a forest: bin the features once, then grow tree after tree, each from a random stream of its own.

import { takeRows } from '../../data/table.ts';
import { binCount, makeBins } from '../binning/bin-rules.ts';
import { binRanges, binRows } from '../binning/binned-rows.ts';
import { checkInput, rowsOfTarget } from '../binning/check-input.ts';
import type { FeatureColumns, FitInput, Target } from '../learner.ts';
import { rowWeights } from '../row-weights.ts';
import { storeTrees } from '../trees/stored-trees.ts';
import type { TreeRecord } from '../trees/tree-record.ts';
import type { Forest } from './forest-file.ts';
import { outputsOf } from './forest-file.ts';
import { type ForestParameters, featuresPerSplit, forestParameters } from './forest-parameters.ts';
import type { ForestWork } from './forest-work.ts';
import { growForest } from './grow-forest.ts';
import { wholeWeights } from './whole-weights.ts';

/** Throws UserError where there is nothing to learn from, too much of it, or a target that is not known. */
export async function fitForest(input: FitInput<Partial<ForestParameters>>): Promise<Forest> {
  const settings = forestParameters(input.parameters);
  checkInput(input.features, input.target, input.weights);
  const { features, target, weights } = withWeight(
    input.features,
    input.target,
    rowWeights(input.target, input.weights, settings.class_weight),
  );
  const bins = makeBins(features, settings.bins);
  const binned = binRows(bins, features);
  const whole = wholeWeights(weights, binned.rows);
  const work: ForestWork = {
    space: {
      binned,
      binCounts: bins.map(binCount),
      categorical: bins.map(each => each.type === 'categorical'),
      minSamplesLeaf: settings.min_samples_leaf,
      rowUnit: whole.rowUnit,
    },
    ranges: binRanges(bins, features, binned),
    target:
      target.task === 'regression'
        ? { values: target.values }
        : { codes: target.codes, classes: target.classes.length },
    weights: whole.weights,
    totalWeight: whole.total,
    limits: {
      maxDepth: settings.max_depth,
      maxLeaves: settings.max_leaves,
      minSamplesSplit: settings.min_samples_split,
      featuresPerSplit: featuresPerSplit(settings.max_features, bins.length, target.task),
    },
    bootstrap: settings.bootstrap,
    seed: input.seed,
    trees: settings.trees,
  };
  const { threads = 1, onProgress } = input;
  const trees = await growForest({ work, threads, onProgress });
  const classes = target.task === 'regression' ? null : target.classes;
  return {
    bins,
    classes,
    importance: sharesOfGain(trees, bins.length),
    trees: storeTrees(trees, outputsOf(classes)),
  };
}

/** Rows of weight 0 are left out, as though they were not there. */
function withWeight(features: FeatureColumns, target: Target, weights: Float64Array | null) {
  if (!weights?.includes(0)) return { features, target, weights };
  const rows = Uint32Array.from({ length: rowsOfTarget(target) }, (_, row) => row).filter(
    row => weights[row] > 0,
  );
  const kept: Target =
    target.task === 'regression'
      ? { ...target, values: Float64Array.from(rows, row => target.values[row]) }
      : { ...target, codes: Int32Array.from(rows, row => target.codes[row]) };
  return {
    features: takeRows(features, rows),
    target: kept,
    weights: Float64Array.from(rows, row => weights[row]),
  };
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
