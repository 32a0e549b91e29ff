// Whether a model can be fitted to these rows at all.

import { UserError } from '../../errors.ts';
import type { FeatureColumns, Target } from '../learner.ts';
import { rowsOf } from './binned-rows.ts';

/** A node's code has 16 bits, one of them for missing values. */
const MOST_FEATURES = 32_767;
/** Rows and their weights are counted in 26 bits each. */
const MOST_ROWS = 2 ** 26 - 1;
const MOST_WEIGHT = 1e100;
/** Sums over rows and trees stay finite below it. */
const GREATEST_TARGET = 1e300;

export function rowsOfTarget(target: Target): number {
  return target.task === 'regression' ? target.values.length : target.codes.length;
}

/** Throws UserError where there is nothing to learn from, too much of it, or a target or weight that cannot be. */
export function checkInput(
  features: FeatureColumns,
  target: Target,
  weights: Float64Array | undefined,
): void {
  const rows = rowsOfTarget(target);
  const refuse = (message: string, code: string, hint: string) => {
    throw new UserError(message, { code, hint, details: { rows, features: features.length } });
  };
  if (rows === 0) refuse('there are no rows to train on', 'no-rows', 'Add data, or hold out fewer rows');
  if (rows > MOST_ROWS)
    refuse(
      `a model takes at most ${MOST_ROWS} rows; there are ${rows}`,
      'too-many-rows',
      'Train on a sample',
    );
  if (features.length === 0)
    refuse('there are no features to train on', 'no-features', 'Keep at least one column as a feature');
  if (features.length > MOST_FEATURES) {
    refuse(
      `a model takes at most ${MOST_FEATURES} features; there are ${features.length}`,
      'too-many-features',
      'Exclude some',
    );
  }
  if (rowsOf(features) !== rows)
    throw new RangeError(`${rowsOf(features)} rows of features, ${rows} of the target`);
  if (target.task === 'classification' && target.classes.length < 2) {
    refuse(
      `the training rows are all of one class: ${target.classes.join()}`,
      'single-class',
      'Add rows of another class, or hold out fewer rows',
    );
  }
  const bad =
    target.task === 'regression'
      ? target.values.findIndex(value => !Number.isFinite(value))
      : target.codes.findIndex(code => code < 0);
  if (bad >= 0) {
    throw new UserError(`the target of training row ${bad + 1} is not known`, {
      code: 'missing-target',
      hint: 'Leave rows without a target out of the training data',
      details: { row: bad },
    });
  }
  const large =
    target.task === 'regression' ? target.values.findIndex(value => Math.abs(value) > GREATEST_TARGET) : -1;
  if (large >= 0) {
    throw new UserError(`the target of training row ${large + 1} is beyond ${GREATEST_TARGET}`, {
      code: 'target-too-large',
      hint: 'Give it in a larger unit: sums of such numbers are no numbers',
      details: { row: large },
    });
  }
  if (weights) checkWeights(weights, rows);
}

function checkWeights(weights: Float64Array, rows: number): void {
  if (weights.length !== rows) throw new RangeError(`${weights.length} weights, ${rows} rows`);
  const bad = weights.findIndex(weight => !(weight >= 0 && weight <= MOST_WEIGHT));
  if (bad >= 0) {
    throw new UserError(`the weight of training row ${bad + 1} cannot be ${weights[bad]}`, {
      code: 'invalid-weight',
      hint: `A weight is a number from 0 to ${MOST_WEIGHT}`,
      details: { row: bad },
    });
  }
  if (weights.every(weight => weight === 0)) {
    throw new UserError('all training rows have a weight of 0', {
      code: 'no-rows',
      hint: 'Give the rows to learn from a weight above 0',
    });
  }
}
