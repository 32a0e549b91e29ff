// Gradient boosting over binned features, with scikit-learn's HistGradientBoosting as its model.

import { rowBinner, rowsOf } from './binning/binned-rows.ts';
import { type Boosting, readBoosting, writeBoosting } from './boosting/boosting-file.ts';
import { type BoostingParameters, boostingDefaults } from './boosting/boosting-parameters.ts';
import { fitBoosting } from './boosting/fit-boosting.ts';
import { classProbabilities } from './boosting/link.ts';
import { classified } from './classified.ts';
import type { InProcessModel, Learner } from './learner.ts';
import { parseModelFile } from './model-file.ts';
import { pickColumns } from './pick-columns.ts';
import { layOutTrees } from './trees/lay-out-trees.ts';
import { treeWalker } from './trees/tree-walker.ts';

const KIND = 'gradient-boosting';
/** Rows binned at a time while predicting: they stay in the cache while all trees pass over them. */
const BLOCK = 4096;

export const gradientBoosting: Learner<BoostingParameters> = {
  kind: KIND,
  defaults: boostingDefaults,
  async fit(input) {
    return boostedModel(await fitBoosting(input));
  },
  load(bytes) {
    return boostedModel(readBoosting(parseModelFile(bytes)));
  },
};

function boostedModel(boosting: Boosting): InProcessModel {
  const { bins, classes, baseline } = boosting;
  const binned = rowBinner(bins);
  const trees = layOutTrees(boosting.trees, bins);
  const outputs = baseline.length;
  const walk = treeWalker(trees, { rows: BLOCK, columns: outputs });

  return {
    kind: KIND,
    features: bins.map(({ name, type }) => ({ name, type })),
    predict(features) {
      const columns = pickColumns(bins, features);
      const rows = rowsOf(columns);
      const raw = new Float64Array(rows * outputs);
      for (let i = 0; i < raw.length; i++) raw[i] = baseline[i % outputs];
      for (let start = 0; start < rows; start += BLOCK) {
        const end = Math.min(rows, start + BLOCK);
        walk(binned(columns, start, end), raw.subarray(start * outputs, end * outputs));
      }
      if (classes === null) return { task: 'regression', values: raw };
      return classified(classProbabilities(raw, outputs), classes);
    },
    featureImportance() {
      return Object.fromEntries(bins.map(({ name }, feature) => [name, boosting.gains[feature]]));
    },
    save() {
      return writeBoosting(boosting);
    },
  };
}
