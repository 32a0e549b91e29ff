// A metric as a function of means over rows, so that it can be taken again of any resample of them.

import { matchClasses } from '../metrics/score.ts';
import type { Prediction, Target } from '../models/learner.ts';

/** `of(means)` is the metric, where `means[i]` is the mean of `parts[i]` over the rows. */
export type RowStatistic = { parts: readonly Float64Array[]; of(means: Float64Array): number };

type Regression = { actual: Float64Array; predicted: Float64Array };
type Classification = ReturnType<typeof matchClasses>;

const ofRegression: Record<string, (rows: Regression) => RowStatistic> = {
  mse: rows => ({ parts: [squaredErrors(rows)], of: ([mse]) => mse }),
  rmse: rows => ({ parts: [squaredErrors(rows)], of: ([mse]) => Math.sqrt(mse) }),
  mae: ({ actual, predicted }) => ({
    parts: [actual.map((value, row) => Math.abs(value - predicted[row]))],
    of: ([mae]) => mae,
  }),
  r2_score: rows => ({
    // About their mean, so that no digits are lost where the target is far from 0.
    parts: [squaredErrors(rows), ...momentsOf(rows.actual)],
    of([error, mean, square]) {
      const spread = square - mean * mean;
      return spread > 0 ? 1 - error / spread : Number.NaN;
    },
  }),
};

const ofClassification: Record<string, (rows: Classification) => RowStatistic> = {
  accuracy: ({ actual, predicted }) => ({
    parts: [Float64Array.from(actual, (code, row) => (code === predicted[row] ? 1 : 0))],
    of: ([hits]) => hits,
  }),
  log_loss: ({ actual, probabilities, classes }) => ({
    parts: [
      Float64Array.from(actual, (code, row) => {
        const given = probabilities[row * classes + code];
        return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
      }),
    ],
    of: ([loss]) => loss,
  }),
  precision: rows => byClass(rows, (hits, _, claims) => share(hits, claims)),
  recall: rows => byClass(rows, (hits, truths) => share(hits, truths)),
  f1: rows => byClass(rows, (hits, truths, claims) => share(2 * hits, truths + claims)),
  roc_auc: placements,
};

/**
 * The metric of these rows, as `scorePrediction` defines it; null where the task has no such metric. The area under the
 * curve is no function of means: it comes as the mean of its placement values (DeLong, DeLong and Clarke-Pearson 1988),
 * which is the area itself and, resampled, differs from it by terms of the order of 1 / rows.
 */
export function rowStatistic(metric: string, target: Target, prediction: Prediction): RowStatistic | null {
  if (target.task === 'regression' && prediction.task === 'regression') {
    return ofRegression[metric]?.({ actual: target.values, predicted: prediction.values }) ?? null;
  }
  if (target.task === 'classification' && prediction.task === 'classification') {
    const rows = matchClasses(target, prediction);
    if (metric === 'roc_auc' && rows.classes !== 2) return null;
    return ofClassification[metric]?.(rows) ?? null;
  }
  return null;
}

function squaredErrors({ actual, predicted }: Regression): Float64Array {
  return actual.map((value, row) => (value - predicted[row]) ** 2);
}

function momentsOf(actual: Float64Array): [Float64Array, Float64Array] {
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  const centred = actual.map(value => value - mean);
  return [centred, centred.map(value => value * value)];
}

/** Hits, truths and claims of each class that is counted; a class in neither truth nor claim counts for nothing. */
function byClass(
  { actual, predicted, classes }: Classification,
  score: (hits: number, truths: number, claims: number) => number,
): RowStatistic {
  const counted = classes === 2 ? [1] : Array.from({ length: classes }, (_, code) => code);
  const indicator = (is: (row: number) => boolean) =>
    Float64Array.from(actual, (_, row) => (is(row) ? 1 : 0));
  const parts = counted.flatMap(code => [
    indicator(row => actual[row] === code && predicted[row] === code),
    indicator(row => actual[row] === code),
    indicator(row => predicted[row] === code),
  ]);
  return {
    parts,
    of(means) {
      let sum = 0;
      let present = 0;
      for (let at = 0; at < parts.length; at += 3) {
        if (classes > 2 && means[at + 1] + means[at + 2] === 0) continue;
        present++;
        sum += score(means[at], means[at + 1], means[at + 2]);
      }
      return sum / present;
    },
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Of each row, what share of the other class it is placed rightly against; ties count half. */
function placements({ actual, probabilities }: Classification): RowStatistic {
  const rows = actual.length;
  const score = (row: number) => probabilities[2 * row + 1];
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (one, other) => score(one) - score(other),
  );
  const count = [0, 0];
  for (const code of actual) count[code]++;
  const placed = new Float64Array(rows);
  const below = [0, 0];
  for (let start = 0; start < rows; ) {
    let end = start;
    const tied = [0, 0];
    for (; end < rows && score(order[end]) === score(order[start]); end++) tied[actual[order[end]]]++;
    for (let at = start; at < end; at++) {
      const other = 1 - actual[order[at]];
      const lower = (below[other] + tied[other] / 2) / count[other];
      placed[order[at]] = other === 0 ? lower : 1 - lower;
    }
    below[0] += tied[0];
    below[1] += tied[1];
    start = end;
  }
  const area = placed.reduce((sum, value, row) => (actual[row] === 1 ? sum + value : sum), 0) / count[1];
  const parts = [placed.map((value, row) => area + ((value - area) * rows) / count[actual[row]])];
  return { parts, of: ([mean]) => mean };
}
