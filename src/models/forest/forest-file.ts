// models/model.json of a random forest: one JSON document, its numbers in base64. It is data only, and reading it
// allocates no more than a small multiple of its size.

import type { FeatureBins } from '../binning/bin-rules.ts';
import { writeFeatures } from '../binning/features-file.ts';
import type { StoredTrees } from '../trees/stored-trees.ts';
import { writeTrees } from '../trees/trees-file.ts';
import { toBase64 } from '../typed-base64.ts';

export const FOREST_FORMAT = 'git-model/random-forest';
export const FOREST_VERSION = 1;

/** All that a forest is. */
export type Forest = {
  bins: readonly FeatureBins[];
  /** Null for a regression. */
  classes: readonly string[] | null;
  /** By feature, its share of what was gained. */
  importance: Float64Array;
  trees: StoredTrees;
};

/** Numbers in a leaf: the mean; the share of the second of two classes; the share of each of many. */
export function outputsOf(classes: readonly string[] | null): number {
  return classes === null || classes.length === 2 ? 1 : classes.length;
}

/** The same forest gives the same bytes. Throws UserError `model-too-large` where they could not be read again. */
export function writeForest({ bins, classes, importance, trees }: Forest): Uint8Array {
  const document = {
    format: FOREST_FORMAT,
    version: FOREST_VERSION,
    task: classes === null ? 'regression' : 'classification',
    classes,
    features: writeFeatures(bins),
    importance: toBase64(importance),
    trees: writeTrees(trees, bins.length),
  };
  return Buffer.from(JSON.stringify(document) + '\n');
}
