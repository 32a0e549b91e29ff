// A metric as the mean of a number that each row has: what is judged of it by windows.

import type { ClassifiedRows } from '../../metrics/classification.ts';
import { directionOf } from '../../metrics/direction.ts';
import { matchClasses } from '../../metrics/score.ts';
import type { Prediction, Target } from '../../models/learner.ts';
import type { Kind } from './bound.ts';
import { placements } from './placements.ts';

/** Metrics whose value is such a mean; others follow from one of them. */
export type MeanMetric = 'mse' | 'mae' | 'accuracy' | 'log_loss' | 'f1' | 'precision' | 'recall' | 'roc_auc';

/** How often a class was there, was said, and both, as shares of all rows. */
export type ClassShares = { name: string; truths: number; claims: number; hits: number };

/**
 * `rmse` and `r2_score` rise and fall with the mean squared error and are judged by it. The r2_score of a window would
 * hang on how much the target varies in that window; it is taken against the variance at release instead.
 */
export function meanMetricOf(metric: string): MeanMetric {
  return metric === 'rmse' || metric === 'r2_score' ? 'mse' : (metric as MeanMetric);
}

export function kindOf(metric: MeanMetric): Kind {
  return metric === 'accuracy' ? 'share' : 'amount';
}

/** 1 where a greater mean is worse, -1 where a smaller one is. */
export function badness(metric: MeanMetric): 1 | -1 {
  return directionOf(metric) === 'lower' ? 1 : -1;
}

/** The mean as its metric; `spread` is the variance of the target at release. */
export function shown(metric: string, mean: number, spread: number | null): number {
  if (metric === 'rmse') return Math.sqrt(Math.max(0, mean));
  if (metric === 'r2_score') return spread ? 1 - mean / spread : Number.NaN;
  return mean;
}

/**
 * One number a row. Those of `f1`, `precision` and `recall` are ratios of means, H / C say: a row has
 * `R + (h - R c) / C` with R and C of the release, whose mean is R exactly where the ratio of the window is R, however
 * few rows it has (Fieller 1954). Those of `roc_auc` are placements (DeLong, DeLong and Clarke-Pearson 1988), whose mean
 * is the area; none where one of two classes is absent. `shares` are the release's; those of these rows where null.
 */
export function rowValues(
  metric: MeanMetric,
  { target, prediction }: { target: Target; prediction: Prediction },
  shares: readonly ClassShares[] | null = null,
): Float64Array {
  if (target.task === 'regression' && prediction.task === 'regression') {
    const errors = target.values.map((value, row) => value - prediction.values[row]);
    return metric === 'mae' ? errors.map(Math.abs) : errors.map(error => error * error);
  }
  if (target.task !== 'classification' || prediction.task !== 'classification')
    throw new TypeError(`a ${prediction.task} cannot be held against the target of a ${target.task}`);
  const rows = matchClasses(target, prediction);
  const names = namesOf(target.classes, prediction.classes);
  if (metric === 'accuracy') return right(rows);
  if (metric === 'log_loss') return logLosses(rows);
  if (metric === 'roc_auc') return rows.classes === 2 ? placements(rows) : new Float64Array();
  return ratioValues(metric, rows, names, shares ?? sharesOf(rows, names));
}

/** Of each class, in code-unit order. */
export function classShares(target: Target, prediction: Prediction): ClassShares[] {
  if (target.task !== 'classification' || prediction.task !== 'classification') return [];
  return sharesOf(matchClasses(target, prediction), namesOf(target.classes, prediction.classes));
}

function namesOf(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])].sort();
}

function right({ actual, predicted }: ClassifiedRows): Float64Array {
  return Float64Array.from(actual, (code, row) => (code === predicted[row] ? 1 : 0));
}

function logLosses({ actual, probabilities, classes }: ClassifiedRows): Float64Array {
  return Float64Array.from(actual, (code, row) => {
    const given = probabilities[row * classes + code];
    return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
  });
}

function sharesOf({ actual, predicted }: ClassifiedRows, names: readonly string[]): ClassShares[] {
  const shares = names.map(name => ({ name, truths: 0, claims: 0, hits: 0 }));
  const one = 1 / actual.length;
  for (let row = 0; row < actual.length; row++) {
    shares[actual[row]].truths += one;
    shares[predicted[row]].claims += one;
    if (actual[row] === predicted[row]) shares[actual[row]].hits += one;
  }
  return shares;
}

/** Of two classes those of the second, of more the mean over those that occurred, as the metrics themselves. */
function ratioValues(
  metric: 'f1' | 'precision' | 'recall' | string,
  { actual, predicted }: ClassifiedRows,
  names: readonly string[],
  shares: readonly ClassShares[],
): Float64Array {
  const known = shares.length === 2 ? shares.slice(1) : shares.filter(each => each.truths + each.claims > 0);
  const weights = {
    hit: metric === 'f1' ? 2 : 1,
    truth: metric === 'precision' ? 0 : 1,
    claim: metric === 'recall' ? 0 : 1,
  };
  const values = new Float64Array(actual.length);
  for (const { name, truths, claims, hits } of known) {
    const code = names.indexOf(name);
    const below = weights.truth * truths + weights.claim * claims;
    const ratio = below === 0 ? 0 : (weights.hit * hits) / below;
    for (let row = 0; row < values.length; row++) {
      const isTrue = actual[row] === code ? 1 : 0;
      const isClaimed = predicted[row] === code ? 1 : 0;
      const part =
        weights.hit * isTrue * isClaimed - ratio * (weights.truth * isTrue + weights.claim * isClaimed);
      values[row] += (ratio + (below === 0 ? 0 : part / below)) / known.length;
    }
  }
  return values;
}
