// What could be different about a batch, each as the chance of seeing as much where nothing is.

import { logCountTails } from './count-tails.ts';
import type { DrawModel } from './draw-counts.ts';
import { rankPolynomials } from './rank-polynomials.ts';
import { logChiSquareTail, logLowerGamma, logNormalTails, normalOf } from './tails.ts';

/** `logP`: natural logarithm of the chance, before it is known how chance plays these signals together. */
export type Signal = {
  name: 'location' | 'shape' | 'cell' | 'categories' | 'unseen';
  logP: number;
  /** Of `cell`: which one. */
  cell?: number;
};

export type Signals = {
  /**
   * What stands out most. `inflation`: how many times the variance of independent rows these have; 1 unless told.
   */
  most: (counts: Float64Array, inflation?: number) => Signal;
  /**
   * Natural logarithm of a p-value that holds by proof, without a draw and however skewed the counts are: by the exact
   * chance of the least likely cell, or a bound on how far a mean can stray. Far from sharp, and enough where a change
   * is plain.
   */
  proven: (counts: Float64Array, inflation?: number) => number;
};

const DEGREES = 5;

/**
 * Of ordered cells, the least likely of: the mean rank; four orthogonal polynomials of ranks, by which spread, skew and
 * whatever else bends the distribution show; and the single most surprising cell, of all.
 */
export function orderedSignals(model: DrawModel): Signals {
  const { weights, total, draws, returns } = model;
  const scores = rankPolynomials(weights, DEGREES);
  const deviation = Math.sqrt((total + returns * draws) / (draws * (total + returns)));
  const surprise = cellSurprise(model);
  const meanOf = (own: Float64Array, counts: Float64Array) => {
    let sum = 0;
    for (let cell = 0; cell < counts.length; cell++) sum += counts[cell] * own[cell];
    return sum / draws;
  };
  return {
    most(counts, inflation = 1) {
      let squares = 0;
      let first = 0;
      for (let degree = 0; degree < scores.length; degree++) {
        const z = meanOf(scores[degree], counts) / deviation / Math.sqrt(inflation);
        if (degree === 0) first = z;
        else squares += z * z;
      }
      return leastLikely(
        { name: 'location', logP: logNormalTails(first) },
        { name: 'shape', logP: logChiSquareTail(squares, scores.length - 1) },
        surprise(counts, inflation),
      );
    },
    proven(counts, inflation = 1) {
      const means = scores.map(own => logFarMean(own, meanOf(own, counts) / Math.sqrt(inflation), model));
      // Bonferroni: as many means, and the cells.
      return Math.log(scores.length + 1) + Math.min(0, ...means, surprise(counts, inflation).logP);
    },
  };
}

/**
 * Natural logarithm of a bound on the chance that the mean of scores (mean 0, variance 1) of a batch is as far from 0.
 * Without return by Bernstein's inequality, which holds there too (Hoeffding 1963, section 6); from gaps, since the
 * chances of cells are Dirichlet and a batch multinomial, both sub-Gaussian (Marchal and Arbel 2017; Hoeffding 1963).
 */
function logFarMean(scores: Float64Array, mean: number, { total, draws, returns }: DrawModel): number {
  let [low, high] = [0, 0];
  for (const score of scores) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const far = Math.abs(mean);
  const exponent =
    returns === 1
      ? (2 * far * far) / ((high - low) ** 2 * (1 / draws + 1 / (total + 1)))
      : (draws * far * far) / (2 + (2 / 3) * Math.max(high, -low) * far);
  return Math.min(0, Math.log(2) - exponent);
}

/**
 * Of cells without an order, the least likely of: chi-square over all; the most surprising single one; and how many rows
 * are in cells that the reference lacks, where `named` says that each cell is one category.
 */
export function unorderedSignals(model: DrawModel, { named }: { named: boolean }): Signals {
  const { weights, total, draws, returns } = model;
  const surprise = cellSurprise(model);
  const held = weights.reduce((cells, weight) => cells + (weight > 0 ? 1 : 0), 0);
  const scale = (total + returns) / (total + returns * draws);
  const expectedUnseen = named ? expectedOfBatchAlone(model) : 0;
  const most = (counts: Float64Array, inflation = 1) => {
    let sum = 0;
    let unseen = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      const expected = (draws * weights[cell]) / total;
      if (expected > 0) sum += (counts[cell] - expected) ** 2 / expected;
      if (counts[cell] >= weights[cell]) unseen += counts[cell];
    }
    const unseenP = named && unseen >= 1 ? logLowerGamma(Math.floor(unseen), expectedUnseen) : 0;
    return leastLikely(
      { name: 'categories', logP: logChiSquareTail((sum * scale) / inflation, held - 1) },
      surprise(counts, inflation),
      { name: 'unseen', logP: logInflated(unseenP, inflation) },
    );
  };
  return { most, proven: (counts, inflation = 1) => surprise(counts, inflation).logP };
}

/** Rows in cells that fall into the batch whole, as many as chance gives. */
function expectedOfBatchAlone({ weights, total, draws }: DrawModel): number {
  return weights.reduce((sum, weight) => {
    let chance = 1;
    for (let i = 0; i < weight && chance > 1e-12; i++) chance *= Math.max(0, draws - i) / (total - i);
    return sum + weight * chance;
  }, 0);
}

function leastLikely(...signals: Signal[]): Signal {
  let least = signals[0];
  for (const signal of signals) if (signal.logP < least.logP) least = signal;
  return least;
}

/** The chance of the least likely cell, times as many cells as there are. What was worked out once is kept. */
function cellSurprise({
  weights,
  total,
  draws,
  returns,
}: DrawModel): (counts: Float64Array, inflation: number) => Signal {
  const kept = new Map<number, Float64Array>();
  const tables = Array.from(weights, weight => {
    let table = kept.get(weight);
    if (table === undefined) {
      table = new Float64Array(Math.min(draws, returns === 1 ? draws : weight) + 1).fill(Number.NaN);
      kept.set(weight, table);
    }
    return table;
  });
  const times = Math.log(weights.reduce((cells, weight) => cells + (weight > 0 ? 1 : 0), 0));
  return (counts, inflation) => {
    let least = 0;
    let at = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      if (weights[cell] === 0) continue;
      const count = counts[cell];
      const whole = Number.isInteger(count);
      let logP = whole ? tables[cell][count] : Number.NaN;
      if (!(logP <= 0)) {
        logP = logCountTails({ own: weights[cell], other: total - weights[cell], draws, returns }, count);
        if (whole && count < tables[cell].length) tables[cell][count] = logP;
      }
      if (logP < least) {
        least = logP;
        at = cell;
      }
    }
    return { name: 'cell', logP: Math.min(0, logInflated(least, inflation) + times), cell: at };
  };
}

/** The chance of as many standard deviations of a normal, were its variance so many times greater. */
function logInflated(logP: number, inflation: number): number {
  if (inflation === 1 || logP === 0) return logP;
  return logNormalTails(normalOf(logP) / Math.sqrt(inflation));
}
