// How surprising one count is, where draws are made from an urn with or without what was drawn before.

import { gammaln } from 'simple-statistics';

/**
 * An urn with `own` balls of one kind and `other` of the rest, from which `draws` are taken. `returns` 1: each goes back
 * with one more of its kind (Polya), so that the count is beta-binomial; -1: none goes back, so that it is
 * hypergeometric. What is in the urn need not be whole where it is returned.
 */
export type Urn = { own: number; other: number; draws: number; returns: 1 | -1 };

/**
 * Natural logarithm of the chance of a count at least as far out as `count`, on its side of the mean, times two; at most
 * 0. Fractions are rounded towards the mean. O(standard deviation of the count).
 *
 * @example logCountTails({ own: 3, other: 7, draws: 3, returns: -1 }, 3) // log(2 / 120)
 */
export function logCountTails(urn: Urn, count: number): number {
  const { own, other, draws, returns } = urn;
  const mean = (draws * own) / (own + other);
  const least = returns === 1 ? 0 : Math.max(0, draws - other);
  const most = returns === 1 ? draws : Math.min(draws, own);
  const above = count > mean;
  const from = above ? Math.floor(count + 1e-9) : Math.ceil(count - 1e-9);
  if (above ? from <= mean : from >= mean) return 0;
  if (from < least || from > most) return Number.NEGATIVE_INFINITY;
  let term = 1;
  let sum = 1;
  for (let at = from; above ? at < most : at > least; at += above ? 1 : -1) {
    term *= above ? ratio(urn, at) : 1 / ratio(urn, at - 1);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(0, Math.log(2) + logChance(urn, from) + Math.log(sum));
}

/** The chance of `count + 1` over that of `count`. */
export function ratio({ own, other, draws, returns }: Urn, count: number): number {
  const left = draws - count;
  return (left * (own + returns * count)) / ((count + 1) * (other + returns * (left - 1)));
}

/** Natural logarithm of the chance of exactly `count`. */
export function logChance({ own, other, draws, returns }: Urn, count: number): number {
  const left = draws - count;
  return returns === 1
    ? logChoose(draws, count) + logBeta(count + own, left + other) - logBeta(own, other)
    : logChoose(own, count) + logChoose(other, left) - logChoose(own + other, draws);
}

function logChoose(of: number, chosen: number): number {
  return gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1);
}

function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}
