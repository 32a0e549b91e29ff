// How wrong a model is on rows that it has not seen, row by row in order: what later errors are held against.

import type { TargetValues } from '../data/target.ts';
import type { Prediction } from '../models/learner.ts';
import { type Dependence, dependenceOf } from './dependence.ts';

/** Of the loss of a row; `std` is that of a sample (n - 1), null for fewer than two rows. */
export type LossProfile = {
  loss: 'absolute-error' | 'squared-error' | 'wrong';
  mean: number;
  std: number | null;
  dependence: Dependence;
};

export type ErrorProfile = {
  rows: number;
  /** Of a regression both errors; of a classification whether the class is wrong, 0 or 1. */
  losses: LossProfile[];
};

/** `truth` and `prediction` have the same rows, in the order in which they came. Null where there are none. */
export function profileErrors(truth: TargetValues, prediction: Prediction): ErrorProfile | null {
  const losses = rowLosses(truth, prediction);
  const rows = losses[0].values.length;
  if (rows === 0) return null;
  return {
    rows,
    losses: losses.map(({ loss, values }) => ({
      loss,
      ...momentsOf(values),
      dependence: dependenceOf(values),
    })),
  };
}

function rowLosses(
  truth: TargetValues,
  prediction: Prediction,
): { loss: LossProfile['loss']; values: Float64Array }[] {
  if (truth.task === 'regression' && prediction.task === 'regression') {
    const errors = truth.values.map((value, row) => Math.abs(value - prediction.values[row]));
    return [
      { loss: 'absolute-error', values: errors },
      { loss: 'squared-error', values: errors.map(error => error * error) },
    ];
  }
  if (truth.task !== 'classification' || prediction.task !== 'classification')
    throw new Error('a prediction of another task than the target');
  const wrong = Float64Array.from(truth.codes, (code, row) =>
    truth.classes[code] === prediction.classes[prediction.codes[row]] ? 0 : 1,
  );
  return [{ loss: 'wrong', values: wrong }];
}

function momentsOf(values: Float64Array): { mean: number; std: number | null } {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}
