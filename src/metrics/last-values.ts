// The no-change baseline: what was true the last time is true now. It supposes that labels arrive at once, and beats
// many a model on a series that moves slowly.

import type { Prediction, Target } from '../models/learner.ts';
import { constantPrediction, greatestAt } from './constant-prediction.ts';

type TimedTargets = {
  training: Target;
  heldOut: Target;
  /** Milliseconds; NaN where unknown. */
  times: { training: Float64Array; heldOut: Float64Array };
};

/**
 * For each held-out row, the target at the latest time before its own, be it of a training or a held-out row: the
 * mean where several rows bear that time, or their most frequent class with the share of each. Rows with no time, or
 * none before it, get the constant prediction. O(rows log rows).
 *
 * training 10 at 1 h, held out 30 at 2 h and 5 at 3 h -> [10, 30]
 */
export function lastValues({ training, heldOut, times }: TimedTargets): Prediction {
  const instants = new Float64Array(times.training.length + times.heldOut.length);
  instants.set(times.training);
  instants.set(times.heldOut, times.training.length);
  const order = Array.from(instants.keys()).filter(row => !Number.isNaN(instants[row]));
  order.sort((a, b) => instants[a] - instants[b] || a - b);

  const prediction = constantPrediction(training, times.heldOut.length);
  const width = prediction.task === 'regression' ? 1 : prediction.classes.length;
  const sums = sumsByRow(training, heldOut, width);
  // Sums over the rows of the time before, and of the time at hand.
  let before = { rows: 0, sums: new Float64Array(width) };
  for (let start = 0; start < order.length; ) {
    const now = { rows: 0, sums: new Float64Array(width) };
    let end = start;
    for (; end < order.length && instants[order[end]] === instants[order[start]]; end++) {
      sums(order[end], now.sums);
      now.rows++;
      const row = order[end] - times.training.length;
      if (row >= 0 && before.rows > 0) predict(prediction, row, before);
    }
    before = now;
    start = end;
  }
  return prediction;
}

/** Adds the target of a row, training rows first, to sums: its value, or 1 for its class. */
function sumsByRow(
  training: Target,
  heldOut: Target,
  width: number,
): (row: number, sums: Float64Array) => void {
  if (training.task === 'regression' && heldOut.task === 'regression') {
    const first = training.values.length;
    return (row, sums) => {
      sums[0] += row < first ? training.values[row] : heldOut.values[row - first];
    };
  }
  if (training.task === 'classification' && heldOut.task === 'classification') {
    const first = training.codes.length;
    const codeOf = heldOut.classes.map(name => training.classes.indexOf(name));
    return (row, sums) => {
      const code = row < first ? training.codes[row] : codeOf[heldOut.codes[row - first]];
      // A class that training never saw cannot be predicted.
      if (code >= 0 && code < width) sums[code]++;
    };
  }
  throw new TypeError('training and held-out rows have different tasks');
}

function predict(prediction: Prediction, row: number, before: { rows: number; sums: Float64Array }): void {
  if (prediction.task === 'regression') {
    prediction.values[row] = before.sums[0] / before.rows;
    return;
  }
  const classes = prediction.classes.length;
  const known = before.sums.reduce((total, count) => total + count, 0);
  if (known === 0) return;
  prediction.codes[row] = greatestAt(before.sums);
  for (let code = 0; code < classes; code++)
    prediction.probabilities[row * classes + code] = before.sums[code] / known;
}
