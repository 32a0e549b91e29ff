// By how much each model is better than the baseline on the same rows, and how sure that is. Derived in docs/statistics.md.

import { randomDraws } from '../data/random-draws.ts';
import { blockLength } from './block-length.ts';
import { resampling } from './resample.ts';
import type { RowStatistic } from './row-statistic.ts';

/** What a comparison says unless told otherwise. */
const LEVEL = 0.95;
const RESAMPLES = 10_000;
/** With fewer effective rows an interval does not hold what it says: no verdict. */
export const FEWEST_EFFECTIVE_ROWS = 100;
/** With fewer blocks to draw from, neither. */
export const FEWEST_BLOCKS = 100;

export type PairedDifference = {
  /** The metric minus the baseline's. */
  value: number;
  /** Ends of the interval: all of them together hold the true differences with the probability `level`. */
  low: number;
  high: number;
  level: number;
  /** As many independent rows would say as much: rows / how much dependence widens the interval, squared. */
  effectiveRows: number;
  /** Whether there are rows and blocks enough for a verdict. */
  enough: boolean;
};

export type PairedDifferences = {
  rows: number;
  /** Rows of a block; 1 where rows are taken as independent. */
  blockLength: number;
  /** One a model, in order; null for the baseline, for what has no metric, and where there are fewer than two rows. */
  differences: (PairedDifference | null)[];
};

/**
 * Differences of a metric, paired by row, with simultaneous intervals. `models[baseline]` is what the others are held
 * against. The same seed gives the same ends.
 *
 * Blocks of rows are resampled (circular block bootstrap), all models on the same blocks; the metric is taken of each
 * resample; the interval is `value ± c · spread`, with one `c` for all: the quantile of the largest of the studentised
 * deviations (Romano and Wolf 2005), widened as Student's t is for as many blocks as there are.
 */
export function pairedDifferences({
  models,
  baseline,
  timeOrder,
  seed,
  level = LEVEL,
  resamples = RESAMPLES,
}: {
  models: readonly (RowStatistic | null)[];
  baseline: number;
  /** Places of the rows in order of time; null where nothing orders them: then each counts by itself. */
  timeOrder: Uint32Array | null;
  seed: number;
  level?: number;
  resamples?: number;
}): PairedDifferences {
  const reference = models[baseline];
  const rows = reference?.parts[0].length ?? 0;
  const none = { rows, blockLength: 1, differences: models.map(() => null) };
  if (!reference || rows < 2) return none;
  const order = timeOrder ?? shuffled(rows, seed);
  const compared = models.flatMap((model, at) => (model && at !== baseline ? [at] : []));
  const pairs = compared.map(at => pairOf(models[at]!, reference));
  const values = pairs.map(({ value }) => value);
  const lengths = timeOrder ? pairs.map(({ influence }) => blockLength(reordered(influence, timeOrder))) : [];
  const length = Math.max(1, ...lengths);
  const taken = pairs.map(pair => simplified(pair));
  // The baseline's columns belong to every pair, and are added up once.
  const places = new Map<Float64Array, number>();
  const placeOf = (part: Float64Array) => {
    if (!places.has(part)) places.set(part, places.size);
    return places.get(part)!;
  };
  const columnsOf = taken.map(({ parts }) => parts.map(placeOf));
  const columns = Array.from(places.keys(), part => reordered(part, order));
  if (columns.length === 0) return none;
  const { blocks, length: rowsABlock, run } = resampling({ columns, length, seed });
  const deviations = pairs.map(() => new Float64Array(resamples));
  const own = taken.map(({ parts }) => new Float64Array(parts.length));
  run(resamples, (means, resample) => {
    for (let pair = 0; pair < pairs.length; pair++) {
      const [some, from] = [own[pair], columnsOf[pair]];
      for (let part = 0; part < some.length; part++) some[part] = means[from[part]];
      deviations[pair][resample] = taken[pair].of(some) - values[pair];
    }
  });
  const spreads = deviations.map(spreadOf);
  const critical = student(largestDeviation(deviations, spreads, level), blocks - 1);
  const finite = Math.sqrt(blocks / Math.max(1, blocks - 1));
  const found = new Map(
    compared.map((at, pair) => {
      const half = critical * finite * spreads[pair];
      const effectiveRows = effectiveOf(pairs[pair].influence, spreads[pair]);
      return [
        at,
        {
          value: values[pair],
          low: values[pair] - half,
          high: values[pair] + half,
          level,
          effectiveRows,
          enough: effectiveRows >= FEWEST_EFFECTIVE_ROWS && blocks >= FEWEST_BLOCKS,
        },
      ];
    }),
  );
  return {
    rows,
    blockLength: length === 1 ? 1 : rowsABlock,
    differences: models.map((_, at) => {
      const difference = found.get(at);
      return difference && Number.isFinite(difference.value) ? difference : null;
    }),
  };
}

type Pair = RowStatistic & {
  value: number;
  /** What each row adds to the difference, to first order: the infinitesimal jackknife. Its mean is 0. */
  influence: Float64Array;
};

function pairOf(model: RowStatistic, baseline: RowStatistic): Pair {
  const own = model.parts.length;
  const parts = [...model.parts, ...baseline.parts];
  const of = (means: Float64Array) => model.of(means.subarray(0, own)) - baseline.of(means.subarray(own));
  const means = Float64Array.from(parts, meanOf);
  const value = of(means);
  const influence = new Float64Array(parts[0].length);
  parts.forEach((part, at) => {
    const slope = slopeAt(of, means, at, spreadOf(part));
    for (let row = 0; row < part.length; row++) influence[row] += slope * (part[row] - means[at]);
  });
  return { parts, of, value, influence };
}

/** Of a metric with many parts (a mean over classes) its first-order form is resampled: one column instead of hundreds. */
function simplified({ parts, of, value, influence }: Pair): RowStatistic {
  if (parts.length <= 6) return { parts, of };
  return { parts: [influence], of: ([mean]) => value + mean };
}

function slopeAt(
  of: (means: Float64Array) => number,
  means: Float64Array,
  at: number,
  scale: number,
): number {
  const step = 1e-5 * (scale || Math.abs(means[at]) || 1);
  const moved = (by: number) => {
    const near = means.slice();
    near[at] += by;
    return of(near);
  };
  const [up, down] = [moved(step), moved(-step)];
  const slope = (up - down) / (2 * step);
  return Number.isFinite(slope) ? slope : 0;
}

function effectiveOf(influence: Float64Array, spread: number): number {
  const rows = influence.length;
  if (spread === 0) return rows;
  const independent = spreadOf(influence) / Math.sqrt(rows);
  return Math.min(rows, Math.max(1, rows * (independent / spread) ** 2));
}

/** The quantile `level` of the largest of the deviations, each in units of its spread. */
function largestDeviation(
  deviations: readonly Float64Array[],
  spreads: readonly number[],
  level: number,
): number {
  const resamples = deviations[0].length;
  const largest = new Float64Array(resamples);
  deviations.forEach((own, pair) => {
    if (!(spreads[pair] > 0)) return;
    for (let resample = 0; resample < resamples; resample++) {
      const size = Math.abs(own[resample]) / spreads[pair];
      if (size > largest[resample]) largest[resample] = size;
    }
  });
  largest.sort();
  return largest[Math.min(resamples - 1, Math.ceil(level * resamples) - 1)];
}

/** What Student's t is where the normal is `z`: the expansion 26.7.5 of Abramowitz and Stegun. */
function student(z: number, freedom: number): number {
  if (freedom < 1) return Number.POSITIVE_INFINITY;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / freedom + second / freedom ** 2;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** About the mean, divided by one less than there are. */
function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

function reordered(values: Float64Array, order: Uint32Array): Float64Array {
  return Float64Array.from(order, row => values[row]);
}

/** A file may be sorted by what it speaks of: neighbours in it are none where nothing orders the rows. */
function shuffled(rows: number, seed: number): Uint32Array {
  const draw = randomDraws(seed ^ 0x5bd1e995);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let last = rows - 1; last > 0; last--) {
    const at = draw(last + 1);
    [order[last], order[at]] = [order[at], order[last]];
  }
  return order;
}
