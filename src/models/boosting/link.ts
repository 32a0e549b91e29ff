// From what trees add up to, to probabilities.

import { exponential } from '../kernels/plain/exponential.ts';

/**
 * `raw`: the log odds of the second of two classes by row, or rows x classes scores. Gives rows x classes, each row
 * summing to 1.
 */
export function classProbabilities(raw: Float64Array, outputs: number): Float64Array {
  if (outputs === 1) {
    const probabilities = new Float64Array(raw.length * 2);
    for (let row = 0; row < raw.length; row++) {
      const second = 1 / (1 + exponential(-raw[row]));
      probabilities[row * 2] = 1 - second;
      probabilities[row * 2 + 1] = second;
    }
    return probabilities;
  }
  const probabilities = new Float64Array(raw.length);
  for (let first = 0; first < raw.length; first += outputs) {
    let greatest = raw[first];
    for (let i = 1; i < outputs; i++) greatest = Math.max(greatest, raw[first + i]);
    let sum = 0;
    for (let i = first; i < first + outputs; i++) sum += probabilities[i] = exponential(raw[i] - greatest);
    for (let i = first; i < first + outputs; i++) probabilities[i] /= sum;
  }
  return probabilities;
}
