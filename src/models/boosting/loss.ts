// What boosting makes small: half the squared error, or the log loss of two or of many classes.

import { exponential, logarithm } from '../kernels/plain/exponential.ts';
import { gradientScale, hessianScale, powerWithin } from '../trees/scales.ts';
import type { Crew } from './crew.ts';
import type { Workplace } from './tasks.ts';

/** How gradients and hessians of a round were rounded. */
export type Scales = { gradient: number; hessian: number };

export type Loss = {
  /** What is predicted before the first tree, by output. */
  baseline: Float64Array;
  /** What trees predict times this is what the model predicts. */
  unit: number;
  /** Once a round, before the trees of its outputs. */
  startRound(): void;
  /** Fills `pairs` for one output. */
  fillPairs(output: number): Scales;
  /** The mean loss of rows order[from..to), by weight. */
  meanLoss(from: number, to: number): number;
};

type Fit = { place: Workplace; crew: Crew; fitted: number; greatestWeight: number };

/** `fittedRows` and `values` as they were given; raw predictions and targets are of a size with 1. */
export function squaredLoss(
  { place, crew, fitted, greatestWeight }: Fit,
  values: Float64Array,
  fittedRows: Uint32Array,
): Loss {
  const { layout, numbers, words } = place;
  const { rows, target, weights, raw, order, countBits } = layout;
  const weightOf = (row: number) => (weights === 0 ? 1 : numbers[(weights >> 3) + row]);
  let greatest = 0;
  for (const row of fittedRows) greatest = Math.max(greatest, Math.abs(values[row]));
  // Targets of 1e300 would have no squares, denormal ones no digits.
  const scale = powerWithin(greatest, 2);
  // Counted from the first: the mean of one value repeated is that value, to the last digit.
  const first = values[fittedRows[0]] * scale;
  let total = 0;
  let weight = 0;
  for (const row of fittedRows) {
    total += (values[row] * scale - first) * weightOf(row);
    weight += weightOf(row);
  }
  const mean = first + total / weight;
  for (let row = 0; row < rows; row++) numbers[(target >> 3) + row] = values[row] * scale - mean;
  const hessian = weights === 0 ? 1 : hessianScale(greatestWeight, fitted, countBits);

  return {
    baseline: Float64Array.of(mean / scale),
    unit: 1 / scale,
    startRound() {},
    fillPairs() {
      const threads = crew.run('greatestError', [], rows);
      let error = 0;
      for (let thread = 0; thread < threads; thread++)
        error = Math.max(error, numbers[(layout.errors >> 3) + thread]);
      const gradient = gradientScale(error, rows);
      crew.run('squaredPairs', [gradient, hessian], rows);
      return { gradient, hessian };
    },
    meanLoss(from, to) {
      let loss = 0;
      let weighed = 0;
      for (let at = from; at < to; at++) {
        const row = words[(order >> 2) + at];
        const error = numbers[(raw >> 3) + row] - numbers[(target >> 3) + row];
        loss += (error * error * weightOf(row)) / 2;
        weighed += weightOf(row);
      }
      return loss / weighed;
    },
  };
}

/** Below this share a class counts as this rare: one that no fitted row has would else have a logarithm of nothing. */
const RAREST = 1e-15;

export function classLoss(
  { place, crew, fitted, greatestWeight }: Fit,
  codes: Int32Array,
  classes: number,
  fittedRows: Uint32Array,
): Loss {
  const { layout, numbers, words } = place;
  const { rows, weights, raw, order, countBits, outputs } = layout;
  const weightOf = (row: number) => (weights === 0 ? 1 : numbers[(weights >> 3) + row]);
  new Int32Array(words.buffer, layout.codes, rows).set(codes);
  const shares = new Float64Array(classes);
  let total = 0;
  for (const row of fittedRows) {
    shares[codes[row]] += weightOf(row);
    total += weightOf(row);
  }
  const logs = shares.map(weight => logarithm(Math.min(Math.max(weight / total, RAREST), 1)));
  const baseline = outputs === 1 ? Float64Array.of(logs[1] - logs[0]) : centred(logs);
  baseline.forEach((value, output) => {
    numbers.fill(value, (raw >> 3) + output * rows, (raw >> 3) + (output + 1) * rows);
  });
  const scales = {
    gradient: gradientScale(greatestWeight, rows),
    hessian: hessianScale(greatestWeight / 4, fitted, countBits),
  };

  return {
    baseline,
    unit: 1,
    startRound() {
      crew.run('probabilities', [], rows * outputs * 8);
    },
    fillPairs(output) {
      crew.run('classPairs', [scales.gradient, scales.hessian, output], rows * 2);
      return scales;
    },
    meanLoss(from, to) {
      let loss = 0;
      let weighed = 0;
      for (let at = from; at < to; at++) {
        const row = words[(order >> 2) + at];
        loss += weightOf(row) * logLoss(row);
        weighed += weightOf(row);
      }
      return loss / weighed;
    },
  };

  function logLoss(row: number): number {
    const first = (raw >> 3) + row;
    if (outputs === 1) {
      // ln(1 + e^-z), z positive where the prediction leans to the truth; written so that nothing overflows.
      const z = codes[row] === 1 ? numbers[first] : -numbers[first];
      return z >= 0 ? logarithm(1 + exponential(-z)) : -z + logarithm(1 + exponential(z));
    }
    let greatest = Number.NEGATIVE_INFINITY;
    for (let code = 0; code < outputs; code++) greatest = Math.max(greatest, numbers[first + code * rows]);
    let sum = 0;
    for (let code = 0; code < outputs; code++) sum += exponential(numbers[first + code * rows] - greatest);
    return logarithm(sum) + greatest - numbers[first + codes[row] * rows];
  }
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map(value => value - mean);
}
