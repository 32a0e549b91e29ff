// Distances between two distributions over the same cells, as they are known. They are reported; no verdict hangs on them.

/** What a share is taken for where it is less, so that a logarithm can be taken of it. */
export const LEAST_SHARE = 1e-4;

/** Each count over the sum of all; all 0 where there is none. */
export function sharesOf(counts: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) total += counts[cell];
  return Float64Array.from(counts, count => (total > 0 ? count / total : 0));
}

/**
 * The population stability index: the sum of (r - c) ln(r / c) over shares of reference and batch. An empty cell would
 * make it infinite: shares below `least` are raised to it, and its value hangs on that.
 *
 * @example populationStability([0.5, 0.5], [0.6, 0.4]) // 0.0405…
 */
export function populationStability(
  reference: ArrayLike<number>,
  batch: ArrayLike<number>,
  least = LEAST_SHARE,
): number {
  let sum = 0;
  for (let cell = 0; cell < reference.length; cell++) {
    const r = Math.max(least, reference[cell]);
    const c = Math.max(least, batch[cell]);
    sum += (r - c) * Math.log(r / c);
  }
  return sum;
}

/**
 * The Jensen-Shannon distance, the root of the divergence, with logarithms to base 2: 0 for equal shares, 1 where no
 * cell is shared.
 */
export function jensenShannon(reference: ArrayLike<number>, batch: ArrayLike<number>): number {
  let sum = 0;
  for (let cell = 0; cell < reference.length; cell++) {
    const middle = (reference[cell] + batch[cell]) / 2;
    sum += entropyTerm(reference[cell], middle) + entropyTerm(batch[cell], middle);
  }
  return Math.sqrt(Math.max(0, sum / 2));
}

function entropyTerm(share: number, middle: number): number {
  return share > 0 ? share * Math.log2(share / middle) : 0;
}

/** The Hellinger distance, sqrt(1 - sum of sqrt(r c)): 0 for equal shares, 1 where no cell is shared. */
export function hellinger(reference: ArrayLike<number>, batch: ArrayLike<number>): number {
  let sum = 0;
  for (let cell = 0; cell < reference.length; cell++)
    sum += (Math.sqrt(reference[cell]) - Math.sqrt(batch[cell])) ** 2;
  return Math.sqrt(sum / 2);
}
