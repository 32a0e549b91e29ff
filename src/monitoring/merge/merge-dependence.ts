// How far rows of several parts are alike, where each part knows it of its own rows.

import { type Dependence, independent } from '../dependence.ts';
import { sumSorted } from './sum-sorted.ts';

/** `means`: of each series that a dependence is measured on, its mean over the part's rows. */
export type DependentPart = { rows: number; dependence: Dependence; means: readonly number[] };

/** Standard errors within which parts that differ are taken for chance, as in one series. */
const CHANCE = 3;
/** Of a part no longer stretch is known than this share of it. */
const FEWEST_BLOCKS = 16;

/**
 * The dependence of all rows of the parts, whose order is not asked for. Over a stretch within a part it is the mean by
 * rows of what the parts know. Where parts differ as a whole by more than their rows explain, rows of one part are alike
 * for as long as it is: by the law of total variance that adds b · B / V over a stretch of b rows, B the variance between
 * parts and V that of a row (`variances`, a series each), and nothing has come to rest. The same for parts in any order.
 */
export function mergeDependence(parts: readonly DependentPart[], variances: readonly number[]): Dependence {
  const filled = parts.filter(part => part.rows > 0);
  if (filled.length === 0) return independent();
  if (filled.length === 1) return filled[0].dependence;
  const rows = filled.reduce((sum, part) => sum + part.rows, 0);
  const overParts = (of: (part: DependentPart) => number) =>
    sumSorted(filled.map(part => (part.rows / rows) * of(part)));
  const apart = Math.max(0, ...variances.map((variance, series) => excess(filled, series, variance)));
  const longest = Math.max(...filled.map(part => part.rows));
  const known = Math.max(...filled.map(({ dependence }) => dependence.stretches.length));
  const seen = Math.max(0, Math.floor(Math.log2(longest / FEWEST_BLOCKS)));
  const levels = apart > 0 ? Math.max(known, seen) : known;
  return {
    time: rounded(overParts(({ dependence }) => dependence.time) + longest * apart),
    settled: apart === 0 && filled.every(({ dependence }) => dependence.settled),
    stretches: Array.from({ length: levels }, (_, level) =>
      rounded(overParts(({ dependence }) => stretchOf(dependence, level)) + 2 ** (level + 1) * apart),
    ),
  };
}

/** What is shorter has come to rest, at 1 or its last. */
function stretchOf({ stretches }: Dependence, level: number): number {
  return stretches[level] ?? stretches.at(-1) ?? 1;
}

/** Variance between parts over that of a row, as far as it is more than chance gives; 0 where chance gives as much. */
function excess(parts: readonly DependentPart[], series: number, variance: number): number {
  if (!(variance > 0)) return 0;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const mean = sumSorted(parts.map(part => (part.rows / rows) * part.means[series]));
  const off = parts.map(part => (part.means[series] - mean) ** 2 / variance);
  const seen = sumSorted(parts.map((part, i) => (part.rows * off[i]) / part.dependence.time));
  if (seen <= farChiSquare(parts.length - 1)) return 0;
  const share = (part: DependentPart) => part.rows / rows;
  const between = sumSorted(parts.map((part, i) => share(part) * off[i]));
  const chance = sumSorted(
    parts.map(part => (share(part) * (1 - share(part)) * part.dependence.time) / part.rows),
  );
  return Math.max(0, between - chance);
}

/** As far out as three standard errors of a normal (Wilson and Hilferty 1931). 1 degree of freedom -> 10.5 */
function farChiSquare(degrees: number): number {
  const small = 2 / (9 * degrees);
  return degrees * (1 - small + CHANCE * Math.sqrt(small)) ** 3;
}

/** Four digits, as of one series. */
function rounded(time: number): number {
  return Number(time.toPrecision(4));
}
