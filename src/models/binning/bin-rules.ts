// What a bin of a feature is: numbers between two edges, or one category. Trees split between bins only.

import type { CategoricalColumn, NumericColumn } from '../../data/table.ts';
import type { FeatureColumns } from '../learner.ts';

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
      ? { type: 'numeric', name: column.name, edges: numericEdges(column, most) }
      : { type: 'categorical', name: column.name, ...categoryBins(column, most) },
  );
}

function numericEdges(column: NumericColumn, most: number): Float64Array {
  const sorted = column.values.filter(value => !Number.isNaN(value)).sort();
  const distinct = distinctOf(sorted, most);
  const edges: number[] = [];
  const add = (edge: number) => {
    if (edges.length === 0 || edge > edges[edges.length - 1]) edges.push(edge);
  };
  if (distinct) for (let i = 1; i < distinct.length; i++) add(midpoint(distinct[i - 1], distinct[i]));
  else {
    const last = sorted[sorted.length - 1];
    for (let i = 1; i < most; i++) {
      const edge = averagedInvertedQuantile(sorted, i, most);
      // An edge at the greatest value would leave the last bin empty.
      if (edge < last) add(edge);
    }
  }
  return Float64Array.from(edges);
}

/** The distinct values of a sorted array, or null where there are more than `most`. */
function distinctOf(sorted: Float64Array, most: number): number[] | null {
  const distinct: number[] = [];
  for (const value of sorted) {
    // -0 and 0 are one value to every comparison, so they are one bin.
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) continue;
    if (distinct.length === most) return null;
    distinct.push(value);
  }
  return distinct;
}

/** Between `low` and `high`, at least `low` and below `high`: neighbouring doubles and infinities have no middle. */
export function midpoint(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

function averagedInvertedQuantile(sorted: Float64Array, part: number, parts: number): number {
  const rank = (part * sorted.length) / parts;
  const whole = Math.floor(rank);
  if (rank > whole) return sorted[whole];
  return midpoint(sorted[whole - 1], sorted[whole]);
}

function categoryBins(column: CategoricalColumn, most: number): Omit<CategoricalBins, 'type' | 'name'> {
  const { categories } = column;
  const binOf = new Uint8Array(categories.length);
  if (categories.length <= most) return { categories, binOf: binOf.map((_, code) => code) };
  const counts = new Float64Array(categories.length);
  for (const code of column.codes) if (code >= 0) counts[code]++;
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
