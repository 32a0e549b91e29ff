// A prediction that looks at no feature: the mean, or the most frequent class.

import type { Prediction, Target } from '../models/learner.ts';

/**
 * The same for every row: the mean of the training target; or its most frequent class (the earlier of equals), with
 * the share of each class as its probability. Training rows: at least one.
 */
export function constantPrediction(training: Target, rows: number): Prediction {
  if (training.task === 'regression') {
    let total = 0;
    for (const value of training.values) total += value;
    return { task: 'regression', values: new Float64Array(rows).fill(total / training.values.length) };
  }
  const { classes } = training;
  const shares = new Float64Array(classes.length);
  for (const code of training.codes) shares[code] += 1 / training.codes.length;
  const probabilities = new Float64Array(rows * classes.length);
  for (let row = 0; row < rows; row++) probabilities.set(shares, row * classes.length);
  return {
    task: 'classification',
    codes: new Int32Array(rows).fill(mostFrequent(training.codes, classes.length)),
    classes,
    probabilities,
  };
}

function mostFrequent(codes: Int32Array, classes: number): number {
  const counts = new Uint32Array(classes);
  for (const code of codes) counts[code]++;
  return greatestAt(counts);
}

/** Where the greatest number stands, the first of equals. [1, 3, 3] -> 1 */
export function greatestAt(numbers: ArrayLike<number>): number {
  let at = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] > numbers[at]) at = i;
  return at;
}
