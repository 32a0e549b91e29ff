// models/model.json of gradient boosting: the document of a forest, with what is predicted before the first tree.

import type { FeatureBins } from '../binning/bin-rules.ts';
import { readFeatures, writeFeatures } from '../binning/features-file.ts';
import { invalidModel } from '../invalid-model.ts';
import { numbers, readClasses } from '../model-fields.ts';
import type { StoredTrees } from '../trees/stored-trees.ts';
import { readTrees, writeTrees } from '../trees/trees-file.ts';
import { toBase64 } from '../typed-base64.ts';

const FORMAT = 'git-model/gradient-boosting';
const VERSION = 1;

/** All that a boosted model is. */
export type Boosting = {
  bins: readonly FeatureBins[];
  /** Null for a regression. */
  classes: readonly string[] | null;
  /** What is predicted before the first tree: one number, or one a class where there are three or more. */
  baseline: Float64Array;
  /** By feature, its share of what was gained. */
  gains: Float64Array;
  /** Round after round, in each one tree for each number of `baseline`. */
  trees: StoredTrees;
};

/** The same model gives the same bytes. Throws UserError `model-too-large`. */
export function writeBoosting({ bins, classes, baseline, gains, trees }: Boosting): Uint8Array {
  const document = {
    format: FORMAT,
    version: VERSION,
    task: classes === null ? 'regression' : 'classification',
    classes,
    baseline: toBase64(baseline),
    features: writeFeatures(bins),
    importance: toBase64(gains),
    trees: writeTrees(trees, bins.length),
  };
  return Buffer.from(JSON.stringify(document) + '\n');
}

/** Reads `document`, the parsed file. Throws UserError `invalid-model`. */
export function readBoosting(document: Record<string, unknown>): Boosting {
  if (document['format'] !== FORMAT) throw invalidModel('it is no boosted model');
  if (document['version'] !== VERSION) {
    throw invalidModel(
      `it is of version ${JSON.stringify(document['version'])}, this program reads version ${VERSION}`,
    );
  }
  const classes = readClasses(document['task'], document['classes']);
  const bins = readFeatures(document['features']);
  const baseline = numbers(document['baseline'], 'baseline', Float64Array);
  const outputs = classes !== null && classes.length > 2 ? classes.length : 1;
  if (baseline.length !== outputs || !baseline.every(Number.isFinite))
    throw invalidModel('"baseline" does not fit its classes');
  const gains = numbers(document['importance'], 'importance', Float64Array);
  if (gains.length !== bins.length || !gains.every(gain => gain >= 0 && gain <= 1 + 1e-9))
    throw invalidModel('"importance" is no list of shares');
  const trees = readTrees(document['trees'], 1, false);
  if (trees.sizes.length % outputs !== 0) throw invalidModel('its last round has too few trees');
  return { bins, classes, baseline, gains, trees };
}
