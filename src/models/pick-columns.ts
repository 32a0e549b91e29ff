// The features of a model, found among those of rows to predict.

import { UserError } from '../errors.ts';
import type { FeatureColumns, FeatureType } from './learner.ts';

/**
 * The columns that a model `wants`, by name and in its order.
 * Throws UserError `missing-feature` or `wrong-feature-type`.
 */
export function pickColumns(wanted: readonly FeatureType[], features: FeatureColumns): FeatureColumns {
  // Rows that come one by one come in order: looking them up would take as long as a tenth of a forest.
  const inOrder =
    features.length === wanted.length &&
    wanted.every(({ name, type }, i) => features[i].name === name && features[i].type === type);
  if (inOrder) return features;
  const byName = new Map(features.map(column => [column.name, column]));
  return wanted.map(({ name, type }) => {
    const column = byName.get(name);
    if (!column) {
      throw new UserError(`the model needs the feature "${name}", which these rows do not have`, {
        code: 'missing-feature',
        hint: `Features that are there: ${features.map(each => each.name).join(', ') || 'none'}`,
        details: { feature: name },
      });
    }
    if (column.type !== type) {
      throw new UserError(`the model learned the feature "${name}" as ${type}; here it is ${column.type}`, {
        code: 'wrong-feature-type',
        hint: `Give "${name}" the same type as in training, or train again`,
        details: { feature: name, expected: type, actual: column.type },
      });
    }
    return column;
  });
}
