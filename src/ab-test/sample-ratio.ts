// Do the arms have the units that their weights say? Where they do not, something other than the draw chose who is in
// an arm (a crash, a lost log, a redirect), and no difference of theirs means anything.

import { gammaln } from 'simple-statistics';
import { logChiSquareTail } from '../monitoring/drift/tails.ts';

/** Units of each arm under the weights of one epoch. */
export type EpochUnits = { weights: readonly number[]; units: readonly number[] };

export type SampleRatio = {
  /** Pearson's chi-square and its p-value, for people: looked at again and again it errs far too often. */
  statistic: number;
  pValue: number;
  /** As large as the odds are that the weights are not those: the verdict, which may be looked at at every unit. */
  evidence: number;
  mismatch: boolean;
};

/** Share of streams with the right weights that may ever be called a mismatch: 0.1 % for assigned and labelled units together. */
const ERROR = 0.001 / 2;

/**
 * How much the alternatives are drawn towards the weights, in units. 1,000 finds a tenth missing of an arm of half within
 * about 10,000 units and 1 % within about 600,000; flat alternatives (2) need more for both.
 */
const CONCENTRATION = 1000;

/**
 * Units against weights over all epochs. `statistic` of 9,000 and 1,100 at 90 to 10 is 8.9109, its p-value 0.002835. The
 * verdict is a sequential multinomial test (Lindon and Malek 2022, NeurIPS 35): a ratio of likelihoods, mixed over a
 * Dirichlet around the weights, whose chance ever to exceed 1 / `ERROR` is `ERROR` (Ville 1939).
 */
export function sampleRatio(epochs: readonly EpochUnits[]): SampleRatio {
  const arms = epochs[0]?.weights.length ?? 0;
  const observed = new Float64Array(arms);
  const expected = new Float64Array(arms);
  let logTogether = 0;
  let evidenceApart = 0;
  let allotted = 0;
  epochs.forEach(({ weights, units }, epoch) => {
    const total = units.reduce((sum, count) => sum + count, 0);
    const weight = weights.reduce((sum, share) => sum + share, 0);
    const shares = weights.map(share => share / weight);
    shares.forEach((share, arm) => {
      observed[arm] += units[arm];
      expected[arm] += total * share;
    });
    const logOdds = logMixedRatio(shares, units);
    logTogether += logOdds;
    // Shares of 1/2, 1/6, 1/12, …, which add up to 1 however many epochs there will be.
    const share = 1 / ((epoch + 1) * (epoch + 2));
    allotted += share;
    evidenceApart += share * Math.exp(Math.min(logOdds, 700));
  });
  let statistic = 0;
  let parts = 0;
  expected.forEach((count, arm) => {
    if (count > 0) {
      statistic += (observed[arm] - count) ** 2 / count;
      parts++;
    } else if (observed[arm] > 0) statistic = Number.POSITIVE_INFINITY;
  });
  // Half for a mismatch of all epochs together, half for one of a single epoch, which the others would drown.
  const evidence = (Math.exp(Math.min(logTogether, 700)) + evidenceApart + 1 - allotted) / 2;
  return {
    statistic,
    pValue: parts < 2 ? 1 : Math.exp(logChiSquareTail(statistic, parts - 1)),
    evidence,
    mismatch: evidence >= 1 / ERROR,
  };
}

/** Logarithm of the chance of `units` under Dirichlet-mixed shares, over that under `shares`; an arm of weight 0 has none. */
function logMixedRatio(shares: readonly number[], units: readonly number[]): number {
  const total = units.reduce((sum, count) => sum + count, 0);
  let log = gammaln(CONCENTRATION) - gammaln(CONCENTRATION + total);
  for (let arm = 0; arm < shares.length; arm++) {
    if (shares[arm] === 0) {
      if (units[arm] > 0) return Number.POSITIVE_INFINITY;
      continue;
    }
    const prior = CONCENTRATION * shares[arm];
    log += gammaln(prior + units[arm]) - gammaln(prior) - units[arm] * Math.log(shares[arm]);
  }
  return log;
}
