// The package ml-random-forest behind guards: small data, numbers only. Our own random-forest is its better; this one is
// for those who have models of it, and to be held against.

import { rowsOf } from './binning/binned-rows.ts';
import { classified } from './classified.ts';
import type { FeatureColumns, InProcessModel, Learner } from './learner.ts';
import { fitMlForest } from './ml-forest/fit-ml-forest.ts';
import { numbersOnly } from './ml-forest/guards.ts';
import { type MlForest, readMlForest, writeMlForest } from './ml-forest/ml-forest-file.ts';
import { type MlParameters, mlDefaults } from './ml-forest/ml-parameters.ts';
import { layOutThresholds, leafOf } from './ml-forest/threshold-trees.ts';
import { parseModelFile } from './model-file.ts';
import { pickColumns } from './pick-columns.ts';

const KIND = 'ml-random-forest';

export const mlRandomForest: Learner<MlParameters> = {
  kind: KIND,
  defaults: mlDefaults,
  async fit(input) {
    return mlModel(await fitMlForest(input));
  },
  load(bytes) {
    return mlModel(readMlForest(parseModelFile(bytes)));
  },
};

function mlModel(forest: MlForest): InProcessModel {
  const { classes, trees } = forest;
  const laid = layOutThresholds(trees, forest.features.length);
  const features = forest.features.map(name => ({ name, type: 'numeric' as const }));
  const share = 1 / laid.roots.length;

  return {
    kind: KIND,
    features,
    predict(given: FeatureColumns) {
      const columns = numbersOnly(pickColumns(features, given));
      const rows = rowsOf(columns);
      // The mean of what the trees say, or the share of them that vote for each class.
      const outputs = classes === null ? 1 : classes.length;
      const sums = new Float64Array(rows * outputs);
      for (const root of laid.roots) {
        for (let row = 0; row < rows; row++) {
          const leaf = leafOf(trees, laid, root, columns, row);
          if (classes === null) sums[row] += leaf;
          else sums[row * outputs + leaf]++;
        }
      }
      const shares = sums.map(sum => sum * share);
      return classes === null ? { task: 'regression', values: shares } : classified(shares, classes);
    },
    featureImportance() {
      return Object.fromEntries(forest.features.map((name, feature) => [name, forest.importance[feature]]));
    },
    save() {
      return writeMlForest(forest);
    },
  };
}
