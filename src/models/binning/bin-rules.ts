// What a bin of a feature is: numbers between two edges, or one category. Trees split between bins only.

import type { CategoricalColumn, NumericColumn } from '../../data/table.ts';
import type { FeatureColumns } from '../learner.ts';
import { edgesOf } from './edges.ts';

/** A missing value, in every feature. Bins with a value are 0 to 254. */
export const MISSING_BIN = 255;
/** So that a bin, the missing one beside it, fits a byte. */
export const MOST_BINS = 255;

/** A value belongs to the first bin whose upper edge is not below it; ascending, one fewer than there are bins. */
export type NumericBins = { type: 'numeric'; name: string; edges: Float64Array };

/** `binOf[code]` is the bin of `categories[code]`; the rarest share the last bin where there are more than bins. */
export type CategoricalBins = {
  type: 'categorical';
  name: string;
  categories: readonly string[];
  binOf: Uint8Array;
};

export type FeatureBins = NumericBins | CategoricalBins;

/** How many bins a feature has, the missing one not counted; at least 1. */
export function binCount(bins: FeatureBins): number {
  if (bins.type === 'numeric') return bins.edges.length + 1;
  let last = 0;
  for (const bin of bins.binOf) if (bin > last) last = bin;
  return last + 1;
}

/**
 * The bins of each feature, from the rows that a model is fitted to.
 *
 * Numbers with at most `most` distinct values: an edge midway between each two, so that every exact split is
 * there. With more: edges at equal shares of the rows, by the averaged inverted distribution function
 * (definition 2 of Hyndman and Fan, 1996). Categories: one bin each, the rarest together where there are more.
 */
export function makeBins(features: FeatureColumns, most = MOST_BINS): FeatureBins[] {
  return features.map(column =>
    column.type === 'numeric'
      ? { type: 'numeric', name: column.name, edges: edgesOf(sortedValues(column), most) }
      : { type: 'categorical', name: column.name, ...categoryBins(column, most) },
  );
}

function sortedValues(column: NumericColumn): Float64Array {
  return column.values.filter(value => !Number.isNaN(value)).sort();
}

/** `rows`: those that count in saying which categories are rare; all where not said. */
export function categoryBins(
  column: CategoricalColumn,
  most: number,
  rows?: Uint32Array,
): Omit<CategoricalBins, 'type' | 'name'> {
  const { categories } = column;
  const binOf = new Uint8Array(categories.length);
  if (categories.length <= most) return { categories, binOf: binOf.map((_, code) => code) };
  const counts = new Float64Array(categories.length);
  const count = (code: number) => {
    if (code >= 0) counts[code]++;
  };
  if (rows) for (const row of rows) count(column.codes[row]);
  else for (const code of column.codes) count(code);
  const byCount = categories.map((_, code) => code).sort((a, b) => counts[b] - counts[a] || a - b);
  binOf.fill(most - 1);
  // Bins keep the order of the codes, so that the file does not depend on how the sort walked.
  byCount
    .slice(0, most - 1)
    .sort((a, b) => a - b)
    .forEach((code, bin) => {
      binOf[code] = bin;
    });
  return { categories, binOf };
}
