// The arithmetic of assembly/gradients.ts, in plain TypeScript.

import { exponential } from './exponential.ts';
import { type MemoryViews, writeWhole } from './memory.ts';

export function gradientKernels({ words, numbers }: MemoryViews) {
  const whole = new Uint32Array(2);
  const weightOf = (weights: number, row: number) => (weights === 0 ? 1 : numbers[(weights >> 3) + row]);

  function storePair(pairs: number, row: number, gradient: number, hessian: number, countBits: number): void {
    const at = (pairs >> 2) + row * 4;
    writeWhole(words, at, Math.floor(gradient + 0.5));
    // The hessian may fill more than the 53 bits of a double together with the count: shifted word by word.
    writeWhole(whole, 0, Math.floor(hessian + 0.5));
    words[at + 2] = (whole[0] << countBits) | 1;
    words[at + 3] = (whole[1] << countBits) | (countBits === 0 ? 0 : whole[0] >>> (32 - countBits));
  }

  return {
    greatestError(raw: number, target: number, weights: number, from: number, to: number): number {
      let greatest = 0;
      for (let row = from; row < to; row++) {
        const error = numbers[(raw >> 3) + row] - numbers[(target >> 3) + row];
        greatest = Math.max(greatest, Math.abs(error) * weightOf(weights, row));
      }
      return greatest;
    },

    squaredPairs(
      raw: number,
      target: number,
      weights: number,
      from: number,
      to: number,
      gradientScale: number,
      hessianScale: number,
      countBits: number,
      pairs: number,
    ): void {
      for (let row = from; row < to; row++) {
        const weight = weightOf(weights, row);
        const error = numbers[(raw >> 3) + row] - numbers[(target >> 3) + row];
        storePair(pairs, row, error * weight * gradientScale, weight * hessianScale, countBits);
      }
    },

    logisticProbabilities(raw: number, from: number, to: number, probabilities: number): void {
      for (let row = from; row < to; row++) {
        numbers[(probabilities >> 3) + row] = 1 / (1 + exponential(-numbers[(raw >> 3) + row]));
      }
    },

    softmaxProbabilities(
      raw: number,
      rows: number,
      classes: number,
      from: number,
      to: number,
      probabilities: number,
    ): void {
      for (let row = from; row < to; row++) {
        const first = (raw >> 3) + row;
        const into = (probabilities >> 3) + row;
        let greatest = numbers[first];
        for (let code = 0; code < classes; code++)
          greatest = Math.max(greatest, numbers[first + code * rows]);
        let sum = 0;
        for (let code = 0; code < classes; code++) {
          const power = exponential(numbers[first + code * rows] - greatest);
          numbers[into + code * rows] = power;
          sum += power;
        }
        for (let code = 0; code < classes; code++) numbers[into + code * rows] /= sum;
      }
    },

    classPairs(
      probabilities: number,
      codes: number,
      code: number,
      weights: number,
      from: number,
      to: number,
      gradientScale: number,
      hessianScale: number,
      countBits: number,
      pairs: number,
    ): void {
      for (let row = from; row < to; row++) {
        const weight = weightOf(weights, row);
        const probability = numbers[(probabilities >> 3) + row];
        const truth = (words[(codes >> 2) + row] | 0) === code ? 1 : 0;
        const gradient = (probability - truth) * weight * gradientScale;
        const hessian = probability * (1 - probability) * weight * hessianScale;
        storePair(pairs, row, gradient, hessian, countBits);
      }
    },
  };
}
