// What may be set about a forest: scikit-learn's RandomForest, with its meaning.

import type { Target } from '../learner.ts';
import { checkedParameters, defaultsOf, type Parameters } from '../parameters.ts';
import { type ClassWeight, classWeightParameter } from '../row-weights.ts';
import {
  binsParameter,
  leafCounts,
  maxDepthParameter,
  minSamplesLeafParameter,
  treeCounts,
} from '../trees/tree-parameters.ts';

export type ForestParameters = {
  trees: number;
  max_leaves: number | null;
  max_depth: number | null;
  min_samples_leaf: number;
  min_samples_split: number;
  max_features: number | 'auto' | 'sqrt' | 'log2';
  bins: number;
  bootstrap: boolean;
  class_weight: ClassWeight;
};

export const forestTable: Parameters<keyof ForestParameters> = {
  trees: {
    scikitLearn: 'n_estimators',
    about: 'How many trees.',
    default: 100,
    values: treeCounts,
  },
  max_leaves: {
    scikitLearn: 'max_leaf_nodes',
    about:
      'Leaves of a tree, which then grows where it gains most; null for no limit (in scikit-learn the default).',
    default: 2048,
    values: leafCounts(2 ** 26),
  },
  max_depth: maxDepthParameter,
  min_samples_leaf: minSamplesLeafParameter(1),
  min_samples_split: {
    scikitLearn: 'min_samples_split',
    about: 'Rows that a node needs to be split.',
    default: 2,
    values: [{ type: 'whole', least: 2 }],
  },
  max_features: {
    scikitLearn: 'max_features',
    about:
      'Features that a split looks at: sqrt, log2, a share (1 is all), or auto (all for a regression, sqrt for classes).',
    default: 'auto',
    values: [
      { type: 'choice', of: ['auto', 'sqrt', 'log2'] },
      { type: 'number', above: 0, most: 1 },
    ],
  },
  bins: binsParameter(null),
  bootstrap: {
    scikitLearn: 'bootstrap',
    about: 'Whether a tree sees rows drawn with replacement, or all rows.',
    default: true,
    values: [{ type: 'choice', of: [true, false] }],
  },
  class_weight: classWeightParameter,
};

export const forestDefaults = defaultsOf<ForestParameters>(forestTable);

/** Throws UserError `invalid-parameter`. */
export function forestParameters(given: Partial<ForestParameters>): ForestParameters {
  return checkedParameters<ForestParameters>('a random forest', forestTable, given);
}

/** How many of `features` a split looks at; at least 1. sqrt of 12: 3. */
export function featuresPerSplit(
  rule: ForestParameters['max_features'],
  features: number,
  task: Target['task'],
): number {
  const named = rule === 'auto' ? (task === 'regression' ? 1 : 'sqrt') : rule;
  if (named === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(features)));
  // Position of the highest bit: the whole part of log2, with no logarithm that an engine may round its own way.
  if (named === 'log2') return Math.max(1, 31 - Math.clz32(features));
  return Math.max(1, Math.floor(named * features));
}
