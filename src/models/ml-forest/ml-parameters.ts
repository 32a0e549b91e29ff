// What may be set about the forest of the package ml-random-forest.

import { checkedParameters, defaultsOf, type Parameters } from '../parameters.ts';

export type MlParameters = {
  trees: number;
  max_depth: number | null;
  min_samples_split: number;
  max_features: number;
  bootstrap: boolean;
};

export const mlTable: Parameters<keyof MlParameters> = {
  trees: {
    scikitLearn: 'n_estimators',
    about: 'How many trees (ml-random-forest: nEstimators).',
    default: 100,
    values: [{ type: 'whole', least: 1, most: 10_000 }],
  },
  max_depth: {
    scikitLearn: 'max_depth',
    about: 'Levels of a tree; null for no limit (maxDepth).',
    default: null,
    values: [
      { type: 'whole', least: 1, most: 10_000 },
      { type: 'choice', of: [null] },
    ],
  },
  min_samples_split: {
    scikitLearn: 'min_samples_split',
    about: 'Rows that a node needs to be split (one more than minNumSamples).',
    default: 4,
    values: [{ type: 'whole', least: 2 }],
  },
  max_features: {
    scikitLearn: null,
    about:
      'Share of the features that a whole tree sees (maxFeatures); scikit-learn draws anew for every split.',
    default: 1,
    values: [{ type: 'number', above: 0, most: 1 }],
  },
  bootstrap: {
    scikitLearn: 'bootstrap',
    about: 'Whether a tree sees rows drawn with replacement, or all rows (useSampleBagging).',
    default: true,
    values: [{ type: 'choice', of: [true, false] }],
  },
};

export const mlDefaults = defaultsOf<MlParameters>(mlTable);

/** Throws UserError `invalid-parameter`. */
export function mlParameters(given: Partial<MlParameters>): MlParameters {
  return checkedParameters<MlParameters>('ml-random-forest', mlTable, given);
}
