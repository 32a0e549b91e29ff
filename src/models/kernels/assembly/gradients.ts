// Gradients and hessians of the losses, rounded to whole numbers. `weights` is 0 where every row weighs 1.
// What the engine's own exp gives differs from machine to machine in the last digit, so this is ours.

import { exponential } from './exponential.ts';

// @ts-expect-error: decorators are AssemblyScript's
@inline
function weightOf(weights: usize, row: usize): f64 {
  return weights == 0 ? 1 : load<f64>(weights + (row << 3));
}

// @ts-expect-error: decorators are AssemblyScript's
@inline
function storePair(pairs: usize, row: usize, gradient: f64, hessian: f64, countBits: i32): void {
  store<i64>(pairs + (row << 4), <i64>Math.floor(gradient + 0.5));
  store<i64>(pairs + (row << 4), ((<i64>Math.floor(hessian + 0.5)) << <i64>countBits) | 1, 8);
}

/** The greatest |raw - target| x weight of rows from..to-1: what the scale of their gradients hangs on. */
export function greatestError(raw: usize, target: usize, weights: usize, from: usize, to: usize): f64 {
  let greatest: f64 = 0;
  for (let row = from; row < to; row++) {
    const error = load<f64>(raw + (row << 3)) - load<f64>(target + (row << 3));
    greatest = Math.max(greatest, Math.abs(error) * weightOf(weights, row));
  }
  return greatest;
}

/** Of half the squared error: gradient raw - target, hessian 1, both times the weight. */
export function squaredPairs(
  raw: usize,
  target: usize,
  weights: usize,
  from: usize,
  to: usize,
  gradientScale: f64,
  hessianScale: f64,
  countBits: i32,
  pairs: usize,
): void {
  for (let row = from; row < to; row++) {
    const weight = weightOf(weights, row);
    const error = load<f64>(raw + (row << 3)) - load<f64>(target + (row << 3));
    storePair(pairs, row, error * weight * gradientScale, weight * hessianScale, countBits);
  }
}

/** Of two classes: the probability of the second from its log odds. */
export function logisticProbabilities(raw: usize, from: usize, to: usize, probabilities: usize): void {
  for (let row = from; row < to; row++) {
    store<f64>(probabilities + (row << 3), 1 / (1 + exponential(-load<f64>(raw + (row << 3)))));
  }
}

/** Of many classes: raw and probabilities stand class by class, `rows` numbers each. */
export function softmaxProbabilities(
  raw: usize,
  rows: usize,
  classes: usize,
  from: usize,
  to: usize,
  probabilities: usize,
): void {
  const step = rows << 3;
  for (let row = from; row < to; row++) {
    const start = row << 3;
    const end = start + classes * step;
    let greatest = load<f64>(raw + start);
    for (let at = start; at < end; at += step) greatest = Math.max(greatest, load<f64>(raw + at));
    let sum: f64 = 0;
    for (let at = start; at < end; at += step) {
      const power = exponential(load<f64>(raw + at) - greatest);
      store<f64>(probabilities + at, power);
      sum += power;
    }
    for (let at = start; at < end; at += step) store<f64>(probabilities + at, load<f64>(probabilities + at) / sum);
  }
}

/** Of the log loss of one class: gradient p - (1 where the row is of the class), hessian p (1 - p), times the weight. */
export function classPairs(
  probabilities: usize,
  codes: usize,
  code: i32,
  weights: usize,
  from: usize,
  to: usize,
  gradientScale: f64,
  hessianScale: f64,
  countBits: i32,
  pairs: usize,
): void {
  for (let row = from; row < to; row++) {
    const weight = weightOf(weights, row);
    const probability = load<f64>(probabilities + (row << 3));
    const truth: f64 = load<i32>(codes + (row << 2)) == code ? 1 : 0;
    const gradient = (probability - truth) * weight * gradientScale;
    const hessian = probability * (1 - probability) * weight * hessianScale;
    storePair(pairs, row, gradient, hessian, countBits);
  }
}
