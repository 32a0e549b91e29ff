// Random forest (Breiman, 2001) over binned features: bagged trees, each split the best of the features drawn for it.

import { rowBinner, rowsOf } from './binning/binned-rows.ts';
import { classified } from './classified.ts';
import { fitForest } from './forest/fit-forest.ts';
import { type Forest, outputsOf, writeForest } from './forest/forest-file.ts';
import { type ForestParameters, forestDefaults } from './forest/forest-parameters.ts';
import { readForest } from './forest/read-forest-file.ts';
import type { InProcessModel, Learner, Prediction } from './learner.ts';
import { parseModelFile } from './model-file.ts';
import { pickColumns } from './pick-columns.ts';
import { layOutTrees } from './trees/lay-out-trees.ts';
import { treeWalker } from './trees/tree-walker.ts';

const KIND = 'random-forest';
/** Rows binned at a time while predicting: they stay in the cache while all trees pass over them. */
const BLOCK = 4096;

export const randomForest: Learner<ForestParameters> = {
  kind: KIND,
  defaults: forestDefaults,
  async fit(input) {
    return forestModel(await fitForest(input));
  },
  load(bytes) {
    return forestModel(readForest(parseModelFile(bytes)));
  },
};

function forestModel(forest: Forest): InProcessModel {
  const { bins, classes } = forest;
  const binned = rowBinner(bins);
  const trees = layOutTrees(forest.trees, bins);
  const outputs = outputsOf(classes);
  const walk = treeWalker(trees, { rows: BLOCK });

  return {
    kind: KIND,
    features: bins.map(({ name, type }) => ({ name, type })),
    predict(features) {
      const columns = pickColumns(bins, features);
      const rows = rowsOf(columns);
      const means = new Float64Array(rows * outputs);
      for (let start = 0; start < rows; start += BLOCK) {
        const end = Math.min(rows, start + BLOCK);
        walk(binned(columns, start, end), means.subarray(start * outputs, end * outputs));
      }
      for (let i = 0; i < means.length; i++) means[i] /= trees.roots.length;
      return classes === null ? { task: 'regression', values: means } : classify(means, classes);
    },
    featureImportance() {
      // fromEntries makes own properties of any name, `__proto__` too.
      return Object.fromEntries(bins.map(({ name }, feature) => [name, forest.importance[feature]]));
    },
    save() {
      return writeForest(forest);
    },
  };
}

/** `shares`: of the second class where there are two, else of every class. */
function classify(shares: Float64Array, classes: readonly string[]): Prediction {
  const count = classes.length;
  const probabilities = count === 2 ? new Float64Array(shares.length * 2) : shares;
  if (count === 2) {
    for (let row = 0; row < shares.length; row++) {
      probabilities[row * 2] = 1 - shares[row];
      probabilities[row * 2 + 1] = shares[row];
    }
  }
  return classified(probabilities, classes);
}
