// How much worse a model gets when the rows of one feature change places among themselves (Breiman, 2001).

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Column, takeRows } from '../data/table.ts';
import { takeTarget } from '../data/target.ts';
import type { Prediction, Target } from '../models/learner.ts';
import { directionOf } from './direction.ts';
import { scorePrediction } from './score.ts';

/** By how much the metric gets worse, in its units: mean and standard deviation over the shuffles. */
export type PermutationImportance = Record<string, { mean: number; std: number }>;

export type PermutationInput = {
  /** Rows that the model has not seen, with their targets. */
  columns: readonly Column[];
  target: Target;
  metric: string;
  /** Rows that the model was fitted to: half as many are predicted in all, a small share of what the fit took. */
  fittedRows: number;
  seed: number;
  predict(columns: readonly Column[]): Prediction | Promise<Prediction>;
};

const SHUFFLES = 5;
/** Rows predicted in all. With many features fewer rows are shuffled, and the spread says what that costs. */
const PREDICTIONS = { least: 5_000, most: 500_000 };
const FEWEST_ROWS = 100;

/**
 * Of each feature; null where the metric cannot be computed on these rows. Above 0: the model leans on it. Features
 * that say the same share what they have: each seems to matter less. Five shuffles a feature, of at least 100 rows.
 */
export async function permutationImportance({
  columns: all,
  target,
  metric,
  fittedRows,
  seed,
  predict,
}: PermutationInput): Promise<PermutationImportance | null> {
  const random = xoroshiro128plus(seed);
  const available = target.task === 'regression' ? target.values.length : target.codes.length;
  const predictions = Math.min(Math.max(Math.floor(fittedRows / 2), PREDICTIONS.least), PREDICTIONS.most);
  const wanted = Math.max(FEWEST_ROWS, Math.floor(predictions / (SHUFFLES * all.length)));
  const rows = shuffled(available, random).subarray(0, Math.min(available, wanted)).sort();
  const columns = takeRows(all, rows);
  const truth = takeTarget(target, rows);
  const sign = directionOf(metric) === 'lower' ? 1 : -1;
  const lossOf = async (some: readonly Column[]) =>
    scorePrediction(truth, await predict(some))[metric] ?? null;
  const whole = await lossOf(columns);
  if (whole === null) return null;
  const importance: [string, { mean: number; std: number }][] = [];
  for (const [at, column] of columns.entries()) {
    const worse: number[] = [];
    for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      const [mixed] = takeRows([column], shuffled(rows.length, random));
      const loss = await lossOf(columns.with(at, mixed));
      if (loss !== null) worse.push(sign * (loss - whole));
    }
    importance.push([column.name, meanAndDeviation(worse)]);
  }
  importance.sort(
    ([oneName, one], [otherName, other]) => other.mean - one.mean || (oneName < otherName ? -1 : 1),
  );
  return Object.fromEntries(importance);
}

function shuffled(rows: number, random: ReturnType<typeof xoroshiro128plus>): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let last = rows - 1; last > 0; last--) {
    const pick = uniformInt(random, 0, last);
    [order[last], order[pick]] = [order[pick], order[last]];
  }
  return order;
}

function meanAndDeviation(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}
