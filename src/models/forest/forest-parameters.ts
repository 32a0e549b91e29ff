// What may be set about a forest, by scikit-learn's names and with its meaning.

import { UserError } from '../../errors.ts';
import { MOST_BINS } from '../binning/bin-rules.ts';
import type { Target } from '../learner.ts';

export type ForestParameters = {
  /** Number of trees, scikit-learn's `n_estimators`. */
  trees: number;
  /** Null: until leaves are pure or too small. */
  max_depth: number | null;
  /** Fewest rows in a node that is split. */
  min_samples_split: number;
  /** Fewest rows in a leaf. */
  min_samples_leaf: number;
  /**
   * Features drawn for each split: a share of them, above 0 to 1, or `sqrt` or `log2` of their number.
   * `auto`: all for a regression, `sqrt` for a classification.
   */
  max_features: number | 'auto' | 'sqrt' | 'log2';
  /** Whether each tree sees a sample drawn with replacement, or all rows. */
  bootstrap: boolean;
  /** Most bins of a feature, 2 to 255: distinct values beyond that share bins. */
  bins: number;
};

export const forestDefaults: ForestParameters = {
  trees: 100,
  max_depth: null,
  min_samples_split: 2,
  min_samples_leaf: 1,
  max_features: 'auto',
  bootstrap: true,
  bins: MOST_BINS,
};

const rules: { [name in keyof ForestParameters]: { says: string; holds: (value: unknown) => boolean } } = {
  trees: { says: 'a whole number, 1 to 100000', holds: whole(1, 100_000) },
  max_depth: {
    says: 'a whole number from 1, or null for no limit',
    holds: value => value === null || whole(1)(value),
  },
  min_samples_split: { says: 'a whole number from 2', holds: whole(2) },
  min_samples_leaf: { says: 'a whole number from 1', holds: whole(1) },
  max_features: {
    says: 'auto, sqrt, log2, or a share above 0 to 1',
    holds: value =>
      (typeof value === 'number' && value > 0 && value <= 1) ||
      value === 'auto' ||
      value === 'sqrt' ||
      value === 'log2',
  },
  bootstrap: { says: 'true or false', holds: value => typeof value === 'boolean' },
  bins: { says: `a whole number, 2 to ${MOST_BINS}`, holds: whole(2, MOST_BINS) },
};

function whole(least: number, most = 2 ** 31): (value: unknown) => boolean {
  return value => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/**
 * The defaults with what was given. Throws UserError `invalid-parameter` that names the parameter.
 * `{ trees: 10 }` -> `{ trees: 10, max_depth: null, ... }`
 */
export function forestParameters(given: Partial<ForestParameters>): ForestParameters {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) {
      throw new UserError(`a random forest has no parameter "${name}"`, {
        code: 'invalid-parameter',
        hint: `It has: ${Object.keys(rules).join(', ')}`,
        details: { parameter: name },
      });
    }
    const rule = rules[name as keyof ForestParameters];
    if (!rule.holds(value)) {
      throw new UserError(`"${name}" of a random forest cannot be ${JSON.stringify(value)}`, {
        code: 'invalid-parameter',
        hint: `It takes ${rule.says}`,
        details: { parameter: name },
      });
    }
  }
  return { ...forestDefaults, ...given };
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
