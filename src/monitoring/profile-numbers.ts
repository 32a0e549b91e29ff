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

type ValueCells = { kind: 'values'; values: number[]; counts: number[] };
type EdgeCells = { kind: 'edges'; edges: number[]; counts: number[]; rankError?: number };

export type NumberCells =
  /** Few distinct values, few of them only once: how many rows have each; ascending. */
  | ValueCells
  /**
   * More: cell i holds what is above edges[i - 1] and at most edges[i]; one count more than there are edges. Of merged
   * profiles `rankError`: the count up to any edge is off by no more than this share of the known rows.
   */
  | EdgeCells;

/** Cells, or values counted one by one, at most. */
export const MOST_CELLS = 200;
const MOST_ONCE = { values: 10, share: 0.05 };
const SHARES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** NaN is missing; infinities count as values but leave `mean` and `std` null. `most`: cells, at most; a multiple of ten. */
export function profileNumbers(column: Float64Array, most = MOST_CELLS): NumberProfile {
  // The engine's own sort costs less than looking at each row here would; it puts NaN last.
  const all = column.slice().sort();
  const sorted = all.subarray(0, firstMissing(all));
  const described = describeFew(sorted, most) ?? describeSorted(sorted, most);
  const { known, valueAt, cells } = described;
  return {
    type: 'numeric',
    count: column.length,
    missing: column.length - known,
    mean: known > 0 ? finiteOrNull(described.mean()) : null,
    std: known > 1 ? finiteOrNull(described.std()) : null,
    min: known > 0 ? finiteOrNull(valueAt(0)) : null,
    max: known > 0 ? finiteOrNull(valueAt(known - 1)) : null,
    quantiles: quantilesOf(known, valueAt),
    cells,
    dependence: dependenceOfNumbers(column, {
      bounds: cells.kind === 'values' ? cells.values : cells.edges,
      counts: cells.counts,
    }),
    missingDependence: dependenceOfMissing(column, column.length - known, value => Number.isNaN(value)),
  };
}

/** Of known values: how many, the one at a place among them in ascending order, and their cells. */
type Described = {
  known: number;
  valueAt: (place: number) => number;
  mean: () => number;
  std: () => number;
  cells: NumberCells;
};

/** Null where there are too many values to count each, or too many that never recur: the next row would be none of them. */
function describeFew(sorted: Float64Array, most: number): Described | null {
  const known = sorted.length;
  const values: number[] = [];
  const counts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < known; at = ends[ends.length - 1]) {
    if (values.length === most) return null;
    const end = countUpTo(sorted, sorted[at]);
    // A zero below zero is zero.
    values.push(sorted[at] + 0);
    counts.push(end - at);
    ends.push(end);
  }
  return valuesAreFew(counts, most) ? cellsOfValues({ kind: 'values', values, counts }) : null;
}

/** Whether so many rows of each distinct value are counted one by one. */
export function valuesAreFew(counts: readonly number[], most: number): boolean {
  const known = counts.reduce((sum, count) => sum + count, 0);
  const once = counts.filter(count => count === 1).length;
  return counts.length <= most && once <= Math.max(MOST_ONCE.values, MOST_ONCE.share * known);
}

/** What single values, ascending, and their counts tell: all that the rows would. */
export function cellsOfValues(cells: ValueCells): Described {
  const { values, counts } = cells;
  let known = 0;
  const ends = counts.map(count => {
    known += count;
    return known;
  });
  const mean = () => values.reduce((sum, value, i) => sum + value * counts[i], 0) / known;
  return {
    known,
    valueAt: place => values[ends.findIndex(end => end > place)],
    mean,
    std() {
      const centre = mean();
      const squares = values.reduce((sum, value, i) => sum + counts[i] * (value - centre) ** 2, 0);
      return Math.sqrt(squares / (known - 1));
    },
    cells,
  };
}

/** The value at a place among rows that lie evenly in their cells. */
export function evenlySpread(
  { edges, counts }: EdgeCells,
  { known, low, high }: { known: number; low: number; high: number },
): (place: number) => number {
  return place => {
    if (place === 0) return low;
    if (place === known - 1) return high;
    let cell = 0;
    let below = 0;
    while (below + counts[cell] <= place) below += counts[cell++];
    const from = cell === 0 ? low : edges[cell - 1];
    const to = edges[cell] ?? high;
    const share = (place - below + 1) / counts[cell];
    return from * (1 - share) + to * share;
  };
}

/** Sums of sorted values have one order, whatever that of the rows. */
function describeSorted(sorted: Float64Array, most: number): Described {
  // The library wants number[], and only reads by index.
  const values = sorted as unknown as number[];
  return {
    known: sorted.length,
    valueAt: place => sorted[place],
    mean: () => mean(values),
    std: () => sampleStandardDeviation(values),
    cells: cellsAtQuantiles(sorted, most),
  };
}

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** By `valueAt`, the value at a place among `known` rows in ascending order. */
export function quantilesOf(
  known: number,
  valueAt: (place: number) => number,
): [share: number, value: number][] {
  return known > 0 ? SHARES.map(share => [share, quantileOf(known, valueAt, share)]) : [];
}

/** Definition 7 of Hyndman and Fan (1996). [1, 2, 4], 0.75 -> 3 */
function quantileOf(known: number, valueAt: (place: number) => number, share: number): number {
  const place = share * (known - 1);
  const below = Math.floor(place);
  const value = valueAt(below);
  const above = valueAt(Math.min(below + 1, known - 1));
  return place === below || value === above ? value : value + (above - value) * (place - below);
}

function cellsAtQuantiles(sorted: Float64Array, most: number): NumberCells {
  const edges: number[] = [];
  const counts: number[] = [];
  let counted = 0;
  for (let cell = 1; cell < most; cell++) {
    const value = sorted[Math.ceil((cell * sorted.length) / most) - 1];
    if (value <= edges[edges.length - 1] || value === sorted[sorted.length - 1]) continue;
    const below = countUpTo(sorted, value);
    edges.push(shortBetween(value, sorted[below]));
    counts.push(below - counted);
    counted = below;
  }
  counts.push(sorted.length - counted);
  return { kind: 'edges', edges, counts };
}

function firstMissing(sorted: Float64Array): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number.isNaN(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many are at most `limit`; by halving. `sorted` rises and holds no NaN. */
export function countUpTo(sorted: Float64Array, limit: number): number {
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
 * A number with few digits from `low` on and below `high`: it parts the same rows as `low`, in a fraction of the text.
 * 0.4237518, 0.4291 -> 0.424
 */
export function shortBetween(low: number, high: number): number {
  const first = Math.ceil(-Math.log10(high - low));
  for (let places = first; places < first + 3; places++) {
    // Whole numbers and these powers of ten are exact, so their quotient is the decimal number that it looks like.
    if (Math.abs(places) > 15 || Math.abs(low) * 10 ** places > Number.MAX_SAFE_INTEGER) break;
    const short =
      places > 0
        ? Math.ceil(low * 10 ** places) / 10 ** places
        : Math.ceil(low / 10 ** -places) * 10 ** -places;
    if (short >= low && short < high) return short + 0;
  }
  return low;
}

/** The counts of cells of a column without ties: as even as they can be. */
export function evenCounts(rows: number, cells: number): number[] {
  const upTo = (cell: number) => Math.ceil((cell * rows) / cells);
  return Array.from({ length: cells }, (_, cell) => upTo(cell + 1) - upTo(cell));
}
