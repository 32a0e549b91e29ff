// How far rows that follow each other are alike: how many of them tell as much as one that stands alone.

import { placeAmong } from './drift/find-cell.ts';

export type Dependence = {
  /** Rows, in order, that together tell as much of a mean as one independent row, over a long stretch; 1 where each stands alone. */
  time: number;
  /** False where blocks grow alike for as long as can be seen: then `time` is no more than the least that it may be. */
  settled: boolean;
  /** The same over stretches of 2, 4, 8, … rows; empty where each row stands alone. What comes in cycles is alike over part of one and not over all. */
  stretches: number[];
};

export const independent = (): Dependence => ({ time: 1, settled: true, stretches: [] });

/**
 * The dependence time over a stretch of `rows`; null where it is longer than what the series has shown.
 *
 * @example dependenceTime({ time: 4, settled: true, stretches: [1.6, 2.4, 3.2] }, 6) // 3.2
 */
export function dependenceTime({ time, settled, stretches }: Dependence, rows: number): number | null {
  const level = Math.log2(Math.max(1, rows)) - 1;
  if (stretches.length === 0) return settled ? time : null;
  if (level > stretches.length - 1) return settled ? time : null;
  return Math.max(1, stretches[Math.floor(level)] ?? 1, stretches[Math.ceil(level)] ?? 1);
}

/** Fewer blocks than these say nothing of how much they differ. */
const FEWEST_BLOCKS = 16;
/** Standard errors within which a correlation, or a variance of blocks, is taken for chance. */
const CHANCE = 3;

/**
 * The dependence time of `series`, in order, by blocking (Flyvbjerg and Petersen 1989): neighbours are put together in
 * pairs, pairs of pairs and so on, and blocks of b rows whose means vary b times less than rows do are independent.
 * Taken at the first b with b³ > 2 n t², where what is left out matters less than the noise of few blocks (Lee et al.
 * 2011, Physical Review E 83), as the larger of the last two. 1 where neither neighbours nor blocks differ from independent rows by more than chance.
 * O(rows).
 *
 * @example dependenceOf(Float64Array.of(…)) // of an autoregressive series of coefficient 0.6, about { time: 4 }
 */
export function dependenceOf(series: Float64Array): Dependence {
  const rows = series.length;
  if (rows < 2 * FEWEST_BLOCKS) return independent();
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += series[row];
  mean /= rows;
  const { blocks, variance, correlated } = centred(series, mean);
  if (!(variance > 0)) return independent();
  let plain = !correlated;
  let most = 1;
  const stretches: number[] = [];
  for (let size = 2; rows >= size * FEWEST_BLOCKS; size *= 2) {
    const count = Math.floor(rows / size);
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const block = (blocks[2 * i] + blocks[2 * i + 1]) / 2;
      blocks[i] = block;
      squares += block * block;
    }
    const time = (size * squares) / (count - 1) / variance;
    if (time > 1 + CHANCE * Math.sqrt(2 / count)) plain = false;
    most = Math.max(most, time);
    stretches.push(rounded(time));
    if (size ** 3 > 2 * rows * most ** 2)
      return plain ? independent() : { time: Math.max(1, ...stretches.slice(-2)), settled: true, stretches };
  }
  // A short series in which nothing speaks against it is what independent rows look like.
  return plain ? independent() : { time: rounded(most), settled: false, stretches };
}

/** Blocks of one row, their variance, and whether rows are alike one, two or three rows later. */
function centred(series: Float64Array, mean: number) {
  const rows = series.length;
  const blocks = new Float64Array(rows);
  let [squares, first, second, third, before, beforeThat, earliest] = [0, 0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const value = series[row] - mean;
    blocks[row] = value;
    squares += value * value;
    first += value * before;
    second += value * beforeThat;
    third += value * earliest;
    earliest = beforeThat;
    beforeThat = before;
    before = value;
  }
  const limit = (CHANCE * squares) / Math.sqrt(rows);
  const correlated = Math.max(Math.abs(first), Math.abs(second), Math.abs(third)) > limit;
  return { blocks, variance: squares / rows, correlated };
}

/** Four digits: more would be noise. */
function rounded(time: number): number {
  return Number(time.toPrecision(4));
}

/**
 * Of ranks, by which a shift shows, and of their distance from the middle, by which a spread does: the worse of both.
 * `bounds` are ascending; `counts` how many rows are up to each of them and above the one before. NaN is passed over.
 */
export function dependenceOfNumbers(
  column: Float64Array,
  { bounds, counts }: { bounds: readonly number[]; counts: readonly number[] },
): Dependence {
  const placeOf = placeAmong(bounds);
  const ranks = midRanks(counts);
  const scores = new Float64Array(column.length);
  const distances = new Float64Array(column.length);
  let known = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    const score = ranks[placeOf(value)];
    scores[known] = score;
    distances[known++] = Math.abs(score);
  }
  return worse(dependenceOf(scores.subarray(0, known)), dependenceOf(distances.subarray(0, known)));
}

/** Of the commonest categories, each against all others: the worst of them. `present` has the commonest first; -1 is missing. */
export function dependenceOfCategories(codes: Int32Array, present: readonly number[]): Dependence {
  const known = codes.filter(code => code >= 0);
  const series = new Float64Array(known.length);
  return present
    .slice(0, CATEGORIES_LOOKED_AT)
    .map(own => {
      for (let row = 0; row < known.length; row++) series[row] = known[row] === own ? 1 : 0;
      return dependenceOf(series);
    })
    .reduce(worse, independent());
}

/** Of whether there is a value. */
export function dependenceOfMissing<Values extends Float64Array | Int32Array>(
  column: Values,
  missing: number,
  isMissing: (value: number) => boolean,
): Dependence {
  if (missing === 0 || missing === column.length) return independent();
  const series = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) series[row] = isMissing(column[row]) ? 1 : 0;
  return dependenceOf(series);
}

const CATEGORIES_LOOKED_AT = 8;

function worse(one: Dependence, other: Dependence): Dependence {
  const length = Math.max(one.stretches.length, other.stretches.length);
  // The one that is shorter has come to rest, at 1 or its last.
  const at = ({ stretches }: Dependence, level: number) => stretches[level] ?? stretches.at(-1) ?? 1;
  return {
    time: Math.max(one.time, other.time),
    settled: one.settled && other.settled,
    stretches: Array.from({ length }, (_, level) => Math.max(at(one, level), at(other, level))),
  };
}

/** Of each cell, from -1 to 1. */
function midRanks(counts: readonly number[]): Float64Array {
  let total = 0;
  for (const count of counts) total += count;
  let below = 0;
  return Float64Array.from(counts, count => {
    below += count;
    return (2 * below - count) / total - 1;
  });
}
