// What may be set about gradient boosting: scikit-learn's HistGradientBoosting, its meaning and its defaults.

import { checkedParameters, defaultsOf, type Parameters } from '../parameters.ts';
import { type ClassWeight, classWeightParameter } from '../row-weights.ts';
import {
  binsParameter,
  leafCounts,
  maxDepthParameter,
  minSamplesLeafParameter,
  treeCounts,
} from '../trees/tree-parameters.ts';

export type BoostingParameters = {
  trees: number;
  learning_rate: number;
  max_leaves: number | null;
  max_depth: number | null;
  min_samples_leaf: number;
  l2_regularization: number;
  bins: number;
  early_stopping: 'auto' | boolean;
  stopping_fraction: number;
  stopping_rounds: number;
  stopping_tolerance: number;
  class_weight: ClassWeight;
};

export const boostingTable: Parameters<keyof BoostingParameters> = {
  trees: {
    scikitLearn: 'max_iter',
    about: 'Rounds of boosting: one tree each, or one a class where there are three or more.',
    default: 100,
    values: treeCounts,
  },
  learning_rate: {
    scikitLearn: 'learning_rate',
    about: 'What each tree is multiplied by.',
    default: 0.1,
    values: [{ type: 'number', above: 0, most: 1 }],
  },
  max_leaves: {
    scikitLearn: 'max_leaf_nodes',
    about: 'Leaves of a tree, which grows where it gains most; null for no limit.',
    default: 31,
    values: leafCounts(65_536),
  },
  max_depth: maxDepthParameter,
  min_samples_leaf: minSamplesLeafParameter(20),
  l2_regularization: {
    scikitLearn: 'l2_regularization',
    about: 'Penalty on what leaves predict.',
    default: 0,
    values: [{ type: 'number', least: 0 }],
  },
  bins: binsParameter('max_bins'),
  early_stopping: {
    scikitLearn: 'early_stopping',
    about: 'Whether trees end once rows held out of the training rows gain no more; auto: above 10,000 rows.',
    default: 'auto',
    values: [{ type: 'choice', of: ['auto', true, false] }],
  },
  stopping_fraction: {
    scikitLearn: 'validation_fraction',
    about: 'Share of the training rows that early stopping holds out.',
    default: 0.1,
    values: [{ type: 'number', above: 0, most: 0.9 }],
  },
  stopping_rounds: {
    scikitLearn: 'n_iter_no_change',
    about: 'Rounds without gain after which no more trees are grown.',
    default: 10,
    values: [{ type: 'whole', least: 1 }],
  },
  stopping_tolerance: {
    scikitLearn: 'tol',
    about: 'How much the loss must fall to count as gain.',
    default: 1e-7,
    values: [{ type: 'number', least: 0 }],
  },
  class_weight: classWeightParameter,
};

export const boostingDefaults = defaultsOf<BoostingParameters>(boostingTable);

/** Throws UserError `invalid-parameter`. */
export function boostingParameters(given: Partial<BoostingParameters>): BoostingParameters {
  return checkedParameters<BoostingParameters>('gradient boosting', boostingTable, given);
}
