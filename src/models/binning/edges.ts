// Where a numeric feature is cut into bins.

/**
 * The edges between at most `most` bins of these values, which ascend and are none of them NaN: midway between each
 * two distinct values, or at equal shares of the rows where there are more of them.
 */
export function edgesOf(sorted: Float64Array, most: number): Float64Array {
  const distinct = distinctOf(sorted, most);
  if (distinct) return midpoints(distinct);
  return ascending(most, sorted[sorted.length - 1], part => {
    const rank = (part * sorted.length) / most;
    const whole = Math.floor(rank);
    return rank > whole ? sorted[whole] : midpoint(sorted[whole - 1], sorted[whole]);
  });
}

/**
 * The same where rows weigh: `weights` are by distinct value, which ascend; shares are of weight. With weights of 1
 * and each value once it gives what `edgesOf` gives.
 */
export function weightedEdges(distinct: Float64Array, weights: Float64Array, most: number): Float64Array {
  if (distinct.length <= most) return midpoints(distinct);
  let total = 0;
  for (const weight of weights) total += weight;
  let at = 0;
  let below = weights[0];
  return ascending(most, distinct[distinct.length - 1], part => {
    const wanted = (part * total) / most;
    while (below < wanted && at + 1 < distinct.length) below += weights[++at];
    return below > wanted ? distinct[at] : midpoint(distinct[at], distinct[at + 1] ?? distinct[at]);
  });
}

function midpoints(distinct: ArrayLike<number>): Float64Array {
  const edges: number[] = [];
  for (let i = 1; i < distinct.length; i++) push(edges, midpoint(distinct[i - 1], distinct[i]));
  return Float64Array.from(edges);
}

/** The averaged inverted distribution function (definition 2 of Hyndman and Fan, 1996) at 1/most, 2/most, ... */
function ascending(most: number, last: number, quantile: (part: number) => number): Float64Array {
  const edges: number[] = [];
  for (let part = 1; part < most; part++) {
    const edge = quantile(part);
    // An edge at the greatest value would leave the last bin empty.
    if (edge < last) push(edges, edge);
  }
  return Float64Array.from(edges);
}

function push(edges: number[], edge: number): void {
  if (edges.length === 0 || edge > edges[edges.length - 1]) edges.push(edge);
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
