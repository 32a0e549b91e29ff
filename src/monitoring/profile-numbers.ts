// A numeric column in numbers: moments, quantiles, and counts in cells that hold about equally many rows.

import { mean, sampleStandardDeviation } from 'simple-statistics';
import { type Dependence, dependenceOfMissing, dependenceOfNumbers } from './dependence.ts';

export type NumberProfile = {
  type: 'numeric';
  /** Rows, missing ones too. */
  count: number;
  missing: number;
  /** Null where every value is missing. */
  mean: number | null;
  /** Of a sample (n - 1); null for fewer than two values. */
  std: number | null;
  min: number | null;
  max: number | null;
  /** [share, value]: 0, 1, 5, 10, 25, 50, 75, 90, 95, 99 and 100 %, between rows by straight lines (numpy's default). */
  quantiles: [share: number, value: number][];
  cells: NumberCells;
  /** Of the values, and of whether there is one, in the order of the rows. */
  dependence: Dependence;
  missingDependence: Dependence;
};

export type NumberCells =
  /** At most 200 distinct values, few of them only once: how many rows have each; ascending. */
  | { kind: 'values'; values: number[]; counts: number[] }
  /** More: cell i holds what is above edges[i - 1] and at most edges[i]; one count more than there are edges. */
  | { kind: 'edges'; edges: number[]; counts: number[] };

const MOST_CELLS = 200;
const MOST_ONCE = { values: 10, share: 0.05 };
const SHARES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** NaN is missing; infinities count as values but leave `mean` and `std` null. */
export function profileNumbers(column: Float64Array): NumberProfile {
  // Sorted first: every sum below then has one order, whatever that of the rows.
  const sorted = column.filter(value => !Number.isNaN(value)).sort();
  const known = sorted.length;
  // The library wants number[], and only reads by index.
  const values = sorted as unknown as number[];
  const cells = cellsOfSorted(sorted);
  return {
    type: 'numeric',
    count: column.length,
    missing: column.length - known,
    mean: known > 0 ? finiteOrNull(mean(values)) : null,
    std: known > 1 ? finiteOrNull(sampleStandardDeviation(values)) : null,
    min: known > 0 ? finiteOrNull(sorted[0]) : null,
    max: known > 0 ? finiteOrNull(sorted[known - 1]) : null,
    quantiles: known > 0 ? SHARES.map(share => [share, quantileOfSorted(sorted, share)]) : [],
    cells,
    dependence: dependenceOfNumbers(column, {
      bounds: cells.kind === 'values' ? cells.values : cells.edges,
      counts: cells.counts,
    }),
    missingDependence: dependenceOfMissing(column, column.length - known, value => Number.isNaN(value)),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Definition 7 of Hyndman and Fan (1996). [1, 2, 4], 0.75 -> 3 */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below];
  const above = sorted[Math.min(below + 1, sorted.length - 1)];
  return place === below || value === above ? value : value + (above - value) * (place - below);
}

function cellsOfSorted(sorted: Float64Array): NumberCells {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && value === values[values.length - 1]) counts[counts.length - 1]++;
    else if (values.length === MOST_CELLS) return cellsAtQuantiles(sorted);
    else {
      values.push(value);
      counts.push(1);
    }
  }
  // Few rows of a column that never repeats itself: the next row would be none of these values.
  const once = counts.filter(count => count === 1).length;
  return once > Math.max(MOST_ONCE.values, MOST_ONCE.share * sorted.length)
    ? cellsAtQuantiles(sorted)
    : { kind: 'values', values, counts };
}

function cellsAtQuantiles(sorted: Float64Array): NumberCells {
  const edges: number[] = [];
  const counts: number[] = [];
  let counted = 0;
  for (let cell = 1; cell < MOST_CELLS; cell++) {
    const value = sorted[Math.ceil((cell * sorted.length) / MOST_CELLS) - 1];
    if (value <= edges[edges.length - 1] || value === sorted[sorted.length - 1]) continue;
    const below = countUpTo(sorted, value);
    edges.push(shortestBetween(value, sorted[below]));
    counts.push(below - counted);
    counted = below;
  }
  counts.push(sorted.length - counted);
  return { kind: 'edges', edges, counts };
}

/** How many are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The number with the fewest digits from `low` on and below `high`: it parts the same rows as `low`, in a fraction of the
 * text. 0.4237518, 0.4291 -> 0.424
 */
function shortestBetween(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const digits = Math.max(1, Math.floor(Math.log10(size / (high - low))));
  if (low <= 0 && high > 0) return 0;
  for (let precision = digits; precision < 17; precision++) {
    const near = Number(low.toPrecision(precision));
    if (near >= low && near < high) return near;
    const step = 10 ** (Math.floor(Math.log10(Math.abs(low))) + 1 - precision);
    const next = Number((near + step).toPrecision(precision));
    if (next >= low && next < high) return next;
  }
  return low;
}

/** The counts of cells of a column without ties: as even as they can be. */
export function evenCounts(rows: number): number[] {
  const upTo = (cell: number) => Math.ceil((cell * rows) / MOST_CELLS);
  return Array.from({ length: MOST_CELLS }, (_, cell) => upTo(cell + 1) - upTo(cell));
}
