// Columns to bins, in the shared memory.

import { binCount, categoryBins, type FeatureBins, MISSING_BIN } from '../binning/bin-rules.ts';
import { edgesOf, weightedEdges } from '../binning/edges.ts';
import type { Kernels } from '../kernels/plain/plain.ts';
import type { FeatureColumns } from '../learner.ts';
import type { BoostingLayout } from './layout.ts';

/** Rows that the edges of bins are made from, spread evenly: more would not move them by anything that matters. */
const SAMPLE = 200_000;

/** Fills the cells of all rows, and gives the bins, made from the `fitted` rows alone. */
export function binColumns(
  kernels: Kernels,
  buffer: ArrayBufferLike,
  layout: BoostingLayout,
  columns: FeatureColumns,
  fitted: Uint32Array,
  weights: Float64Array | null,
  most: number,
): FeatureBins[] {
  const { rows, stride, cells, columns: columnsAt, pairs, edges: edgesAt, digits } = layout;
  const bytes = new Uint8Array(buffer);
  const column = new Float64Array(buffer, pairs, rows);
  const padded = new Float64Array(buffer, edgesAt, 256);
  // Weights would be those of a sample: with them all rows are asked.
  const step = weights ? 1 : Math.max(1, fitted.length / SAMPLE);

  return columns.map((source, feature) => {
    if (source.type === 'categorical') {
      const bins = categoryBins(source, most, fitted);
      for (let row = 0; row < rows; row++) {
        const code = source.codes[row];
        const bin = code < 0 ? MISSING_BIN : bins.binOf[code];
        bytes[cells + row * stride + feature] = bytes[columnsAt + feature * rows + row] = bin;
      }
      return { type: 'categorical', name: source.name, ...bins };
    }
    const { values } = source;
    let count = 0;
    for (let at = 0; at < fitted.length; at += step) {
      const value = values[fitted[Math.floor(at)]];
      if (!Number.isNaN(value)) column[count++] = value;
    }
    kernels.sortNumbers(pairs, count, pairs + rows * 8, digits);
    const sorted = column.subarray(0, count);
    const edges = weights
      ? weightedEdges(...weighValues(sorted, values, fitted, weights), most)
      : edgesOf(sorted, most);
    padded.fill(Number.POSITIVE_INFINITY).set(edges);
    column.set(values);
    kernels.binValues(pairs, rows, edgesAt, cells + feature, stride, columnsAt + feature * rows);
    return { type: 'numeric', name: source.name, edges };
  });
}

/** Distinct values of a sorted column, and what the rows that have each of them weigh together. */
function weighValues(
  sorted: Float64Array,
  values: Float64Array,
  rows: Uint32Array,
  weights: Float64Array,
): [Float64Array, Float64Array] {
  let count = 0;
  for (const value of sorted) if (count === 0 || value > sorted[count - 1]) sorted[count++] = value;
  const distinct = sorted.subarray(0, count);
  const sums = new Float64Array(count);
  for (const row of rows) {
    const value = values[row];
    if (Number.isNaN(value)) continue;
    let low = 0;
    for (let high = count - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (distinct[middle] < value) low = middle + 1;
      else high = middle;
    }
    sums[low] += weights[row];
  }
  return [distinct, sums];
}

/** What the layout says of the bins. */
export function binFacts(bins: readonly FeatureBins[]): Pick<BoostingLayout, 'binCounts' | 'categorical'> {
  return { binCounts: bins.map(binCount), categorical: bins.map(each => each.type === 'categorical') };
}
