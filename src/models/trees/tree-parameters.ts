// What may be set about trees, whatever grows them.

import { MOST_BINS } from '../binning/bin-rules.ts';
import type { Parameter } from '../parameters.ts';

/** How many there may be. */
export const treeCounts: Parameter['values'] = [{ type: 'whole', least: 1, most: 100_000 }];

/** Leaves of a tree, at most `most`, or as many as there come to be. */
export function leafCounts(most: number): Parameter['values'] {
  return [
    { type: 'whole', least: 2, most },
    { type: 'choice', of: [null] },
  ];
}

export const maxDepthParameter: Parameter = {
  scikitLearn: 'max_depth',
  about: 'Levels of a tree; null for no limit.',
  default: null,
  values: [
    { type: 'whole', least: 1, most: 10_000 },
    { type: 'choice', of: [null] },
  ],
};

export function minSamplesLeafParameter(fallback: number): Parameter {
  return {
    scikitLearn: 'min_samples_leaf',
    about: 'Rows that a leaf keeps at least.',
    default: fallback,
    values: [{ type: 'whole', least: 1 }],
  };
}

/** `scikitLearn`: what scikit-learn calls it there, null where it cuts nothing into cells. */
export function binsParameter(scikitLearn: string | null): Parameter {
  return {
    scikitLearn,
    about: 'Cells into which a numeric feature is cut.',
    default: MOST_BINS,
    values: [{ type: 'whole', least: 2, most: MOST_BINS }],
  };
}
