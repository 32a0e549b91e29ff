// Probabilities that mean what they say: of the rows given 0.7, seven in ten are of that class.

import { solveSymmetric } from './solve-symmetric.ts';

/**
 * `q = softmax(slope * ln(max(p, floor)) + offsets)`, a row at a time. Two classes: Platt scaling (Platt, 1999) of the
 * log odds; more: temperature scaling (Guo et al., 2017) with an offset a class. Slope 1 and offsets 0 change nothing
 * but what lies under the floor.
 */
export type ProbabilityCalibration = {
  slope: number;
  /** One a class, in the order of the model's classes; the first is 0. */
  offsets: number[];
  /** What is called less likely than this is taken for this: so many rows cannot tell it from impossible. */
  floor: number;
};

/** Classes from which on each has too few rows for an offset of its own. */
const MOST_OFFSETS = 50;
const MOST_STEPS = 50;
/** Digits that are kept: two engines whose `exp` differs in the last bit write the same file. */
const DIGITS = 9;

export type ClassifiedSample = {
  /** rows x classes, row-major. */
  probabilities: Float64Array;
  /** True class of each row. */
  actual: Int32Array;
  classes: number;
};

/**
 * The slope and offsets of least log loss on rows that the model has not seen, drawn towards no change as if by one
 * more row. Newton's method on a convex sum with halved steps; O(rows x classes^2) a step, O(rows x classes) from
 * 50 classes on.
 */
export function calibrateProbabilities(sample: ClassifiedSample): ProbabilityCalibration {
  const { actual, classes } = sample;
  const floor = 1 / (actual.length + classes);
  const logs = sample.probabilities.map(value => Math.log(Math.max(value, floor)));
  const offsets = classes > MOST_OFFSETS ? 0 : classes - 1;
  let parameters = Float64Array.from({ length: 1 + offsets }, (_, index) => (index === 0 ? 1 : 0));
  let best = lossOf(parameters, logs, actual, classes);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = solveSymmetric(best.hessian, best.gradient);
    let share = 1;
    let next = best;
    let moved = parameters;
    for (; share > 1e-6; share /= 2) {
      moved = parameters.map((value, index) => value - share * direction[index]);
      next = lossOf(moved, logs, actual, classes);
      if (next.loss < best.loss) break;
    }
    if (!(next.loss < best.loss - 1e-12 * actual.length)) break;
    parameters = moved;
    best = next;
  }
  const believed = parameters[0] > 0 ? parameters : sharesAlone(actual, classes);
  const kept = Array.from(believed, value => Number(value.toPrecision(DIGITS)));
  return {
    slope: kept[0],
    offsets: Array.from({ length: classes }, (_, code) => (code === 0 ? 0 : (kept[code] ?? 0))),
    floor,
  };
}

/** Of a model that has it the wrong way round nothing is believed; it is not turned. What is left is how often. */
function sharesAlone(actual: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes).fill(1);
  for (const code of actual) counts[code]++;
  return counts.map((count, code) => (code === 0 ? 0 : Math.log(count / counts[0])));
}

/** Calibrated probabilities, rows x classes; each row sums to 1. */
export function applyProbabilities(
  { slope, offsets, floor }: ProbabilityCalibration,
  probabilities: Float64Array,
): Float64Array {
  const classes = offsets.length;
  const calibrated = probabilities.map(
    (value, at) => slope * Math.log(Math.max(value, floor)) + offsets[at % classes],
  );
  for (let at = 0; at < calibrated.length; at += classes) softmax(calibrated.subarray(at, at + classes));
  return calibrated;
}

type Loss = { loss: number; gradient: Float64Array; hessian: Float64Array };

/** Parameters: the slope, then offsets of the classes from the second on. */
function lossOf(parameters: Float64Array, logs: Float64Array, actual: Int32Array, classes: number): Loss {
  const size = parameters.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const shares = new Float64Array(classes);
  let loss = 0;
  for (let row = 0; row < actual.length; row++) {
    const at = row * classes;
    for (let code = 0; code < classes; code++) {
      shares[code] = parameters[0] * logs[at + code] + (code > 0 && code < size ? parameters[code] : 0);
    }
    softmax(shares);
    loss -= Math.log(Math.max(shares[actual[row]], Number.MIN_VALUE));
    let mean = 0;
    for (let code = 0; code < classes; code++) mean += shares[code] * logs[at + code];
    gradient[0] += mean - logs[at + actual[row]];
    for (let code = 0; code < classes; code++) {
      const apart = logs[at + code] - mean;
      hessian[0] += shares[code] * apart * apart;
      if (code === 0 || code >= size) continue;
      gradient[code] += shares[code] - (code === actual[row] ? 1 : 0);
      hessian[code] += shares[code] * apart;
      for (let other = 1; other <= code; other++) {
        hessian[code * size + other] += shares[code] * ((other === code ? 1 : 0) - shares[other]);
      }
    }
  }
  for (let one = 0; one < size; one++) {
    const away = parameters[one] - (one === 0 ? 1 : 0);
    loss += (away * away) / 2;
    gradient[one] += away;
    hessian[one * size + one] += 1;
    for (let other = 0; other < one; other++) {
      if (other === 0) hessian[one * size] = hessian[one];
      hessian[other * size + one] = hessian[one * size + other];
    }
  }
  return { loss, gradient, hessian };
}

function softmax(values: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > most) most = value;
  let whole = 0;
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.exp(values[at] - most);
    whole += values[at];
  }
  for (let at = 0; at < values.length; at++) values[at] /= whole;
}
