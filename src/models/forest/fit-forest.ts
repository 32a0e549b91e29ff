// Fitting a forest: bin the features once, then grow tree after tree, each from a random stream of its own.

import { UserError } from '../../errors.ts';
import { binCount, makeBins } from '../binning/bin-rules.ts';
import { binRanges, binRows, rowsOf } from '../binning/binned-rows.ts';
import type { FeatureColumns, FitInput, Target } from '../learner.ts';
import { ClassSearch } from '../trees/class-search.ts';
import { growTree } from '../trees/grow-tree.ts';
import { MeanSearch } from '../trees/mean-search.ts';
import type { SearchSpace, SplitSearch } from '../trees/split.ts';
import { storeTrees } from '../trees/stored-trees.ts';
import type { TreeRecord } from '../trees/tree-record.ts';
import type { Forest } from './forest-file.ts';
import { type ForestParameters, featuresPerSplit, forestParameters } from './forest-parameters.ts';
import { bootstrapWeights, randomOfTree } from './forest-random.ts';

/** A node's code has 16 bits, one of them for missing values. */
const MOST_FEATURES = 32_767;
/** Rows and their weights are counted in 26 bits each. */
const MOST_ROWS = 2 ** 26 - 1;
/** Throws UserError where there is nothing to learn from, too much of it, or a target that is not known. */
export function fitForest({
  features,
  target,
  parameters,
  seed,
  onProgress,
}: FitInput<Partial<ForestParameters>>): Forest {
  const settings = forestParameters(parameters);
  checkInput(features, target);
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
    const weights = settings.bootstrap
      ? bootstrapWeights(random, binned.rows)
      : new Uint32Array(binned.rows).fill(1);
    trees.push(growTree({ space, ranges, search, limits, weights, random }));
    onProgress?.((tree + 1) / settings.trees);
  }
  return {
    bins,
    classes: target.task === 'regression' ? null : target.classes,
    importance: sharesOfGain(trees, bins.length),
    trees: storeTrees(trees, search.outputs),
  };
}

function checkInput(features: FeatureColumns, target: Target): void {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const refuse = (message: string, code: string, hint: string) => {
    throw new UserError(message, { code, hint, details: { rows, features: features.length } });
  };
  if (rows === 0) refuse('there are no rows to train on', 'no-rows', 'Add data, or hold out fewer rows');
  if (rows > MOST_ROWS)
    refuse(
      `a forest takes at most ${MOST_ROWS} rows; there are ${rows}`,
      'too-many-rows',
      'Train on a sample',
    );
  if (features.length === 0)
    refuse('there are no features to train on', 'no-features', 'Keep at least one column as a feature');
  if (features.length > MOST_FEATURES) {
    refuse(
      `a forest takes at most ${MOST_FEATURES} features; there are ${features.length}`,
      'too-many-features',
      'Exclude some',
    );
  }
  if (rowsOf(features) !== rows)
    throw new RangeError(`${rowsOf(features)} rows of features, ${rows} of the target`);
  const bad =
    target.task === 'regression'
      ? target.values.findIndex(value => !Number.isFinite(value))
      : target.codes.indexOf(-1);
  if (bad >= 0) {
    throw new UserError(`the target of training row ${bad + 1} is not known`, {
      code: 'missing-target',
      hint: 'Leave rows without a target out of the training data',
      details: { row: bad },
    });
  }
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
