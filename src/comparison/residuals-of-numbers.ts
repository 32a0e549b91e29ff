// The errors of regressions: predicted minus actual.

import { groupsInOrder, type RowOrder } from './rows-in-order.ts';

/** In full up to here; above, rows are counted in cells. */
const MOST_POINTS = 500;
const CELLS = 36;
const BINS = 30;

export type NumberFrame = {
  /** What errors are ordered by. */
  by: RowOrder['by'];
  /** Ends of the bins of `NumberErrors.histogram`. What lies beyond is counted in the outermost. */
  edges: number[];
  /** Ends of both axes of `NumberErrors.cells`, and how many cells an axis has. */
  range: { from: number; to: number; cells: number };
};

export type NumberErrors = {
  mean: number;
  medianSize: number;
  /** Nine in ten errors lie between these. */
  low: number;
  high: number;
  histogram: number[];
  /** Neighbours in order: the mean of their errors, and what eight in ten lie between. */
  inOrder: { x: number; mean: number; low: number; high: number }[];
  /** Actual and predicted: of up to 500 rows each, else how many rows a cell holds. */
  pairs: { points: [number, number][] } | { cells: [column: number, row: number, count: number][] };
};

export function regressionResiduals(
  actual: Float64Array,
  predictions: readonly (Float64Array | null)[],
  order: RowOrder,
): { frame: NumberFrame; models: (NumberErrors | null)[] } {
  const errors = predictions.map(values => values?.map((value, row) => value - actual[row]) ?? null);
  const sorted = errors.map(own => own?.slice().sort() ?? null);
  const frame: NumberFrame = {
    by: order.by,
    edges: edgesOf(sorted),
    range: rangeOf(actual, predictions),
  };
  const groups = groupsInOrder(order);
  const models = predictions.map((values, at): NumberErrors | null => {
    if (values === null) return null;
    const [own, inSize] = [errors[at]!, sorted[at]!];
    return {
      mean: meanOf(own),
      medianSize: quantile(own.map(Math.abs).sort(), 0.5),
      low: quantile(inSize, 0.05),
      high: quantile(inSize, 0.95),
      histogram: countIn(frame.edges, own),
      inOrder: groups.map(({ x, rows }) => {
        const some = Float64Array.from(rows, row => own[row]).sort();
        return { x, mean: meanOf(some), low: quantile(some, 0.1), high: quantile(some, 0.9) };
      }),
      pairs: pairsOf(actual, values, frame.range),
    };
  });
  return { frame, models };
}

/** Wide enough for all but a hundredth of each model's errors on either side. */
function edgesOf(sorted: readonly (Float64Array | null)[]): number[] {
  let [low, high] = [0, 0];
  for (const errors of sorted) {
    if (errors === null) continue;
    low = Math.min(low, quantile(errors, 0.01));
    high = Math.max(high, quantile(errors, 0.99));
  }
  if (low === high) [low, high] = [-1, 1];
  return Array.from({ length: BINS + 1 }, (_, at) => low + ((high - low) * at) / BINS);
}

function rangeOf(actual: Float64Array, predictions: readonly (Float64Array | null)[]): NumberFrame['range'] {
  const inSize = actual.slice().sort();
  let [from, to] = [inSize[0], inSize[inSize.length - 1]];
  for (const values of predictions) {
    if (values === null) continue;
    const own = values.slice().sort();
    // A model gone wild would leave the others a single cell.
    from = Math.min(from, quantile(own, 0.01));
    to = Math.max(to, quantile(own, 0.99));
  }
  return from === to ? { from: from - 1, to: to + 1, cells: CELLS } : { from, to, cells: CELLS };
}

function pairsOf(
  actual: Float64Array,
  predicted: Float64Array,
  { from, to, cells }: NumberFrame['range'],
): NumberErrors['pairs'] {
  if (actual.length <= MOST_POINTS) {
    return { points: Array.from(actual, (value, row) => [value, predicted[row]]) };
  }
  const cellOf = (value: number) =>
    Math.min(cells - 1, Math.max(0, Math.floor((cells * (value - from)) / (to - from))));
  const counts = new Uint32Array(cells * cells);
  for (let row = 0; row < actual.length; row++) {
    counts[cellOf(predicted[row]) * cells + cellOf(actual[row])]++;
  }
  const found: [number, number, number][] = [];
  counts.forEach((count, cell) => {
    if (count > 0) found.push([cell % cells, Math.floor(cell / cells), count]);
  });
  return { cells: found };
}

function countIn(edges: readonly number[], values: Float64Array): number[] {
  const bins = edges.length - 1;
  const counts = new Array<number>(bins).fill(0);
  const [low, high] = [edges[0], edges[bins]];
  for (const value of values) {
    const bin = Math.floor((bins * (value - low)) / (high - low));
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  return counts;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Definition 7 of Hyndman and Fan (1996), of ascending values. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [value, next] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return value + (next - value) * (place - below);
}
