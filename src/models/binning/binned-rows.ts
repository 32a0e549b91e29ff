// Rows as bytes: one bin a feature, the features of a row side by side, so that a small node touches few cache lines.

import type { FeatureColumns } from '../learner.ts';
import {
  binCount,
  type CategoricalBins,
  type FeatureBins,
  MISSING_BIN,
  type NumericBins,
} from './bin-rules.ts';

/** The bin of feature `f` in row `r` is `cells[r * stride + f]`; `stride` is a multiple of 4, the rest is padding. */
export type BinnedRows = { rows: number; stride: number; cells: Uint8Array };

export function strideOf(features: number): number {
  return Math.max(4, Math.ceil(features / 4) * 4);
}

/** Puts rows `start` to `end` of columns, which stand in the order of its bins, into bins. */
export type RowBinner = (columns: FeatureColumns, start?: number, end?: number) => BinnedRows;

/** All rows of `columns`, which stand in the order of `bins`, as bins. O(rows x features). */
export function binRows(bins: readonly FeatureBins[], columns: FeatureColumns): BinnedRows {
  return rowBinner(bins)(columns);
}

/** What can be made ready once for rows that come one by one is made ready here. */
export function rowBinner(bins: readonly FeatureBins[]): RowBinner {
  const stride = strideOf(bins.length);
  const edges = bins.map(rule => (rule.type === 'numeric' ? paddedEdges(rule) : null));
  const codes = bins.map(rule => (rule.type === 'categorical' ? codeReader(rule) : null));
  return (columns, start = 0, end = rowsOf(columns)) => {
    const cells = new Uint8Array((end - start) * stride);
    for (let feature = 0; feature < columns.length; feature++) {
      const column = columns[feature];
      if (column.type === 'numeric') {
        const upper = edges[feature] as Float64Array;
        const { values } = column;
        for (let row = start, cell = feature; row < end; row++, cell += stride)
          cells[cell] = binOf(upper, values[row]);
      } else {
        const binOfCode = (codes[feature] as CodeReader)(column.categories);
        for (let row = start, cell = feature; row < end; row++, cell += stride) {
          const code = column.codes[row];
          cells[cell] = code < 0 ? MISSING_BIN : binOfCode[code];
        }
      }
    }
    return { rows: end - start, stride, cells };
  };
}

export function rowsOf(columns: FeatureColumns): number {
  if (columns.length === 0) return 0;
  const [first] = columns;
  return first.type === 'numeric' ? first.values.length : first.codes.length;
}

/** Upper edges padded to 256 with Infinity, so that eight halvings find any bin without a bounds test. */
function paddedEdges({ edges }: NumericBins): Float64Array {
  const padded = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  padded.set(edges);
  return padded;
}

function binOf(upper: Float64Array, value: number): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let bin = 0;
  for (let step = 128; step > 0; step >>= 1) if (upper[bin + step - 1] < value) bin += step;
  return bin;
}

type CodeReader = (categories: readonly string[]) => Uint8Array;

/** These rows may number the categories differently than the training rows did, and know others. */
function codeReader(bins: CategoricalBins): CodeReader {
  const known = new Map(bins.categories.map((category, code) => [category, bins.binOf[code]]));
  let last: readonly string[] | null = null;
  let read = new Uint8Array(0);
  return categories => {
    // Rows that come one by one tend to share their list; one that has grown is another.
    if (categories !== last || categories.length !== read.length) {
      read = Uint8Array.from(categories, category => known.get(category) ?? MISSING_BIN);
      last = categories;
    }
    return read;
  };
}

/** The smallest and greatest value in each bin of a numeric column: where a threshold between two bins belongs. */
export type BinRange = { low: Float64Array; high: Float64Array };

/** The range of each bin in the rows fitted to; null for a categorical feature. */
export function binRanges(
  bins: readonly FeatureBins[],
  columns: FeatureColumns,
  binned: BinnedRows,
): (BinRange | null)[] {
  return columns.map((column, feature) => {
    if (column.type !== 'numeric') return null;
    const count = binCount(bins[feature]);
    const low = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    for (let row = 0, cell = feature; row < binned.rows; row++, cell += binned.stride) {
      const bin = binned.cells[cell];
      if (bin === MISSING_BIN) continue;
      const value = column.values[row];
      if (value < low[bin]) low[bin] = value;
      if (value > high[bin]) high[bin] = value;
    }
    return { low, high };
  });
}
