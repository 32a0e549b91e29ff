// models/model.json of a forest by ml-random-forest: our own form, a fifth of the package's, data only.

import { invalidModel } from '../invalid-model.ts';
import { list, numbers, readClasses, record, text } from '../model-fields.ts';
import { toBase64 } from '../typed-base64.ts';
import type { ThresholdTrees } from './threshold-trees.ts';

const FORMAT = 'git-model/ml-random-forest';
const VERSION = 1;

export type MlForest = {
  /** Names, in the order that trees count them in. */
  features: readonly string[];
  /** Null for a regression. */
  classes: readonly string[] | null;
  /** By feature, its share of what was gained. */
  importance: Float64Array;
  trees: ThresholdTrees;
};

export function writeMlForest({ features, classes, importance, trees }: MlForest): Uint8Array {
  const document = {
    format: FORMAT,
    version: VERSION,
    task: classes === null ? 'regression' : 'classification',
    classes,
    features,
    importance: toBase64(importance),
    trees: {
      sizes: toBase64(trees.sizes),
      nodes: toBase64(trees.nodes),
      thresholds: toBase64(trees.thresholds),
      leaves: toBase64(trees.leaves),
    },
  };
  return Buffer.from(JSON.stringify(document) + '\n');
}

/** Reads `document`, the parsed file. The trees' shape is checked where they are laid out. Throws UserError `invalid-model`. */
export function readMlForest(document: Record<string, unknown>): MlForest {
  if (document['format'] !== FORMAT) throw invalidModel('it is no forest by ml-random-forest');
  if (document['version'] !== VERSION) {
    throw invalidModel(
      `it is of version ${JSON.stringify(document['version'])}, this program reads version ${VERSION}`,
    );
  }
  const classes = readClasses(document['task'], document['classes']);
  const features = list(document['features'], 'features').map(name => text(name, 'features'));
  if (features.length === 0 || new Set(features).size !== features.length)
    throw invalidModel('its features are not names, each once');
  const importance = numbers(document['importance'], 'importance', Float64Array);
  if (importance.length !== features.length || !importance.every(share => share >= 0 && share <= 1 + 1e-9))
    throw invalidModel('"importance" is no list of shares');
  const given = record(document['trees'], 'trees');
  const trees = {
    sizes: numbers(given['sizes'], 'sizes', Uint32Array),
    nodes: numbers(given['nodes'], 'nodes', Uint16Array),
    thresholds: numbers(given['thresholds'], 'thresholds', Float64Array),
    leaves: numbers(given['leaves'], 'leaves', Float64Array),
  };
  if (trees.sizes.length === 0) throw invalidModel('it has no trees');
  const possible =
    classes === null
      ? Number.isFinite
      : (leaf: number) => Number.isInteger(leaf) && leaf >= 0 && leaf < classes.length;
  if (!trees.leaves.every(possible) || !trees.thresholds.every(Number.isFinite))
    throw invalidModel('a leaf predicts what cannot be');
  return { features, classes, importance, trees };
}
