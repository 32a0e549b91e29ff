// Probabilities of classes as a prediction.

import type { Prediction } from './learner.ts';

/** `probabilities`: rows x classes. The class of a row is its most probable one, the first of equals. */
export function classified(probabilities: Float64Array, classes: readonly string[]): Prediction {
  const count = classes.length;
  const codes = new Int32Array(probabilities.length / count);
  for (let row = 0; row < codes.length; row++) {
    for (let code = 1; code < count; code++) {
      if (probabilities[row * count + code] > probabilities[row * count + codes[row]]) codes[row] = code;
    }
  }
  return { task: 'classification', codes, classes, probabilities };
}
