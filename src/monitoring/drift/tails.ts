// Tails of the normal, the chi-square and the Poisson distribution, as logarithms: what is rarer than the least double counts too.

import { gammaln } from 'simple-statistics';

const ENOUGH = 1e-16;

/**
 * Natural logarithm of the regularised upper incomplete gamma function Q(a, x): its series below a + 1, Lentz's
 * continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31). To about 1e-13 of itself.
 *
 * @example logUpperGamma(0.5, 2) // log(0.0455…), what is 2 standard deviations from the mean of a normal, on both sides
 */
function logUpperGamma(a: number, x: number): number {
  if (!(x > 0)) return 0;
  return x < a + 1 ? Math.log1p(-Math.exp(logSeries(a, x))) : logFraction(a, x);
}

/** The same of the lower one, P(a, x). For whole a: log of the chance that a Poisson count of mean x is at least a. */
export function logLowerGamma(a: number, x: number): number {
  if (!(x > 0)) return Number.NEGATIVE_INFINITY;
  return x < a + 1 ? Math.min(0, logSeries(a, x)) : Math.log1p(-Math.exp(logFraction(a, x)));
}

/** log of the chance that a standard normal is at least |z| from 0. */
export function logNormalTails(z: number): number {
  return logUpperGamma(0.5, (z * z) / 2);
}

/** How far from 0 a standard normal is with this chance on both sides, by halving; the inverse of `logNormalTails`. */
export function normalOf(logP: number): number {
  let low = 0;
  // log P > -z^2/2 - log(z) - 1 for z of at least 1.
  let high = Math.sqrt(-2 * Math.max(logP, -1e6)) + 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (logNormalTails(middle) > logP) low = middle;
    else high = middle;
  }
  return low;
}

/** log of the chance that a chi-square of `degrees` is at least `value`. */
export function logChiSquareTail(value: number, degrees: number): number {
  return degrees > 0 ? logUpperGamma(degrees / 2, value / 2) : 0;
}

function logSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = a + 1; term > sum * ENOUGH; n++) {
    term *= x / n;
    sum += term;
  }
  return Math.log(sum) + a * Math.log(x) - x - gammaln(a);
}

function logFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < 10_000; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    product *= factor;
    if (Math.abs(factor - 1) < ENOUGH) break;
  }
  return Math.log(product) + a * Math.log(x) - x - gammaln(a);
}
